/**
 * How often a password may be guessed. An attempt is counted before it is looked at, so that many at once are no way
 * around the delay, and what was typed as a username is counted alike whether or not there is such an account. Delays
 * grow and have an end: nobody is locked out for good. Limits by network stand in `server/web/rate-limits.ts`.
 */

import { hourOf, addSeconds, type Seconds, type Instant, type Hour } from '../kernel/day.ts';
import { LOGIN_THROTTLE_HOURS } from '../inventory/account-tables.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import { defineQueries, optionalRow, type Query, rowCount } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { foldUsername } from '../licensing/username.ts';
import { ask, mustAffect, type Operation } from '../kernel/operation.ts';

/** So many attempts in a row are looked at without a delay. */
const FREE_TRIES = 3;
const DELAY_SECONDS_MAX = 900;

/** A row of `attempts`. */
interface LoginThrottleRow {
  /** Of what was typed, under the secret that is in use: a rotation begins anew. */
  digest: string;
  /** Attempts in a row of which none was right. */
  failures: number;
  /** Second since 1970 from which the next is looked at. */
  retrySecond: Instant;
  /** Hour of the latest. */
  hour: Hour;
}

export const loginThrottleQueries = defineQueries({
  findLoginThrottle: optionalRow<{ digest: string }, LoginThrottleRow>(),
  /** 0 where there are not `old` failures any more. */
  putLoginThrottle: rowCount<LoginThrottleRow & { old: number }>(),
  dropLoginThrottle: rowCount<{ digest: string }>(),
});

/** What is guessed; each is counted for itself, so that a guesser of one keeps nobody from the other. */
export type Guessed = 'password' | 'recovery code' | 'email';

/** Seconds from an attempt to the next that is looked at, where none before it was right. */
export function delayAfter(attempts: number): Seconds {
  return attempts <= FREE_TRIES ? 0 : Math.min(DELAY_SECONDS_MAX, 2 ** (attempts - FREE_TRIES - 1));
}

/** Counts an attempt. @throws Refusal `too_many_requests` where it comes too early, and is not looked at */
export function* countLoginTry(
  attempt: { guessed: Guessed; username: string },
  call: Call,
  vault: Vault,
): Operation<void> {
  const hour = hourOf(call.now);
  const digest = digestOf(attempt, vault);
  const [row] = yield* ask(loginThrottleQueries.findLoginThrottle({ digest }));
  const old = row?.failures ?? 0;
  // what is older is forgotten, though the purge may not have come by
  const earlier = row !== undefined && hour - row.hour <= LOGIN_THROTTLE_HOURS ? row : undefined;
  const wait = (earlier?.retrySecond ?? 0) - call.now;
  if (wait > 0) refuse('too_many_requests', { retryAfter: Math.min(wait, DELAY_SECONDS_MAX) });
  const failures = (earlier?.failures ?? 0) + 1;
  const retrySecond = addSeconds(call.now, delayAfter(failures));
  yield* ask(mustAffect(loginThrottleQueries.putLoginThrottle({ digest, failures, retrySecond, hour, old })));
}

/** The right one was given: what was counted before it is forgotten. */
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
