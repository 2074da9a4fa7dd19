/**
 * Logging in, in two steps with a slow hash between them, which no transaction waits for. The first counts the attempt
 * and answers what the password is compared with; the second opens the session, if that is still the account's. Both do
 * the same work for a username that nobody has, up to where it is known that the password was wrong.
 */

import { accountQueries, type AccountRow } from './account.ts';
import { countLoginTry, resetLoginThrottle } from './login-throttle.ts';
import { dayOf } from '../kernel/day.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { refuse } from '../kernel/refusal.ts';
import { openSession, type SessionCookie } from './session.ts';
import { foldUsername } from '../licensing/username.ts';

/** What a password is compared with. */
export interface Credentials {
  account: Id;
  /** The encoded hash; also shows that the password was not changed meanwhile. */
  password: string;
}

/** Counts an attempt at a password, and answers what it is compared with; undefined: there is no such account. */
export function* tryPassword(
  { username }: { username: string },
  call: Call,
  vault: Vault,
): Operation<Credentials | undefined> {
  yield* countLoginTry({ guessed: 'password', username }, call, vault);
  const [row] = yield* ask(accountQueries.findAccountByUsername({ username: foldUsername(username) }));
  return row === undefined ? undefined : { account: row.id, password: row.password };
}

/** Opens a session for whoever has shown the password. */
export function* logIn(
  input: Credentials & { remember: boolean },
  call: Call,
  vault: Vault,
): Operation<SessionCookie> {
  const row = yield* requireShown(input);
  const { cookie, add } = openSession(input, call, vault);
  yield* ask(
    ...resetLoginThrottle(row.username, vault, ['password']),
    accountQueries.noteLogin({ account: row.id, day: dayOf(call.now) }),
    add,
  );
  return cookie;
}

/** Takes note that the owner has shown the password once more: the attempts at it are forgotten. */
export function* confirmPassword(
  input: Credentials,
  _call: Call,
  vault: Vault,
): Operation<Record<never, never>> {
  const { username } = yield* requireShown(input);
  yield* ask(...resetLoginThrottle(username, vault, ['password']));
  return {};
}

/** Locks the account whose password was shown. @throws Refusal where it was changed meanwhile, or the account is gone */
export function* requireShown({ account, password }: Credentials): Operation<AccountRow> {
  const [row] = yield* ask(accountQueries.lockAccount({ account }));
  if (row === undefined || row.password !== password) refuse('credentials_wrong');
  return row;
}
