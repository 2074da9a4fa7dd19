/**
 * The stored form of released policies, and which of them allow something. `policy.ts` releases them; `retention.ts` and
 * `disclosure.ts` obey them.
 */

import type { PolicyContent } from '../inventory/policy-content.ts';
import { believedDay, type CallTime } from '../kernel/confirmed-day.ts';
import type { Day } from '../kernel/day.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { defineQueries, optionalRow, row, rowCount, rows, type NoParams } from '../kernel/query.ts';

/** A row of `policies`. */
export interface PolicyRow {
  version: number;
  releasedDay: Day;
  effectiveDay: Day;
  /** A `PolicyContent` as JSON. */
  content: string;
  /** The differences from the version before, as JSON; none for the first. */
  changes: string;
  /** The account after which its notices continue, '' before the first; null: none is left to write. */
  announced: string | null;
}

export const policyQueries = defineQueries({
  /** Adds a version; 0 if another release has taken its number. */
  addPolicy: rowCount<PolicyRow>(),
  findPolicy: optionalRow<{ version: number }, PolicyRow>(),
  findLatestPolicy: optionalRow<NoParams, PolicyRow>(),
  /** The policy in force, and those that wait for their day, in this order. */
  listStanding: rows<{ today: Day; rows: number }, PolicyRow>(),
  /** The versions without their content, the latest first. */
  listPolicies: rows<{ rows: number }, Omit<PolicyRow, 'content'>>(),
  /** Notes the account that its notices have reached, null after the last; 0 if another run came first. */
  noteAnnounced: rowCount<{ version: number; expected: string; reached: string | null }>(),
  /** Whether there are licenses or accounts: 0 or more. */
  countCustomers: row<NoParams, { held: number }>(),
});

/** Many more than can wait: each waits at least until the one before. */
const STANDING_MAX = 100;

/** A policy that is in force or waits for its day. */
export interface Standing {
  version: number;
  effectiveDay: Day;
  content: PolicyContent;
}

/**
 * The policy in force, and those that wait for their day. What goes on beyond those days must be stated by all of them.
 * None: no policy is in force yet.
 */
export function* standingPolicies(time: CallTime): Operation<Standing[]> {
  const today = believedDay(time);
  const [found] = yield* ask(policyQueries.listStanding({ today, rows: STANDING_MAX }));
  return found.map(({ version, effectiveDay, content }) => ({
    version,
    effectiveDay,
    content: JSON.parse(content) as PolicyContent,
  }));
}
