/**
 * What a refusal says of a form, in the catalogue's words: which field is wrong, and what to do. A refusal that has no
 * words here says that the form did not arrive whole.
 */

import type { FieldFault, Refusal, RefusalCode } from '../domain/refusal.ts';
import type { Fault } from './fault.ts';
import type { Texts } from './texts.ts';

type Says = Texts['faults'];

/** Of a code: its field, if it is of one, and what is said. */
const OF_CODE: Partial<Record<RefusalCode, (says: Says, refusal: Refusal) => Fault>> = {
  username_malformed: (says) => ({ field: 'username', says: says.usernameMalformed }),
  username_taken: (says) => ({ field: 'username', says: says.usernameTaken }),
  credentials_wrong: (says) => ({ says: says.credentialsWrong }),
  too_many_requests: (says, { parts }) => ({ says: says.wait(parts.retryAfter ?? 1) }),
  license_key_malformed: (says) => ({ field: 'licenseKey', says: says.licenseKeyMalformed }),
  license_key_unknown: (says) => ({ field: 'licenseKey', says: says.licenseKeyUnknown }),
  license_owned: (says) => ({ field: 'licenseKey', says: says.licenseOwned }),
  email_malformed: (says) => ({ field: 'email', says: says.emailMalformed }),
  email_mismatch: (says) => ({ field: 'email', says: says.emailWrong }),
  link_unknown: (says) => ({ says: says.linkOver }),
  activation_unknown: (says) => ({ says: says.gone }),
};

/** Of a field in which nothing was typed. */
const MISSING: Readonly<Record<string, keyof Says>> = {
  username: 'usernameMissing',
  password: 'passwordMissing',
  next: 'passwordMissing',
  licenseKey: 'licenseKeyMissing',
  email: 'emailMissing',
  code: 'codeMissing',
};

const MALFORMED: Readonly<Record<string, keyof Says>> = {
  terms: 'termsMissing',
  nickname: 'nicknameMalformed',
  activations: 'noneChosen',
};

/** Every fault that the refusal of a form tells of; none where it was not refused. */
export function faultsIn(returned: { refusal: Refusal } | undefined, { faults: says }: Texts): Fault[] {
  if (returned === undefined) return [];
  const { refusal } = returned;
  const known = OF_CODE[refusal.code];
  if (known !== undefined) return [known(says, refusal)];
  const told = (refusal.parts.fields ?? []).flatMap((fault) => ofField(fault, says));
  return told.length === 0 ? [{ says: says.malformed }] : told;
}

function ofField({ pointer, message }: FieldFault, says: Says): Fault[] {
  const field = pointer.slice(1);
  const word = message === 'is missing' ? MISSING[field] : MALFORMED[field];
  const told = word === undefined ? undefined : says[word];
  return typeof told === 'string' ? [{ field, says: told }] : [];
}
