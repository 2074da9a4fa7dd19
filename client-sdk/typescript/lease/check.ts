/**
 * Decides what the app may do, from the verified state, the time and the adapters in sight. The decision is a pure
 * function, described by its table of cases. Only signed facts take a license away: a statement or the end of the
 * license. Adapters are unsigned evidence: at most, the app is limited until it goes online. A doubtful clock, a
 * removed key or an unreachable server at most makes the app ask the person to go online.
 */
import { addSeconds, DAY_SECONDS, type Instant } from '../primitives/clock.ts';
import type { Lease } from './lease.ts';
import { endsLease, type Statement } from './statement.ts';
import type { TokenFault } from './token.ts';

/**
 * The states of a check. `licensed`: the app runs. `stale`: the app runs and asks the person to go online. `limited`:
 * the person's work stays open to view, save and export. `unlicensed`: there is no license for this machine.
 */
export type CheckState = 'licensed' | 'stale' | 'limited' | 'unlicensed';

/** Every reason that a check can give. The list is closed: an app may switch over it. */
export const CHECK_REASONS = [
  'lease_valid',
  'machine_unconfirmed',
  'lease_ended',
  'license_in_grace',
  'key_removed',
  'clock_behind',
  'grace_ended',
  'license_ended',
  'no_activation',
  'released',
  'suspended',
  'revoked',
  'wrong_machine',
  'wrong_product',
  'wrong_issuer',
  'lease_untrusted',
  'state_unreadable',
] as const;

export type CheckReason = (typeof CHECK_REASONS)[number];

export interface Decision {
  state: CheckState;
  reason: CheckReason;
  /** Whether calling `renew()` is useful when there is a network. */
  refreshDue: boolean;
}

/** The stored state after its tokens were verified. */
export interface VerifiedState {
  lease: Lease | undefined;
  /** Why the stored lease was not accepted; undefined if it was accepted or there is none. */
  fault: TokenFault | undefined;
  /** Whether the key that signed the lease is absent from the newest key set. */
  keyRemoved: boolean;
  statement: Statement | undefined;
  /** The first second of the latest day that this machine has seen. */
  latestDay: Instant;
}

/** What the visible adapters say about the machine of the lease. */
export type MachineEvidence =
  /** One of the lease's tags matches a visible adapter, or the lease has no tags of adapters. */
  | { kind: 'same' }
  /**
   * No hardware is visible: all adapters are off, private or virtual. `confirmed`: the same was true at the last
   * renewal.
   */
  | { kind: 'none_in_sight'; confirmed: boolean }
  /**
   * Only another machine's hardware is visible. `days`: the number of distinct days on which it was seen, including
   * today.
   */
  | { kind: 'other'; days: number };

/**
 * The number of seconds by which the machine's clock may be behind. A clock that is behind by up to a day is accepted,
 * because of a wrong time zone, or a boot before the time was synchronised.
 */
const CLOCK_BEHIND_SECONDS_MAX = DAY_SECONDS;

/** The part of a lease after which a renewal is due at the latest, so that a short lease is renewed before its end. */
const REFRESH_PART_MAX = 3 / 4;

/**
 * Decides the result of a check: the first matching row of the table decides. A lease is valid in [nbf, exp): at `exp`
 * it is no longer valid. The end of the grace is exclusive in the same way.
 *
 *  | verified state                                   | state      | reason              |
 *  | no lease; the last statement gives the reason    | unlicensed | its kind, or none   |
 *  | lease not accepted (edited, product, issuer)     | unlicensed | wrong_…, untrusted  |
 *  | signed statement, not older than the lease       | unlicensed | its kind            |
 *  | license ended, and its grace ended               | unlicensed | license_ended       |
 *  | lease ended, and its grace ended                 | limited    | grace_ended *       |
 *  | another machine's hardware, on `machine_days`    | limited    | wrong_machine       |
 *  | the clock was set back by more than a day        | stale      | clock_behind        |
 *  | license ended, in its grace                      | stale      | license_in_grace    |
 *  | lease ended, in its grace                        | stale      | lease_ended         |
 *  | the lease's key was removed from the key set     | stale      | key_removed         |
 *  | another machine's hardware, on fewer days        | stale      | wrong_machine       |
 *  | no hardware in sight                             | licensed   | machine_unconfirmed |
 *  | otherwise                                        | licensed   | lease_valid         |
 *
 * (*) The reason is `clock_behind` if the clock was set back. The time then counts from the latest day seen, and never
 * from before `nbf`.
 */
export function decideCheck(verified: VerifiedState, now: Instant, machine: MachineEvidence): Decision {
  const { lease, statement } = verified;
  if (!lease) return verified.fault ? ended(reasonOfFault(verified.fault), true) : endedBy(statement);
  if (statement && endsLease(statement, lease)) return endedBy(statement);

  const behind = now + CLOCK_BEHIND_SECONDS_MAX < Math.max(verified.latestDay, lease.nbf, lease.iat);
  const time = behind ? Math.max(now, verified.latestDay, lease.nbf, lease.iat) : now;
  const licenseEnd = lease.license_end ?? Number.POSITIVE_INFINITY;
  if (time >= licenseEnd + lease.grace) return ended('license_ended', true);
  if (time >= lease.exp + lease.grace) return due('limited', behind ? 'clock_behind' : 'grace_ended');
  if (isOtherForLong(machine, lease)) return due('limited', 'wrong_machine');
  if (behind) return due('stale', 'clock_behind');
  if (time >= licenseEnd) return due('stale', 'license_in_grace');
  if (time >= lease.exp) return due('stale', 'lease_ended');
  if (verified.keyRemoved) return due('stale', 'key_removed');
  if (machine.kind === 'other') return due('stale', 'wrong_machine');
  const refreshDue = time >= refreshTime(lease);
  if (machine.kind === 'same') return { state: 'licensed', reason: 'lease_valid', refreshDue };
  return {
    state: 'licensed',
    reason: 'machine_unconfirmed',
    refreshDue: refreshDue || !machine.confirmed,
  };
}

/**
 * Whether another machine's hardware was seen on as many days as the lease allows. Only days with a sighting count, so
 * a machine that was off for a year loses none.
 */
function isOtherForLong(machine: MachineEvidence, { machine_days: most }: Lease): boolean {
  return machine.kind === 'other' && most > 0 && machine.days >= most;
}

/** The time at which a renewal becomes due. An older server may set this time after the end of its lease. */
function refreshTime({ iat, exp, refresh_after: wanted }: Lease): Instant {
  const latest = addSeconds(iat, Math.floor((exp - iat) * REFRESH_PART_MAX));
  return wanted < latest ? wanted : latest;
}

function endedBy(statement: Statement | undefined): Decision {
  // A suspension may have been lifted since the statement, so a renewal is useful. After a statement of another kind,
  // the person must enter a license key again.
  return statement ? ended(statement.kind, statement.kind === 'suspended') : ended('no_activation', false);
}

function reasonOfFault(fault: TokenFault): CheckReason {
  return fault === 'wrong_product' || fault === 'wrong_issuer' ? fault : 'lease_untrusted';
}

const due = (state: CheckState, reason: CheckReason): Decision => ({ state, reason, refreshDue: true });

const ended = (reason: CheckReason, refreshDue: boolean): Decision => ({
  state: 'unlicensed',
  reason,
  refreshDue,
});
