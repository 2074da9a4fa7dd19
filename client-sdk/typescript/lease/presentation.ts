/**
 * Presents the decision of a check in the form that apps use: the state, the message to the person, and the relevant
 * days. This file makes no decisions.
 */
import type { CheckReason, CheckState, Decision, VerifiedState } from './check.ts';
import { dayName, addSeconds, DAY_SECONDS, type Instant } from '../primitives/clock.ts';
import type { TrialPer } from '../contract/wire.ts';
import { endsOfEntitlements, entitlementsAt } from './entitlements.ts';
import type { Farewell } from './farewell.ts';
import type { Lease } from './lease.ts';
import { machineName } from '../contract/machine-name.ts';
import { messageFor } from './messages.ts';
import type { Holding } from '../state/state.ts';
import type { Statement } from './statement.ts';
import type { TokenFault } from './token.ts';

/** The result of a check: what the app may do now. Days are `YYYY-MM-DD`, inclusive, UTC. */
export interface Check<Entitlement extends string = string> {
  state: CheckState;
  reason: CheckReason;
  /** The message to show to the person, in English. */
  message: string;
  /** The entitlements that the license includes now; empty unless the state is `licensed` or `stale`. */
  entitlements: readonly Entitlement[];
  /** The last day of each of these entitlements that has one of its own; absent if none has. */
  entitlementEnds?: Readonly<Partial<Record<Entitlement, string>>>;
  /** The last day of the lease. */
  leaseEndsOn?: string;
  /** The last day on which the app runs without the server. */
  graceEndsOn?: string;
  /** The last day on which the app still runs after a suspension or revocation; absent without one, or without notice. */
  noticeEndsOn?: string;
  /** The last day of the license; absent if the license is perpetual, or if there is no lease. */
  licenseEndsOn?: string;
  /** The last day whose versions of the app the license covers; absent if unlimited, or if there is no lease. */
  updatesUntil?: string;
  /** The trial of this machine; absent if the lease is of a license, or if there is none. */
  trial?: TrialStanding;
  /** Only of a session: without it the app would be `limited` or `unlicensed` now. */
  overLease?: true;
  /** Whether calling `renew()` is useful when there is a network. */
  refreshDue: boolean;
  /** The two-word name that the portal shows for this machine. */
  machineName?: string;
  /** Why the stored lease was not accepted, for the vendor's support. */
  fault?: TokenFault;
}

export interface TrialStanding {
  /** What the trial is counted by: the machine, or the installation if the machine shows no hardware of its own. */
  per: TrialPer;
  /** The last day of the trial. */
  endsOn: string;
  /** The number of days that are left, today included; 0: the trial is over. */
  daysLeft: number;
}

/** Builds the result of a check from the decision and the verified state behind it. */
export function presentCheck(
  decision: Decision,
  { verified, holding, now }: { verified?: VerifiedState; holding?: Holding | null; now?: Instant } = {},
): Check {
  const { state, reason, refreshDue } = decision;
  const { lease, statement, farewell } = verified ?? {};
  const isOver = reason === 'farewell';
  const trial = lease && now !== undefined ? trialOf(lease, now) : undefined;
  const days = isOver ? {} : { ...(lease && daysOf(lease)), ...noticeOf(statement), ...(trial && { trial }) };
  const effectiveOn = statement && dayName(statement.effective);
  return {
    state,
    reason,
    message: messageFor(decision, { ...days, ...(effectiveOn && { effectiveOn }) }),
    ...(mayRun(state) ? grantedBy(lease, isOver ? farewell : undefined, now) : { entitlements: [] }),
    ...days,
    refreshDue,
    ...(holding && { machineName: machineName(holding.activation) }),
    ...(verified?.fault && { fault: verified.fault }),
  };
}

/** What a lease grants at a time. After a farewell nothing of it ends, since no server can prolong it. */
function grantedBy(
  lease: Lease | undefined,
  farewell: Farewell | undefined,
  now: Instant | undefined,
): Pick<Check, 'entitlements' | 'entitlementEnds'> {
  if (!lease || farewell || now === undefined)
    return {
      entitlements: [...new Set([...(lease?.entitlements ?? []), ...(farewell?.entitlements ?? [])])],
    };
  const entitlements = entitlementsAt(lease, now);
  const ends = endsOfEntitlements(lease).filter(([name]) => entitlements.includes(name));
  const days = ends.map(([name, end]): [string, string] => [name, lastDay(end)]);
  return { entitlements, ...(days.length > 0 && { entitlementEnds: Object.fromEntries(days) }) };
}

/** Whether an app runs in full in this state. */
export const mayRun = (state: CheckState): boolean => state === 'licensed' || state === 'stale';

function noticeOf(statement: Statement | undefined): Pick<Check, 'noticeEndsOn'> {
  if (!statement || statement.notice === 0) return {};
  return { noticeEndsOn: lastDay(addSeconds(statement.effective, statement.notice)) };
}

function trialOf({ trial: per, iat, exp }: Lease, now: Instant): TrialStanding | undefined {
  if (per === undefined) return undefined;
  const secondsLeft = exp - Math.max(now, iat);
  return { per, endsOn: lastDay(exp), daysLeft: Math.max(0, Math.ceil(secondsLeft / DAY_SECONDS)) };
}

type CheckDays = Pick<Check, 'leaseEndsOn' | 'graceEndsOn' | 'licenseEndsOn' | 'updatesUntil'>;

/** The days of a lease as a check shows them. */
function daysOf({ exp, grace, license_end: licenseEnd, updates_until: updatesUntil }: Lease): CheckDays {
  const ends = licenseEnd !== null && licenseEnd < exp ? licenseEnd : exp;
  return {
    leaseEndsOn: lastDay(exp),
    graceEndsOn: lastDay(addSeconds(ends, grace)),
    ...(licenseEnd !== null && { licenseEndsOn: lastDay(licenseEnd) }),
    ...(updatesUntil !== null && { updatesUntil: lastDay(updatesUntil) }),
  };
}

/**
 * The last day of a period. A signed end is the first second after the period, so the day shown is the one before that
 * second.
 */
const lastDay = (end: Instant): string => dayName(addSeconds(end, -1));
