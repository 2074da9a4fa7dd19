/**
 * Login in two steps, with a slow password hash between the steps, outside any transaction. The first step counts the
 * attempt and returns the stored hash to compare with. The second step opens the session, if the stored hash is still
 * current. For an unknown username, each step does as much work as for a known username, until the password is known to
 * be wrong.
 */

import { accountQueries, type AccountRow } from './account.ts';
import { countLoginTry, requireLoginTry, resetLoginThrottle, type Asker } from './login-throttle.ts';
import { findTypedAccount } from './find-account.ts';
import { countKnownTry, findKnownBrowser, knownBrowserQueries, makeKnownBrowser } from './known-browser.ts';
import { dayOf } from '../kernel/day.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { refuse } from '../kernel/refusal.ts';
import { openSession, type SessionCookie } from './session.ts';

/** What a typed password is compared with. */
export interface Credentials {
  account: Id;
  /** The encoded hash of the stored password; it also detects a password that was changed during the login. */
  password: string;
  /** The digest of the known browser for which the try was counted; absent: the try was counted for the asker. */
  known?: string | undefined;
}

/** A typed username, and who typed it. */
interface Typed {
  /** The username, or a license key in its place. */
  username: string;
  asker: Asker;
}

/**
 * Refuses a password attempt that would not be checked, before anything costly is done. Writes nothing.
 * @returns the account that the browser is known to, or null
 * @throws Refusal `too_many_requests`
 */
export function* considerLogin(typed: Typed, call: Call, vault: Vault): Operation<{ known: Id | null }> {
  const { known, attempt } = yield* attemptOf(typed, call, vault);
  if (known === undefined) yield* requireLoginTry(attempt, call, vault);
  return { known: known?.account ?? null };
}

/** Counts a password attempt, and returns what the password is compared with; undefined: no such account exists. */
export function* tryPassword(typed: Typed, call: Call, vault: Vault): Operation<Credentials | undefined> {
  const { row, known, attempt } = yield* attemptOf(typed, call, vault);
  if (known === undefined) yield* countLoginTry(attempt, call, vault);
  else yield* ask(...countKnownTry(known));
  return row === undefined ? undefined : { account: row.id, password: row.password, known: known?.digest };
}

function* attemptOf({ username, asker }: Typed, call: Call, vault: Vault) {
  const row = yield* findTypedAccount(username, vault);
  const browser = asker === 'owner' ? undefined : asker.browser;
  const known = yield* findKnownBrowser(browser, row, call, vault);
  return {
    row,
    known,
    attempt: { guessed: 'password', username: row?.username ?? username, asker } as const,
  };
}

/** The cookie of a session, and the cookie that keeps the browser known. */
export interface LoggedIn extends SessionCookie {
  known: string;
}

/** Opens a session after a correct password was typed, and makes the browser known. */
export function* logIn(
  input: Credentials & { remember: boolean; asker: Asker },
  call: Call,
  vault: Vault,
): Operation<LoggedIn> {
  const row = yield* requireSamePassword(input);
  const { cookie, add } = openSession(input, call, vault);
  yield* ask(
    ...(input.known === undefined
      ? resetLoginThrottle({ guessed: 'password', ...row, asker: input.asker }, vault)
      : [knownBrowserQueries.dropKnownBrowser({ digest: input.known })]),
    accountQueries.noteLogin({ account: row.id, day: dayOf(call.now) }),
    ...add,
  );
  return { ...cookie, known: makeKnownBrowser(row, call, vault) };
}

/** Resets the count of password attempts after the owner of the account has confirmed the password once more. */
export function* confirmPassword(
  input: Credentials,
  _call: Call,
  vault: Vault,
): Operation<Record<never, never>> {
  const { username } = yield* requireSamePassword(input);
  yield* ask(...resetLoginThrottle({ guessed: 'password', username, asker: 'owner' }, vault));
  return {};
}

/**
 * Locks the account after a correct password was typed.
 * @throws Refusal if the password was changed during the login, or the account was deleted
 */
export function* requireSamePassword({ account, password }: Credentials): Operation<AccountRow> {
  const [row] = yield* ask(accountQueries.lockAccount({ account }));
  if (row === undefined || row.password !== password) refuse('credentials_wrong');
  return row;
}
