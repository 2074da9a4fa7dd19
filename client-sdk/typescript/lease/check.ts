/**
 * Decides what the app may do, from the verified state, the time and the adapters in sight. The decision is a pure
 * function, described by its table of cases. Only signed facts take a license away: a statement, or an end of the
 * license that its lease reaches. Adapters are unsigned evidence: at most, the app is limited until it goes online. The
 * days that the machine has seen, a removed key or an unreachable server at most make the app ask the person to go
 * online.
 */
import { addSeconds, isClockBehind, type Instant } from '../primitives/clock.ts';
import type { Farewell } from './farewell.ts';
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
  'farewell',
  'lease_ended',
  'license_in_grace',
  'key_removed',
  'clock_behind',
  'grace_ended',
  'license_ended',
  'no_activation',
  'released',
  'returned',
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
  farewell: Farewell | undefined;
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

/** The part of a lease after which a renewal is due at the latest, so that a short lease is renewed before its end. */
const REFRESH_PART_MAX = 3 / 4;

/**
 * Decides the result of a check: the first matching row of the table decides. A lease is valid in [nbf, exp): at `exp`
 * it is no longer valid. The ends of a grace and of a notice are exclusive in the same way. The time is the clock's, and
 * never before the lease was signed.
 *
 *  | verified state                                   | state      | reason              |
 *  | farewell of the vendor, whose day has come       | licensed   | farewell            |
 *  | no lease; the last statement gives the reason    | unlicensed | its kind, or none   |
 *  | lease not accepted (edited, product, issuer)     | unlicensed | wrong_…, untrusted  |
 *  | signed statement, not older than the lease, and  |            |                     |
 *  |   its notice ended                               | unlicensed | its kind, `returned`|
 *  | license ended within the lease, and its grace too| unlicensed | license_ended       |
 *  | lease ended, and its grace ended                 | limited    | grace_ended         |
 *  | another machine's hardware, on `machine_days`    | limited    | wrong_machine       |
 *  | signed statement, in its notice                  | stale      | its kind            |
 *  | the clock was set back by two days or more       | stale      | clock_behind        |
 *  | license ended within the lease, in its grace     | stale      | license_in_grace    |
 *  | lease ended, in its grace                        | stale      | lease_ended         |
 *  | the lease's key was removed from the key set     | stale      | key_removed         |
 *  | another machine's hardware, on fewer days        | stale      | wrong_machine       |
 *  | no hardware in sight                             | licensed   | machine_unconfirmed |
 *  | otherwise                                        | licensed   | lease_valid         |
 *
 * A license that ends after its lease may have been prolonged since, so its end decides nothing. A trial is not renewed.
 */
export function decideCheck(verified: VerifiedState, now: Instant, machine: MachineEvidence): Decision {
  const decision = decideState(verified, now, machine);
  return verified.lease?.trial === undefined ? decision : { ...decision, refreshDue: false };
}

function decideState(verified: VerifiedState, now: Instant, machine: MachineEvidence): Decision {
  const { lease, statement, farewell, latestDay } = verified;
  if (farewell && Math.max(now, latestDay, lease?.iat ?? 0) >= farewell.effective) return FAREWELL;
  if (!lease) return verified.fault ? ended(reasonOfFault(verified.fault), true) : endedBy(statement);
  const given = Math.max(lease.nbf, lease.iat);
  const time = Math.max(now, given);
  const ending = statement && endsLease(statement, lease) ? statement : undefined;
  if (ending && Math.max(0, time - ending.effective) >= ending.notice) return endedBy(ending);

  const licenseEnd = lease.license_end ?? Number.POSITIVE_INFINITY;
  const endsWithin = licenseEnd <= lease.exp;
  if (endsWithin && time >= licenseEnd + lease.grace) return ended('license_ended', true);
  if (time >= lease.exp + lease.grace) return due('limited', 'grace_ended');
  if (isOtherForLong(machine, lease)) return due('limited', 'wrong_machine');
  if (ending) return { ...endedBy(ending), state: 'stale' };
  if (isClockBehind(now, Math.max(latestDay, given))) return due('stale', 'clock_behind');
  if (endsWithin && time >= licenseEnd) return due('stale', 'license_in_grace');
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

/**
 * The time at which a renewal becomes due. An older server may set this time after the end of its lease. A floating
 * lease says it to the minute, and begins with its day.
 */
function refreshTime({ iat, exp, refresh_after: wanted, floating }: Lease): Instant {
  if (floating) return wanted;
  const latest = addSeconds(iat, Math.floor((exp - iat) * REFRESH_PART_MAX));
  return wanted < latest ? wanted : latest;
}

function endedBy(statement: Statement | undefined): Decision {
  // A renewal takes a seat that was returned again. A suspension may have been lifted since the statement, so a renewal is
  // useful. After a statement of another kind, the person must enter a license key again.
  if (statement?.returned) return ended('returned', true);
  return statement ? ended(statement.kind, statement.kind === 'suspended') : ended('no_activation', false);
}

function reasonOfFault(fault: TokenFault): CheckReason {
  return fault === 'wrong_product' || fault === 'wrong_issuer' ? fault : 'lease_untrusted';
}

/** Nothing is verified any more, so there is nothing to renew. */
const FAREWELL: Decision = { state: 'licensed', reason: 'farewell', refreshDue: false };

const due = (state: CheckState, reason: CheckReason): Decision => ({ state, reason, refreshDue: true });

const ended = (reason: CheckReason, refreshDue: boolean): Decision => ({
  state: 'unlicensed',
  reason,
  refreshDue,
});
