/**
 * How often a password may be guessed. An attempt is counted before it is checked, so that parallel attempts do not
 * avoid the delay. Attempts are counted for every typed username, whether or not such an account exists. The delay
 * grows up to a limit, so nobody is locked out permanently. Limits by network are in `server/web/rate-limits.ts`.
 */

import { hourOf, addSeconds, type Seconds, type Instant, type Hour } from '../kernel/day.ts';
import { LOGIN_THROTTLE_HOURS } from '../inventory/account-tables.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import { defineQueries, optionalRow, type Query, rowCount } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { foldUsername } from '../../../client-sdk/typescript/contract/username.ts';
import { ask, mustAffect, type Operation } from '../kernel/operation.ts';

/** The number of consecutive failed attempts without a delay. */
const FREE_TRIES = 3;
const DELAY_SECONDS_MAX = 900;

/** A row of `attempts`. */
interface LoginThrottleRow {
  /**
   * The keyed digest of the typed text, under the current secret. After a rotation of the secret, the count starts from
   * zero.
   */
  digest: string;
  /** The number of consecutive failed attempts. */
  failures: number;
  /** The second from which the next attempt is checked. */
  retrySecond: Instant;
  /** The hour of the latest attempt. */
  hour: Hour;
}

export const loginThrottleQueries = defineQueries({
  findLoginThrottle: optionalRow<{ digest: string }, LoginThrottleRow>(),
  /** Stores the count of failed attempts; returns 0 where the stored count no longer equals `old`. */
  putLoginThrottle: rowCount<LoginThrottleRow & { old: number }>(),
  dropLoginThrottle: rowCount<{ digest: string }>(),
});

/**
 * The kind of secret that an attempt guesses. Each kind is counted separately, so that guessing one kind does not block
 * another.
 */
export type Guessed = 'password' | 'recovery code' | 'email';

/** The seconds between an attempt and the next attempt that is checked, after this many failures. */
export function delayAfter(attempts: number): Seconds {
  return attempts <= FREE_TRIES ? 0 : Math.min(DELAY_SECONDS_MAX, 2 ** (attempts - FREE_TRIES - 1));
}

/** Counts an attempt. @throws Refusal `too_many_requests` where the attempt comes too early and is not checked */
export function* countLoginTry(
  attempt: { guessed: Guessed; username: string },
  call: Call,
  vault: Vault,
): Operation<void> {
  const hour = hourOf(call.now);
  const digest = digestOf(attempt, vault);
  const [row] = yield* ask(loginThrottleQueries.findLoginThrottle({ digest }));
  const old = row?.failures ?? 0;
  // expired rows are ignored, even where the purge has not deleted them yet
  const earlier = row !== undefined && hour - row.hour <= LOGIN_THROTTLE_HOURS ? row : undefined;
  const wait = (earlier?.retrySecond ?? 0) - call.now;
  if (wait > 0) refuse('too_many_requests', { retryAfter: Math.min(wait, DELAY_SECONDS_MAX) });
  const failures = (earlier?.failures ?? 0) + 1;
  const retrySecond = addSeconds(call.now, delayAfter(failures));
  yield* ask(mustAffect(loginThrottleQueries.putLoginThrottle({ digest, failures, retrySecond, hour, old })));
}

/** Resets the count of failed attempts after a correct attempt. */
export function resetLoginThrottle(
  username: string,
  vault: Vault,
  all: readonly Guessed[] = ['password', 'recovery code'],
): Query<number>[] {
  return all.map((guessed) =>
    loginThrottleQueries.dropLoginThrottle({ digest: digestOf({ guessed, username }, vault) }),
  );
}

function digestOf({ guessed, username }: { guessed: Guessed; username: string }, { current }: Vault): string {
  return current.digest('attempt', [guessed, foldUsername(username)]);
}
