/**
 * How often a password may be guessed. An attempt is counted before it is checked, so that parallel attempts do not
 * avoid the delay. Attempts are counted for every typed username, whether or not such an account exists, and by who
 * asks, so that a stranger who guesses does not delay the owner. The delay grows up to a limit, so nobody is locked out
 * permanently. Limits by network are in `server/web/rate-limits.ts`.
 */

import { hourOf, addSeconds, type Seconds, type Instant, type Hour } from '../kernel/day.ts';
import { LOGIN_THROTTLE_HOURS } from '../inventory/account-tables.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import { defineQueries, optionalRow, type Query, rowCount } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { foldUsername } from '../../../client-sdk/typescript/contract/username.ts';
import { ask, mustAffect, type Operation } from '../kernel/operation.ts';

/** The number of consecutive failed attempts of one asker without a delay. */
const FREE_TRIES = 3;
/** The number of consecutive failed attempts of all visitors together without a delay (NIST SP 800-63B, 5.2.2). */
const VISITORS_FREE_TRIES = 100;
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
type Guessed = 'password' | 'email';

/**
 * Who makes an attempt. `owner`: the owner of the account, who is logged in. Otherwise a visitor, by network; null: a
 * visitor who cannot be distinguished from others. Attempts of one asker do not delay those of another.
 */
export type Asker = 'owner' | { readonly network: string | null };

interface Attempt {
  readonly guessed: Guessed;
  readonly username: string;
  readonly asker: Asker;
}

/** A count that an attempt adds to, with the number of failed attempts that it allows without a delay. */
interface Count {
  readonly digest: string;
  readonly free: number;
}

/** The seconds between an attempt and the next attempt that is checked, after this many failures. */
export function delayAfter(attempts: number, free = FREE_TRIES): Seconds {
  return attempts <= free ? 0 : Math.min(DELAY_SECONDS_MAX, 2 ** (attempts - free - 1));
}

/** Counts an attempt. @throws Refusal `too_many_requests` where the attempt comes too early and is not checked */
export function* countLoginTry(attempt: Attempt, call: Call, vault: Vault): Operation<void> {
  const hour = hourOf(call.now);
  const counts = countsOf(attempt, vault);
  const rows = yield* ask(...counts.map(({ digest }) => loginThrottleQueries.findLoginThrottle({ digest })));
  // expired rows are ignored, even where the purge has not deleted them yet
  const live = rows.map((row) =>
    row !== undefined && hour - row.hour <= LOGIN_THROTTLE_HOURS ? row : undefined,
  );
  const wait = Math.max(...live.map((row) => (row?.retrySecond ?? 0) - call.now));
  if (wait > 0) refuse('too_many_requests', { retryAfter: Math.min(wait, DELAY_SECONDS_MAX) });
  yield* ask(
    ...counts.map(({ digest, free }, index) => {
      const failures = (live[index]?.failures ?? 0) + 1;
      const retrySecond = addSeconds(call.now, delayAfter(failures, free));
      const old = rows[index]?.failures ?? 0;
      return mustAffect(loginThrottleQueries.putLoginThrottle({ digest, failures, retrySecond, hour, old }));
    }),
  );
}

/** Resets the counts of failed attempts after a correct attempt: the asker's own, and that of all visitors. */
export function resetLoginThrottle(attempt: Attempt, vault: Vault): Query<number>[] {
  const digests = [visitorsCount(attempt, vault), ...countsOf(attempt, vault)].map(({ digest }) => digest);
  return [...new Set(digests)].map((digest) => loginThrottleQueries.dropLoginThrottle({ digest }));
}

/** The counts that an attempt adds to: the asker's own, and for a visitor also that of all visitors. */
function countsOf(attempt: Attempt, vault: Vault): Count[] {
  const { asker } = attempt;
  if (asker === 'owner') return [ownCount(attempt, ['owner'], vault)];
  const { network } = asker;
  const own = network === null ? [] : [ownCount(attempt, ['network', network], vault)];
  return [visitorsCount(attempt, vault), ...own];
}

function ownCount(attempt: Attempt, asker: readonly string[], { current }: Vault): Count {
  return { digest: current.digest('attempt', [...fieldsOf(attempt), ...asker]), free: FREE_TRIES };
}

function visitorsCount(attempt: Attempt, { current }: Vault): Count {
  return { digest: current.digest('attempt', fieldsOf(attempt)), free: VISITORS_FREE_TRIES };
}

function fieldsOf({ guessed, username }: Attempt): string[] {
  return [guessed, foldUsername(username)];
}
