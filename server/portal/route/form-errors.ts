/**
 * What a refusal says of a form, in the catalogue's words: which field is wrong, and what to do. A refusal that has no
 * words here says that the form did not arrive whole.
 */

import { PASSWORD_FAULTS, type PasswordFault } from '../../domain/account/password.ts';
import type { FieldFault, Refusal, RefusalCode } from '../../domain/kernel/refusal.ts';
import type { Fault } from '../../web/field-error.ts';
import type { Texts } from '../../texts/texts.ts';

type Says = Texts['faults'];

interface Refused {
  readonly refusal: Refusal;
  /** The fields of the form. */
  readonly typed: object;
}

/** Of a code: its field, if it is of one, and what is said. */
const OF_CODE: Partial<Record<RefusalCode, (says: Says, refused: Refused) => Fault>> = {
  username_malformed: (says) => ({ field: 'username', message: says.usernameMalformed }),
  username_taken: (says) => ({ field: 'username', message: says.usernameTaken }),
  password_refused: (says, { refusal, typed }) => ({
    field: 'next' in typed ? 'next' : 'password',
    message: says.passwordRefused[passwordFaultIn(refusal)],
  }),
  credentials_wrong: wrongSecret,
  too_many_requests: (says, { refusal }) => ({ message: says.wait(refusal.parts.retryAfter ?? 1) }),
  license_key_malformed: (says) => ({ field: 'licenseKey', message: says.licenseKeyMalformed }),
  license_key_unknown: (says) => ({ field: 'licenseKey', message: says.licenseKeyUnknown }),
  license_revoked: (says) => ({ field: 'licenseKey', message: says.licenseRevoked }),
  license_owned: (says) => ({ field: 'licenseKey', message: says.licenseOwned }),
  email_malformed: (says, { refusal }) => ({
    field: fieldOf(refusal) ?? 'email',
    message: says.emailMalformed,
  }),
  email_mismatch: (says, { refusal }) => {
    const field = fieldOf(refusal) ?? 'email';
    return { field, message: field === 'licenseKey' ? says.licenseKeyForeign : says.emailWrong };
  },
  link_unknown: (says, { refusal }) => {
    const field = fieldOf(refusal);
    return field === undefined ? { message: says.linkOver } : { field, message: says.codeWrong };
  },
  release_too_soon: (says) => ({ message: says.notReleased }),
  release_limit_reached: (says) => ({ message: says.notReleased }),
  activation_unknown: (says) => ({ message: says.gone }),
};

/** Of a field in which nothing was typed, or what cannot be. */
const OF_FIELD: Readonly<Record<string, (says: Says) => string>> = {
  username: (says) => says.usernameMissing,
  password: (says) => says.passwordMissing,
  current: (says) => says.passwordMissing,
  next: (says) => says.passwordMissing,
  licenseKey: (says) => says.licenseKeyMissing,
  email: (says) => says.emailMissing,
  code: (says) => says.codeMissing,
  terms: (says) => says.termsMissing,
  sure: (says) => says.tickMissing,
  nickname: (says) => says.nicknameMalformed,
  activations: (says) => says.noneChosen,
};

function fieldOf({ parts }: Refusal): string | undefined {
  return parts.fields?.[0]?.pointer.slice(1);
}

/** Every fault that the refusal of a form tells of; none where it was not refused. */
export function faultsIn(returned: Refused | undefined, { faults: says }: Texts): Fault[] {
  if (returned === undefined) return [];
  const { code, parts } = returned.refusal;
  const known = OF_CODE[code];
  if (known !== undefined) return [known(says, returned)];
  const told = (parts.fields ?? []).flatMap((fault) => ofField(fault, says));
  return told.length === 0 ? [{ message: says.malformed }] : told;
}

function ofField({ pointer }: FieldFault, says: Says): Fault[] {
  const field = pointer.slice(1);
  const say = OF_FIELD[field];
  return say === undefined ? [] : [{ field, message: say(says) }];
}

/** What was typed to prove who one is: the code of a mail or of a list, the present password, or both parts of a login. */
function wrongSecret(says: Says, { typed }: Refused): Fault {
  if ('current' in typed) return { field: 'current', message: says.passwordWrong };
  return 'code' in typed ? { field: 'code', message: says.codeWrong } : { message: says.credentialsWrong };
}

function passwordFaultIn({ parts }: Refusal): PasswordFault {
  const message = parts.fields?.[0]?.message;
  const faults = Object.keys(PASSWORD_FAULTS) as PasswordFault[];
  return faults.find((fault) => PASSWORD_FAULTS[fault] === message) ?? 'guessed';
}
