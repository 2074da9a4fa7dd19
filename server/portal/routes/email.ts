/**
 * The rows of the pages about email addresses: the address to which links for a new password are sent, and the address
 * with which licenses were bought. Each new address is proved by a code or link that is mailed to it, in the session
 * that asked for the mail. The old address is proved by a code; a license key can be given instead of the old address.
 * No address is ever shown again.
 */

import { refuse, refuseAll, Refusal } from '../../domain/kernel/refusal.ts';
import { emailChangePage, emailChangeProofPage, emailPage, emailProofPage } from '../pages/email.ts';
import { languageOf } from '../html/frame.ts';
import { PATHS } from '../html/paths.ts';
import { requireAddress, requireText } from '../route/checks.ts';
import { faultsIn } from '../route/form-errors.ts';
import { route } from '../route/route.ts';
import { operations } from '../../domain/operations.ts';

const CUSTOMER = 'customer';
/**
 * The queries of the page of a pending email change, which say how the owner is proved: by a code to the old address,
 * or by a license key.
 */
const [BY_OLD, BY_KEY] = ['?sent=old', '?sent=key'];

/** Refuses the codes in the given fields: an empty one is missing, any other one is wrong. */
function refuseCodes(typed: Readonly<Record<string, string>>): never {
  const refusals = Object.entries(typed).map(([field, code]) => {
    const fields = [{ pointer: `/${field}`, message: code === '' ? 'is missing' : 'is wrong' }];
    return new Refusal({ code: code === '' ? 'request_malformed' : 'link_unknown', fields });
  });
  refuseAll(refusals);
  return refuse('link_unknown');
}

const EMAIL = route({
  path: PATHS.email,
  enter: 'customer',
  query: { link: 'text', sent: 'tick' },
  show: async (visit, { link, sent }, returned) => {
    const { frame, dependencies, who } = visit;
    const { deed = '', email = '', code = '', link: typed = '' } = returned?.typed ?? {};
    const faults = faultsIn(returned, frame.texts);
    const followed = typed || link || undefined;
    if (deed === 'prove' || sent || followed !== undefined) {
      return { page: emailProofPage({ link: followed, code, faults }, frame) };
    }
    const { recoverable: added } = await dependencies.run(operations.account.showNotices, { who }, CUSTOMER);
    return { page: emailPage({ added, email, faults }, frame) };
  },
  fields: { deed: 'text', email: 'chosen', link: 'chosen', code: 'chosen', current: 'chosen' },
  check: ({ dependencies, who }, { deed, email, current }) =>
    deed === 'add'
      ? [
          requireAddress('email', email),
          requireText('current', current),
          current !== '' && dependencies.accounts.confirm({ who, password: current }),
        ]
      : [],
  act: async (visit, { deed, email, link, code }) => {
    const { dependencies, who, frame } = visit;
    const inLanguage = languageOf(frame);
    if (deed === 'add') {
      await dependencies.recovery.askRecoveryEmail({
        who,
        email,
        pageUrl: dependencies.url() + PATHS.email,
        ...inLanguage,
      });
      return { to: `${PATHS.email}?sent=yes` };
    }
    if (deed === 'remove') {
      await dependencies.run(operations.account.removeRecoveryEmail, { who }, CUSTOMER);
      return { to: PATHS.email, done: 'emailRemoved' };
    }
    if (deed !== 'prove') return refuse('request_malformed');
    const shown = link === '' ? { code } : { link };
    const proof = { who, shown, ...inLanguage };
    const { is } = await dependencies.run(operations.account.proveRecoveryEmail, proof, CUSTOMER);
    if (is === 'wrong' || (link === '' && code === '')) refuseCodes({ code });
    return is === 'done' ? { to: PATHS.email, done: 'emailAdded' } : refuse('link_unknown');
  },
});

const EMAIL_CHANGE = route({
  path: PATHS.emailChange,
  enter: 'customer',
  query: { sent: 'text' },
  show: async ({ frame }, { sent }, returned) => {
    const { deed, newEmail = '', oldEmail = '', licenseKey = '' } = returned?.typed ?? {};
    const faults = faultsIn(returned, frame.texts);
    if (deed !== 'prove' && sent === '') {
      return { page: emailChangePage({ newEmail, oldEmail, licenseKey, faults }, frame) };
    }
    const { byOld = sent === 'old', newCode = '', oldCode = '' } = returned?.typed ?? {};
    return { page: emailChangeProofPage({ byOld, newCode, oldCode, faults }, frame) };
  },
  fields: {
    deed: 'text',
    newEmail: 'chosen',
    oldEmail: 'chosen',
    licenseKey: 'chosen',
    byOld: 'tick',
    newCode: 'chosen',
    oldCode: 'chosen',
  },
  check: ({ dependencies, who }, { deed, newEmail, ...typed }) => {
    const proof = proofOf(typed);
    const isProved = proof.oldEmail !== undefined || proof.licenseKey !== undefined;
    return deed === 'ask'
      ? [
          requireAddress('newEmail', newEmail),
          isProved
            ? dependencies.recovery.checkEmailChange({ who, ...proof })
            : requireText('oldEmail', typed.oldEmail),
        ]
      : [];
  },
  act: async (
    { dependencies, who, frame },
    { deed, newEmail, newCode, oldCode, byOld: isByOld, ...typed },
  ) => {
    if (deed === 'ask') {
      const asked = { who, newEmail, ...proofOf(typed), ...languageOf(frame) };
      const { byOld } = await dependencies.recovery.askEmailChange(asked);
      return { to: PATHS.emailChange + (byOld ? BY_OLD : BY_KEY) };
    }
    if (deed !== 'prove') return refuse('request_malformed');
    const changed = await dependencies.run(
      operations.ownership.proveEmailChange,
      { who, newCode, oldCode: isByOld ? oldCode : oldCode || undefined, ...languageOf(frame) },
      CUSTOMER,
    );
    if (changed.is === 'wrong') {
      const codes = { newCode, oldCode };
      refuseCodes(Object.fromEntries(changed.fields.map((field) => [field, codes[field]])));
    }
    return changed.is === 'done' ? { to: PATHS.email, done: 'emailChanged' } : refuse('link_unknown');
  },
});

/** The proof that the customer owns the licenses: the old address, or else a license key. */
function proofOf({ oldEmail, licenseKey }: { oldEmail: string; licenseKey: string }): {
  oldEmail: string | undefined;
  licenseKey: string | undefined;
} {
  return { oldEmail: oldEmail || undefined, licenseKey: licenseKey || undefined };
}

export const EMAIL_ROUTES = [EMAIL, EMAIL_CHANGE];
