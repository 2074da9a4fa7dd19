/**
 * How often a password may be guessed. An attempt is counted before it is checked, so that parallel attempts do not
 * avoid the delay, and a typed username is counted whether or not such an account exists. Delays grow up to a limit:
 * nobody is locked out permanently. Limits by network are in `server/web/rate-limits.ts`.
 */

import { hourOf, addSeconds, type Seconds, type Instant, type Hour } from '../kernel/day.ts';
import { LOGIN_THROTTLE_HOURS } from '../inventory/account-tables.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import { defineQueries, optionalRow, type Query, rowCount } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { foldUsername } from '../licensing/username.ts';
import { ask, mustAffect, type Operation } from '../kernel/operation.ts';

/** Attempts in a row without a delay. */
const FREE_TRIES = 3;
const DELAY_SECONDS_MAX = 900;

/** A row of `attempts`. */
interface LoginThrottleRow {
  /** Of the typed text, under the current secret: after a rotation the count starts from zero. */
  digest: string;
  /** Consecutive failed attempts. */
  failures: number;
  /** The next attempt is checked from this second on. */
  retrySecond: Instant;
  /** Hour of the latest attempt. */
  hour: Hour;
}

export const loginThrottleQueries = defineQueries({
  findLoginThrottle: optionalRow<{ digest: string }, LoginThrottleRow>(),
  /** 0 where the stored count is not `old` any more. */
  putLoginThrottle: rowCount<LoginThrottleRow & { old: number }>(),
  dropLoginThrottle: rowCount<{ digest: string }>(),
});

/** What is guessed. Each kind is counted separately, so that guessing one does not block another. */
export type Guessed = 'password' | 'recovery code' | 'email';

/** Seconds between an attempt and the next that is checked, after this many failures. */
export function delayAfter(attempts: number): Seconds {
  return attempts <= FREE_TRIES ? 0 : Math.min(DELAY_SECONDS_MAX, 2 ** (attempts - FREE_TRIES - 1));
}

/** Counts an attempt. @throws Refusal `too_many_requests` where it comes too early; it is then not checked */
export function* countLoginTry(
  attempt: { guessed: Guessed; username: string },
  call: Call,
  vault: Vault,
): Operation<void> {
  const hour = hourOf(call.now);
  const digest = digestOf(attempt, vault);
  const [row] = yield* ask(loginThrottleQueries.findLoginThrottle({ digest }));
  const old = row?.failures ?? 0;
  // older rows are ignored, even where the purge has not deleted them yet
  const earlier = row !== undefined && hour - row.hour <= LOGIN_THROTTLE_HOURS ? row : undefined;
  const wait = (earlier?.retrySecond ?? 0) - call.now;
  if (wait > 0) refuse('too_many_requests', { retryAfter: Math.min(wait, DELAY_SECONDS_MAX) });
  const failures = (earlier?.failures ?? 0) + 1;
  const retrySecond = addSeconds(call.now, delayAfter(failures));
  yield* ask(mustAffect(loginThrottleQueries.putLoginThrottle({ digest, failures, retrySecond, hour, old })));
}

/** A correct attempt resets the earlier count. */
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
