/**
 * How often a password may be guessed. A try is counted before it is checked, so that parallel tries gain nothing.
 * Tries are counted for every typed username, whether or not the account exists, and separately for each asker, so that
 * a stranger's guesses lock nobody else out. The first try of a network in a day is always checked. Its further tries
 * also need room in the common count of all visitors, which limits how much many networks together can guess. Limits by
 * network alone are in `server/web/rate-limits.ts`.
 */

import { addHours, hourOf, startOfHour, type Hour } from '../kernel/day.ts';
import { LOGIN_THROTTLE_HOURS } from '../inventory/account-tables.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import { defineQueries, optionalRow, type Query, rowCount } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { foldUsername } from '../../../client-sdk/typescript/contract/username.ts';
import { ask, mustAffect, type Operation } from '../kernel/operation.ts';

/**
 * The number of failed tries that are checked without a wait, and the number of further tries in each day after that.
 */
export interface Allowance {
  readonly atOnce: number;
  readonly perDay: number;
}

/**
 * The limits on failed tries for one username. `asker`: by one asker. `visitors`: by all visitors together, not
 * counting each network's first try of a day.
 */
export const LOGIN_TRIES = {
  asker: { atOnce: 10, perDay: 12 },
  visitors: { atOnce: 100, perDay: 48 },
} as const satisfies Readonly<Record<string, Allowance>>;

const DAY_HOURS = 24;

/** A row of `attempts`. */
export interface LoginThrottleRow {
  /**
   * The keyed digest of the typed text, under the current secret. After a rotation of the secret, the count starts from
   * zero.
   */
  digest: string;
  /** The number of failed tries that still count, as of the hour of the latest try. */
  failures: number;
  /** The hour of the latest try. */
  hour: Hour;
}

export const loginThrottleQueries = defineQueries({
  findLoginThrottle: optionalRow<{ digest: string }, LoginThrottleRow>(),
  /** Stores the count of failed tries; returns 0 if the stored count no longer equals the old count. */
  putLoginThrottle: rowCount<LoginThrottleRow & { oldFailures: number; oldHour: Hour }>(),
  dropLoginThrottle: rowCount<{ digest: string }>(),
});

/**
 * The kind of secret that a try guesses. Each kind is counted separately, so that guessing one kind does not block
 * another.
 */
type Guessed = 'password' | 'email';

/**
 * Who makes a try. `owner`: the owner of the account, who is logged in. Otherwise a visitor, by network; null: a
 * visitor who cannot be distinguished from others. `browser`: the cookie of a known browser, which has a count of its
 * own (`known-browser.ts`). Tries of one asker do not delay those of another.
 */
export type Asker = 'owner' | Visitor;

interface Visitor {
  readonly network: string | null;
  readonly browser?: string | undefined;
}

interface Attempt {
  readonly guessed: Guessed;
  readonly username: string;
  readonly asker: Asker;
}

/** A count that a try adds to. */
interface Count {
  readonly digest: string;
  readonly allowance: Allowance;
}

/**
 * Whether a try is checked. If it is, `failures` is the count including this try; if not, `from` is the hour from which
 * a try is checked.
 */
export type TryDecision =
  { readonly is: 'checked'; readonly failures: number } | { readonly is: 'refused'; readonly from: Hour };

/** Decides whether a try is checked. @param row the count of the earlier tries; undefined: there were none for a day */
export function decideTry(
  row: Pick<LoginThrottleRow, 'failures' | 'hour'> | undefined,
  hour: Hour,
  { atOnce, perDay }: Allowance,
): TryDecision {
  if (row === undefined) return { is: 'checked', failures: 1 };
  const forgotten = Math.floor((Math.max(0, hour - row.hour) * perDay) / DAY_HOURS);
  const failures = Math.max(0, row.failures - forgotten);
  if (failures < atOnce) return { is: 'checked', failures: failures + 1 };
  const over = row.failures - atOnce + 1;
  return { is: 'refused', from: addHours(row.hour, Math.ceil((over * DAY_HOURS) / perDay)) };
}

