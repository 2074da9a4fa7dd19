/**
 * Notices of a policy that waits for its day: one mail for each version to each account that asked for notices of policies.
 * The row of the version has the account after which its notices continue, so that an interruption repeats and skips none.
 * A version whose day has come, or that another one replaces before its day, is no longer announced.
 */

import { accountQueries } from '../account/account.ts';
import { sentNoticeQueries } from '../account/announcement.ts';
import { notify, type NoticeSlice, type NoticeSliceAnswer } from '../account/notices.ts';
import { changesBetween } from '../inventory/policy-content.ts';
import { believedDay } from '../kernel/confirmed-day.ts';
import { writeDate, type Day } from '../kernel/day.ts';
import type { Letter } from '../kernel/letter.ts';
import { ask, mustAffect, type Operation } from '../kernel/operation.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import { policyQueries, standingPolicies } from './policy-rows.ts';

/** Many more than can wait: each waits at least until the one before. */
const POLICIES_MAX = 50;
const SLICE_ROWS = 50;
/** The accounts that asked for notices of policies. */
const WANTING = '%policy%';

/** A policy whose day will come. */
export interface ComingPolicy {
  version: number;
  effectiveDay: Day;
}

/** The policies whose day will come, the earliest first. Of several with the same day only the latest will apply. */
export function comingPolicies<Row extends ComingPolicy>(rows: readonly Row[], today: Day): Row[] {
  const isReplaced = ({ version, effectiveDay }: Row): boolean =>
    rows.some((other) => other.version > version && other.effectiveDay <= effectiveDay);
  return rows
    .filter((row) => row.effectiveDay > today && !isReplaced(row))
    .sort((first, second) => first.version - second.version);
}

/** The policies that the pages of an account announce. */
export function* listComing(_input: object, call: Call): Operation<ComingPolicy[]> {
  const [rows] = yield* ask(policyQueries.listPolicies({ rows: POLICIES_MAX }));
  return comingPolicies(rows, believedDay(call)).map(({ version, effectiveDay }) => ({
    version,
    effectiveDay,
  }));
}

/** Writes the notices of the earliest announced version to one window of accounts. `next` is null after the last version. */
export function* noticePolicies(
  { unsubscribeUrl }: NoticeSlice,
  call: Call,
  vault: Vault,
): Operation<NoticeSliceAnswer> {
  const [rows] = yield* ask(policyQueries.listPolicies({ rows: POLICIES_MAX }));
  const policy = rows.findLast((row) => row.announced !== null);
  if (policy === undefined || policy.announced === null) return { written: 0, next: null };
  const { version, announced } = policy;
  const isComing = comingPolicies(rows, believedDay(call)).includes(policy);
  const [window] = isComing
    ? yield* ask(accountQueries.accountWindow({ after: announced, rows: SLICE_ROWS }))
    : [undefined];
  const reached = window?.last ?? null;
  const [wanting] =
    reached === null
      ? [[]]
      : yield* ask(sentNoticeQueries.listWanting({ after: announced, last: reached, pattern: WANTING }));
  const letter = yield* letterOf(policy, call);
  yield* ask(
    ...wanting.map((account, nth) => notify(account, letter, unsubscribeUrl, { call, vault, nth })),
    mustAffect(policyQueries.noteAnnounced({ version, expected: announced, reached })),
  );
  return { written: wanting.length, next: String(version) };
}

/** The mail about a policy, compared with the one in force. Without one there is nothing to compare with. */
function* letterOf({ version, effectiveDay }: ComingPolicy, call: Call): Operation<Letter> {
  const [inForce, ...waiting] = yield* standingPolicies(call);
  const announced = waiting.find((standing) => standing.version === version);
  const changes = inForce && announced ? changesBetween(inForce.content, announced.content) : [];
  return {
    kind: 'policy',
    version,
    effectiveOn: writeDate(effectiveDay),
    changes: changes.length,
    wider: changes.filter((change) => change.wider).length,
  };
}
