/**
 * The rows for login, sign-up with a license key, and logout. Every login gives the browser a new token and ends the
 * session of the browser's earlier token. A token that a browser already has is never adopted for a new login.
 */

import { privacyNotice, type Facts } from '../../documents/notice.ts';
import { refuse } from '../../domain/kernel/refusal.ts';
import type { Id } from '../../domain/kernel/ports.ts';
import { operations } from '../../domain/operations.ts';
import type { LoggedIn } from '../../domain/account/login.ts';
import { knownBrowser, NO_PROBE, NO_SESSION, PROBE, type Cookie } from '../../web/cookie.ts';
import { logInPage } from '../pages/log-in.ts';
import { privacyPage } from '../pages/privacy.ts';
import { codesShownPage, signUpPage, type SignUpModel } from '../pages/sign-up.ts';
import { AFTER_LOGIN, PATHS } from '../html/paths.ts';
import { requireTick } from '../route/checks.ts';
import { policyLines, recipientLines } from '../route/view-models.ts';
import { storedTables } from '../route/stored-tables.ts';
import { faultsIn } from '../route/form-errors.ts';
import { route, type Outcome, type Visit } from '../route/route.ts';
import type { SignedUp } from '../../runtime/accounts.ts';
import { TERMS_VERSION } from '../../texts/terms-version.ts';

/** The cookies that a login sets: the session cookie, and the cookie that keeps the browser known. */
export function cookiesOf({ token, seconds, known }: LoggedIn): Cookie[] {
  return [{ use: 'session', token, seconds }, knownBrowser(known)];
}

/**
 * The page to which a login leads: one of a closed list, so that no link can lead to another site. What follows its name
 * is the query of that page, written again.
 */
function pageAfterLogin(to: string): string {
  const [name = '', query] = to.split('?', 2);
  if (!Object.hasOwn(AFTER_LOGIN, name)) return PATHS.licenses;
  const path = AFTER_LOGIN[name as keyof typeof AFTER_LOGIN];
  return query === undefined ? path : `${path}?${new URLSearchParams(query).toString()}`;
}

/** The account of a typed username, if the browser is known to it. */
export const knownByUsername = async (
  { dependencies: { accounts }, cookies: { known } }: Visit,
  { username }: { readonly username: string },
): Promise<Id | null> =>
  known === undefined ? null : (await accounts.recogniseBrowser({ username, browser: known })).account;

async function endReplaced({ dependencies, cookies }: Visit): Promise<void> {
  if (cookies.session !== undefined) await dependencies.accounts.logOut(cookies.session);
}

/** The cookie that shows whether a browser keeps cookies. */
export const PROBES = [PROBE];

/** Whether the browser has sent back any cookie of this site. */
export function isKept(cookies: Visit['cookies']): boolean {
  return Object.keys(cookies).length > 0;
}

/** Requires a browser that keeps cookies. Otherwise an account would be made that the browser could not open. */
export async function requireCookies(cookies: Visit['cookies']): Promise<void> {
  if (!isKept(cookies)) refuse('cookies_off');
}

/** What a visitor typed to make an account, or what the form shows at first. */
export function typedSignUp(
  { dependencies }: Visit,
  typed: { username: string; remember: boolean; terms: string } | undefined,
): Pick<SignUpModel, 'username' | 'remember' | 'accepted' | 'terms'> {
  return {
    username: typed?.username ?? dependencies.accounts.suggestUsername(),
    remember: typed?.remember ?? false,
    accepted: typed?.terms === TERMS_VERSION,
    terms: TERMS_VERSION,
  };
}

/** Shows the recovery codes of a new account, and logs it in. */
export async function showCodes(
  visit: Visit,
  username: string,
  { cookie, recoveryCodes }: SignedUp,
): Promise<Outcome> {
  await endReplaced(visit);
  const page = codesShownPage({ username, codes: recoveryCodes, next: PATHS.licenses }, visit.frame);
  return { page, cookies: [...cookiesOf(cookie), NO_PROBE] };
}

