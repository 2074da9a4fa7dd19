/**
 * The rows of the pages about email addresses: the address to which links for a new password are sent, and the address
 * with which licenses were bought. Each address is proved by a code or link that is mailed to the address, in the
 * session that asked. No address is ever shown again.
 */

import { refuse } from '../../domain/kernel/refusal.ts';
import { emailChangePage, emailChangeProofPage, emailPage, emailProofPage } from '../pages/email.ts';
import { languageOf } from '../html/frame.ts';
import { PATHS } from '../html/paths.ts';
import { faultsIn } from '../route/form-errors.ts';
import { route } from '../route/route.ts';
import { operations } from '../../domain/operations.ts';

const CUSTOMER = 'customer';
/**
 * The queries of the page of a pending email change, which say how the owner is proved: by a code to the old address,
 * or by a license key.
 */
const [BY_OLD, BY_KEY] = ['?sent=old', '?sent=key'];

/** Refuses a code in the given field that was sent in no mail. */
function wrong(field: string): never {
  return refuse('link_unknown', { fields: [{ pointer: `/${field}`, message: 'is wrong' }] });
}

const EMAIL = route({
  path: PATHS.email,
  enter: 'customer',
  query: { link: 'text', sent: 'tick' },
  show: async (visit, { link, sent }, returned) => {
    const { frame, dependencies, who } = visit;
    const { deed = '', email = '', link: typed = '' } = returned?.typed ?? {};
    const faults = faultsIn(returned, frame.texts);
    const followed = typed || link || undefined;
    if (deed === 'prove' || sent || followed !== undefined) {
      return { page: emailProofPage({ link: followed, faults }, frame) };
    }
    const { recoverable: added } = await dependencies.run(operations.account.showNotices, { who }, CUSTOMER);
    return { page: emailPage({ added, email, faults }, frame) };
  },
  fields: { deed: 'text', email: 'chosen', link: 'chosen', code: 'chosen', current: 'chosen' },
  act: async (visit, { deed, email, link, code, current: password }) => {
    const { dependencies, who, frame } = visit;
    const inLanguage = languageOf(frame);
    if (deed === 'add') {
      await dependencies.accounts.confirm({ who, password });
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
    if (is === 'wrong') return wrong('code');
    return is === 'done' ? { to: PATHS.email, done: 'emailAdded' } : refuse('link_unknown');
  },
});

const EMAIL_CHANGE = route({
  path: PATHS.emailChange,
  enter: 'customer',
  query: { sent: 'text' },
  show: async ({ frame }, { sent }, returned) => {
    const { deed, newEmail = '', oldEmail = '', oldCode } = returned?.typed ?? {};
    const faults = faultsIn(returned, frame.texts);
    if (deed !== 'prove' && sent === '') {
      return { page: emailChangePage({ newEmail, oldEmail, faults }, frame) };
    }
    const byOld = sent === 'old' || faults.some(({ field }) => field === 'oldCode') || Boolean(oldCode);
    return { page: emailChangeProofPage({ byOld, faults }, frame) };
  },
  fields: {
    deed: 'text',
    newEmail: 'chosen',
    oldEmail: 'chosen',
    licenseKey: 'chosen',
    newCode: 'chosen',
    oldCode: 'chosen',
  },
  act: async ({ dependencies, who, frame }, { deed, newEmail, newCode, ...typed }) => {
    const [oldEmail, licenseKey, oldCode] = [typed.oldEmail, typed.licenseKey, typed.oldCode].map(
      (text) => text || undefined,
    );
    if (deed === 'ask') {
      const asked = { who, newEmail, oldEmail, licenseKey, ...languageOf(frame) };
      const { byOld } = await dependencies.recovery.askEmailChange(asked);
      return { to: PATHS.emailChange + (byOld ? BY_OLD : BY_KEY) };
    }
    if (deed !== 'prove') return refuse('request_malformed');
    const changed = await dependencies.run(
      operations.ownership.proveEmailChange,
      { who, newCode, oldCode, ...languageOf(frame) },
      CUSTOMER,
    );
    if (changed.is === 'wrong') return wrong(changed.field);
    return changed.is === 'done' ? { to: PATHS.email, done: 'emailChanged' } : refuse('link_unknown');
  },
});

export const EMAIL_ROUTES = [EMAIL, EMAIL_CHANGE];