/** A count that a try adds to, before and after the try. */
interface Decided extends Count {
  readonly old: LoginThrottleRow | undefined;
  readonly decision: TryDecision;
}

/** Requires that a try would be checked now. Writes nothing. @throws Refusal `too_many_requests` */
export function* requireLoginTry(attempt: Attempt, call: Call, vault: Vault): Operation<void> {
  yield* decideCounts(attempt, call, vault);
}

/** Counts a try. @throws Refusal `too_many_requests` if the try comes too early and is not checked */
export function* countLoginTry(attempt: Attempt, call: Call, vault: Vault): Operation<void> {
  const decided = yield* decideCounts(attempt, call, vault);
  const hour = hourOf(call.now);
  yield* ask(
    ...decided.map(({ digest, decision, old }) => {
      const failures = decision.is === 'checked' ? decision.failures : 0;
      const before = { oldFailures: old?.failures ?? 0, oldHour: old?.hour ?? hour };
      return mustAffect(loginThrottleQueries.putLoginThrottle({ digest, failures, hour, ...before }));
    }),
  );
}

function* decideCounts(attempt: Attempt, call: Call, vault: Vault): Operation<Decided[]> {
  const hour = hourOf(call.now);
  const counts = countsOf(attempt, vault);
  const rows = yield* ask(...counts.map(({ digest }) => loginThrottleQueries.findLoginThrottle({ digest })));
  // expired rows are ignored, even if the purge has not deleted them yet, and so are rows from a clock that was ahead
  const live = rows.map((row) =>
    row !== undefined && Math.abs(hour - row.hour) <= LOGIN_THROTTLE_HOURS ? row : undefined,
  );
  const asked = counts.slice(0, isFirstOfNetwork(attempt, live[0]) ? 1 : counts.length);
  const decided = asked.map((count, index) => {
    const decision = decideTry(live[index], hour, count.allowance);
    return { ...count, old: rows[index], decision };
  });
  const waits = decided.flatMap(({ decision }) =>
    decision.is === 'refused' ? [startOfHour(decision.from) - call.now] : [],
  );
  if (waits.length > 0) refuse('too_many_requests', { retryAfter: Math.max(1, ...waits) });
  return decided;
}

/** Deletes the asker's own count after a correct try. The common count of all visitors stays. */
export function resetLoginThrottle(attempt: Attempt, vault: Vault): Query<number>[] {
  return ownCounts(attempt, vault).map(({ digest }) => loginThrottleQueries.dropLoginThrottle({ digest }));
}

function isFirstOfNetwork({ asker }: Attempt, own: LoginThrottleRow | undefined): boolean {
  return asker !== 'owner' && asker.network !== null && own === undefined;
}

/** The counts that a try adds to: first the asker's own and, for a visitor, the common count of all visitors. */
function countsOf(attempt: Attempt, vault: Vault): Count[] {
  return [
    ...ownCounts(attempt, vault),
    ...(attempt.asker === 'owner' ? [] : [visitorsCount(attempt, vault)]),
  ];
}

function ownCounts(attempt: Attempt, { current }: Vault): Count[] {
  const { asker } = attempt;
  const named = asker === 'owner' ? ['owner'] : asker.network === null ? [] : ['network', asker.network];
  if (named.length === 0) return [];
  return [
    { digest: current.digest('attempt', [...fieldsOf(attempt), ...named]), allowance: LOGIN_TRIES.asker },
  ];
}

function visitorsCount(attempt: Attempt, { current }: Vault): Count {
  return { digest: current.digest('attempt', fieldsOf(attempt)), allowance: LOGIN_TRIES.visitors };
}

function fieldsOf({ guessed, username }: Attempt): string[] {
  return [guessed, foldUsername(username)];
}
