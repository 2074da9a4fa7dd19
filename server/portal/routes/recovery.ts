/**
 * The rows of the pages that recover a lost key or password. A form gets the same answer whether or not an email
 * address is known. The page that follows has its own address, so that the page can be reloaded. A cookie of ten
 * minutes binds a mailed link to the browser that asked for the link.
 */

import { refuse } from '../../domain/kernel/refusal.ts';
import type { UsedLink } from '../../domain/account/recovery.ts';
import type { Cookie } from '../../web/cookie.ts';
import * as pages from '../pages/recover.ts';
import { resetPage } from '../pages/reset.ts';
import { languageOf } from '../html/frame.ts';
import { PATHS } from '../html/paths.ts';
import { requireText } from '../route/checks.ts';
import { faultsIn } from '../route/form-errors.ts';
import { route, type Outcome, type Visit } from '../route/route.ts';
import { knownByUsername } from './sign-in.ts';
import { operations } from '../../domain/operations.ts';

const CUSTOMER = 'customer';
const BROWSER_SECONDS = 600;
const NO_BROWSER: Cookie = { use: 'recovery', token: '', seconds: undefined };
/** The query of the page that is shown after a form was sent. */
const SENT = '?sent=yes';

const RECOVER = route({
  path: PATHS.recover,
  enter: 'anyone',
  show: async ({ frame }) => ({ page: pages.recoverPage(frame) }),
});

const RECOVER_KEY = route({
  path: PATHS.recoverKey,
  enter: 'anyone',
  query: { sent: 'tick' },
  show: async ({ frame }, { sent }, returned) => {
    if (sent) return { page: pages.keySentPage(frame) };
    const { email = '' } = returned?.typed ?? {};
    return { page: pages.recoverKeyPage({ email, faults: faultsIn(returned, frame.texts) }, frame) };
  },
  fields: { email: 'text' },
  act: async ({ dependencies, origin, cookies: { known }, frame }, { email }) => {
    await dependencies.recovery.askKey({ email, origin, known, ...languageOf(frame) });
    return { to: `${PATHS.recoverKey}${SENT}` };
  },
});

const RECOVER_PASSWORD = route({
  path: PATHS.recoverPassword,
  enter: 'anyone',
  query: { sent: 'tick' },
  show: async ({ frame, cookies }, { sent }, returned) => {
    if (sent) {
      const isLost = cookies.recovery === undefined;
      const faults = isLost ? [{ message: frame.texts.faults.recoveryCookieOff }] : [];
      return { page: pages.linkSentPage({ code: '', faults }, frame) };
    }
    const { email = '' } = returned?.typed ?? {};
    return { page: pages.recoverPasswordPage({ email, faults: faultsIn(returned, frame.texts) }, frame) };
  },
  fields: { email: 'text' },
  act: async ({ dependencies, origin, cookies, frame }, { email }) => {
    const browser = cookies.recovery ?? dependencies.drawToken();
    const pageUrl = dependencies.url() + PATHS.reset;
    await dependencies.recovery.askPassword({
      email,
      browser,
      origin,
      known: cookies.known,
      pageUrl,
      ...languageOf(frame),
    });
    const cookie: Cookie = { use: 'recovery', token: browser, seconds: BROWSER_SECONDS };
    return { to: `${PATHS.recoverPassword}${SENT}`, cookies: [cookie] };
  },
});

const RESET = route({
  path: PATHS.reset,
  enter: 'anyone',
  query: { link: 'text' },
  show: async (visit, asked, returned) => {
    const faults = faultsIn(returned, visit.frame.texts);
    const link = returned?.typed.link ?? asked.link;
    if (link !== '') {
      const opened = await followed(visit, link);
      const model = opened.is === 'open' ? { ...opened, link, faults } : opened;
      return { page: resetPage(model, visit.frame) };
    }
    return returned === undefined
      ? { to: PATHS.recoverPassword }
      : { page: pages.linkSentPage({ code: returned.typed.code, faults }, visit.frame) };
  },
  fields: { link: 'chosen', code: 'chosen', next: 'text' },
  check: (visit, { link, code, next: password }) =>
    link === ''
      ? [
          requireText('code', code),
          code !== '' && requireGoodCode(visit, code),
          password !== '' && visit.dependencies.accounts.checkPassword({ username: '', password }),
        ]
      : [],
  act: async (visit, { link, code, next }): Promise<Outcome> => {
    const { dependencies } = visit;
    const username = link === '' ? '' : await ownerOf(visit, link);
    const asker = { network: visit.origin };
    const password = await dependencies.accounts.hashPassword({ username, password: next, asker });
    const shown = link === '' ? { code } : { link };
    const used = await dependencies.run(
      operations.account.useLink,
      {
        shown,
        browser: browserOf(visit),
        password,
        asker,
        ...languageOf(visit.frame),
      },
      CUSTOMER,
    );
    refuseLink(used.is);
    return { to: PATHS.logIn, done: 'passwordReset', cookies: [NO_BROWSER] };
  },
});

const browserOf = ({ cookies }: Visit): string => cookies.recovery ?? '';
const followed = (visit: Visit, link: string) =>
  visit.dependencies.run(operations.account.followLink, { link, browser: browserOf(visit) }, CUSTOMER);

/** Checks a typed code, which stays valid, and counts a wrong one. */
async function requireGoodCode(visit: Visit, code: string): Promise<void> {
  const typed = { code, browser: browserOf(visit) };
  const { is } = await visit.dependencies.run(operations.account.tryLinkCode, typed, CUSTOMER);
  refuseLink(is);
}

function refuseLink(is: UsedLink['is'] | 'good'): void {
  if (is === 'wrong') refuse('link_unknown', { fields: [{ pointer: '/code', message: 'is wrong' }] });
  if (is !== 'done' && is !== 'good') refuse('link_unknown');
}

/**
 * The username of the account that a recovery link belongs to. If the link is not valid, the request is refused before
 * a password is hashed.
 */
async function ownerOf(visit: Visit, link: string): Promise<string> {
  const opened = await followed(visit, link);
  return opened.is === 'open' ? opened.username : refuse('link_unknown');
}

const RECOVER_CODE = route({
  path: PATHS.recoverCode,
  enter: 'anyone',
  show: async ({ frame }, _asked, returned) => {
    const { username = '', code = '' } = returned?.typed ?? {};
    return {
      page: pages.recoverCodePage({ username, code, faults: faultsIn(returned, frame.texts) }, frame),
    };
  },
  fields: { username: 'text', code: 'text', next: 'text' },
  knownAs: knownByUsername,
  check: ({ dependencies: { accounts, limits }, origin, who }, { username, code, next: password }) => {
    const right = username !== '' && code !== '' && accounts.checkRecoveryCode({ username, code });
    const checkNext = async (): Promise<void> => {
      // where a wrong code is one too many, its answer says nothing of the password, so that no time is spent on it
      const isLast = who === undefined && limits.isSpent(origin);
      const [found] = isLast ? await Promise.allSettled([right]) : [];
      if (found?.status !== 'rejected') await accounts.checkPassword({ username, password });
    };
    return [right, password !== '' && checkNext()];
  },
  act: async ({ dependencies, origin, frame }, typed) => {
    const asker = { network: origin };
    await dependencies.accounts.useRecoveryCode({ ...typed, asker, ...languageOf(frame) });
    return { to: PATHS.logIn, done: 'passwordReset' };
  },
});

export const RECOVERY_ROUTES = [RECOVER, RECOVER_KEY, RECOVER_PASSWORD, RESET, RECOVER_CODE];