/** What the privacy page and its file are made from. */
async function readFacts({ run, vendor }: Visit['dependencies']): Promise<Facts> {
  const { present: lives } = await run(operations.privacy.showLives, {}, 'customer');
  const disclosed = await run(operations.privacy.showDisclosed, {}, 'customer');
  const versions = await run(operations.privacy.listPolicies, {}, 'customer');
  return { vendor: vendor(), lives, ...disclosed, versions };
}

export const ENTRY_ROUTES = [
  route({
    path: PATHS.privacy,
    enter: 'anyone',
    show: async ({ dependencies, frame }) => {
      const { lives, recipients, years, versions } = await readFacts(dependencies);
      const policies = policyLines(versions);
      const stored = {
        stored: storedTables(),
        lives,
        recipients: recipientLines(recipients),
        years,
        policies,
      };
      return { page: privacyPage({ terms: TERMS_VERSION, ...stored }, frame) };
    },
  }),
  route({
    path: PATHS.privacyFile,
    enter: 'anyone',
    show: async ({ dependencies, frame: { texts } }) => {
      const { json } = privacyNotice(await readFacts(dependencies), texts);
      const text = `${JSON.stringify(json, null, 2)}\n`;
      return { file: { name: 'privacy.json', text, type: 'application/json' } };
    },
  }),
  route({
    path: PATHS.home,
    enter: 'anyone',
    show: async ({ who }) => ({ to: who === undefined ? PATHS.logIn : PATHS.licenses }),
  }),
  route({
    path: PATHS.logIn,
    enter: 'anyone',
    query: { cookies: 'text', to: 'text' },
    show: async ({ frame, who }, asked, returned) => {
      const { username = '', remember = false, to = asked.to } = returned?.typed ?? {};
      if (who !== undefined && returned === undefined) return { to: pageAfterLogin(to) };
      const isLost = returned === undefined && asked.cookies === 'off';
      const faults = isLost
        ? [{ message: frame.texts.faults.ofCode.cookies_off }]
        : faultsIn(returned, frame.texts);
      return { page: logInPage({ username, remember, to, faults }, frame) };
    },
    fields: { username: 'text', password: 'text', remember: 'tick', to: 'chosen' },
    guessable: ['passwords'],
    knownAs: knownByUsername,
    act: async (visit, typed) => {
      const asker = { network: visit.origin, browser: visit.cookies.known };
      const cookie = await visit.dependencies.accounts.logIn({ ...typed, asker });
      await endReplaced(visit);
      return { to: pageAfterLogin(typed.to), cookies: cookiesOf(cookie) };
    },
  }),
  route({
    path: PATHS.signUp,
    enter: 'anyone',
    show: async (visit, _asked, returned) => {
      const { frame, cookies } = visit;
      const { licenseKey = '' } = returned?.typed ?? {};
      const faults = faultsIn(returned, frame.texts);
      const model = { ...typedSignUp(visit, returned?.typed), licenseKey, action: PATHS.signUp, faults };
      return { page: signUpPage(model, frame), cookies: isKept(cookies) ? [] : PROBES };
    },
    fields: { licenseKey: 'text', username: 'text', password: 'text', remember: 'tick', terms: 'chosen' },
    guessable: ['usernames'],
    check: ({ dependencies: { accounts }, cookies }, { licenseKey, username, password, terms }) => [
      requireCookies(cookies),
      accounts.checkSignUp({ ...(licenseKey && { licenseKey }), ...(username && { username }) }),
      password !== '' && accounts.checkPassword({ username, password }),
      requireTick('terms', terms === TERMS_VERSION),
    ],
    act: async (visit, typed) => {
      const asked = { ...typed, asker: { network: visit.origin } };
      return showCodes(visit, typed.username, await visit.dependencies.accounts.signUp(asked));
    },
  }),
  route({
    path: PATHS.logOut,
    enter: 'customer',
    act: async (visit) => {
      await endReplaced(visit);
      return { to: PATHS.logIn, done: 'loggedOut', cookies: [NO_SESSION] };
    },
  }),
];
