/**
 * How often a password may be guessed. A try is counted before it is checked, so that parallel tries gain nothing.
 * Tries are counted for every typed username, whether or not the account exists, and separately for each asker, so that
 * a stranger's guesses lock nobody else out. The first try of a network in a day is always checked. Its further tries
 * also need room in the common count of all visitors, which limits how much many networks together can guess. Limits by
 * network alone are in `server/web/rate-limits.ts`.
 */

import { addHours, hourOf, startOfHour, type Hour } from '../kernel/day.ts';
import { LOGIN_THROTTLE_HOURS } from '../inventory/account-tables.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
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

/** How many accounts the invitations of one license make. */
export const INVITED_SIGN_UPS = { atOnce: 50, perDay: 50 } as const satisfies Allowance;

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
  yield* putCounts(yield* decideCounts(attempt, call, vault), call);
}

/**
 * Counts an account that an invitation of a license makes. Removing members makes room for others, so their number alone
 * would not limit the accounts. The license is locked.
 * @throws Refusal `invitations_used_up`
 */
export function* countInvited(license: Id, call: Call, vault: Vault): Operation<void> {
  const digest = vault.current.digest('invited', [license]);
  const [row] = yield* ask(loginThrottleQueries.findLoginThrottle({ digest }));
  const decided = decide({ digest, allowance: INVITED_SIGN_UPS }, row, call);
  if (decided.decision.is === 'refused')
    refuse('invitations_used_up', { retryAfter: waitUntil(decided.decision.from, call) });
  yield* putCounts([decided], call);
}

function* putCounts(decided: readonly Decided[], call: Call): Operation<void> {
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
  const counts = countsOf(attempt, vault);
  const rows = yield* ask(...counts.map(({ digest }) => loginThrottleQueries.findLoginThrottle({ digest })));
  const asked = counts.slice(0, isFirstOfNetwork(attempt, liveRow(rows[0], call)) ? 1 : counts.length);
  const decided = asked.map((count, index) => decide(count, rows[index], call));
  const waits = decided.flatMap(({ decision }) =>
    decision.is === 'refused' ? [waitUntil(decision.from, call)] : [],
  );
  if (waits.length > 0) refuse('too_many_requests', { retryAfter: Math.max(...waits) });
  return decided;
}

function decide(count: Count, old: LoginThrottleRow | undefined, call: Call): Decided {
  return { ...count, old, decision: decideTry(liveRow(old, call), hourOf(call.now), count.allowance) };
}

/** Expired rows are ignored, even if the purge has not deleted them yet, and so are rows from a clock that was ahead. */
function liveRow(row: LoginThrottleRow | undefined, { now }: Call): LoginThrottleRow | undefined {
  return row !== undefined && Math.abs(hourOf(now) - row.hour) <= LOGIN_THROTTLE_HOURS ? row : undefined;
}

/** The seconds until an hour, at least one. */
function waitUntil(hour: Hour, { now }: Call): number {
  return Math.max(1, startOfHour(hour) - now);
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
