/**
 * Decides, from what is held and the time, what the app may do: a pure function with its table of cases, so that the
 * rules can be read on one screen. It takes a license away only for what was signed: a statement, the license's own
 * end, or a lease of another machine. A doubtful clock, a removed key or a silent server at most ask to go online.
 */
import { DAY_SECONDS, type Instant } from '../primitives/clock.ts';
import { isSameMachine } from '../contract/same-machine.ts';
import type { Lease } from './lease.ts';
import { endsLease, type Statement } from './statement.ts';
import type { TokenFault } from './token.ts';

/**
 * `licensed`: run. `stale`: run, and ask the person to go online. `limited`: the app keeps the person's work open to
 * view, save and export. `unlicensed`: no license for this machine.
 */
export type CheckState = 'licensed' | 'stale' | 'limited' | 'unlicensed';

/** Every reason of a check. The list is closed: an app may switch over it. */
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
  /** Whether `renew()` is worth calling when there is a network. */
  refreshDue: boolean;
}

/** What is held, already verified. */
export interface Held {
  lease: Lease | undefined;
  /** Why a lease that is there is not believed. */
  fault: TokenFault | undefined;
  /** The lease's key is no longer in the newest key set. */
  keyRemoved: boolean;
  statement: Statement | undefined;
  /** First second of the latest day that this machine has seen. */
  latestDay: Instant;
}

/** What this machine shows of itself under the held license. */
export interface Machine {
  tags: readonly string[];
  installTag: string;
  /** False where an adapter may be missing from `tags` because it is off. */
  complete: boolean;
}

/** A clock that is behind by up to a day is taken as it is: time zones set wrong, a boot before the time was fetched. */
const CLOCK_BEHIND_SECONDS_MAX = DAY_SECONDS;

/**
 * The first row that holds decides. The lease is over from its first second `exp` on, [nbf, exp); so is the grace.
 *
 * | held                                             | state      | reason              |
 * | no lease; the last statement says why            | unlicensed | its kind, or none   |
 * | lease not believed (edited, product, issuer)     | unlicensed | wrong_…, untrusted  |
 * | signed statement, not older than the lease       | unlicensed | its kind            |
 * | adapters of another machine, all of them listed  | unlicensed | wrong_machine       |
 * | license ended, and its grace                     | unlicensed | license_ended       |
 * | lease ended, and its grace                       | limited    | grace_ended *       |
 * | the clock was set back by more than a day        | stale      | clock_behind        |
 * | license ended, in its grace                      | stale      | license_in_grace    |
 * | lease ended, in its grace                        | stale      | lease_ended         |
 * | the lease's key was removed from the key set     | stale      | key_removed         |
 * | other adapters, but some may be off              | stale      | machine_unconfirmed |
 * | no adapter to be seen                            | licensed   | machine_unconfirmed |
 * | otherwise                                        | licensed   | lease_valid         |
 *
 * (*) `clock_behind` where the clock was set back: time then counts from the latest day seen, never before `nbf`.
 */
export function decideCheck(held: Held, now: Instant, machine: Machine): Decision {
  const { lease, statement } = held;
  if (!lease) return held.fault ? ended(reasonOfFault(held.fault), true) : endedBy(statement);
  if (statement && endsLease(statement, lease)) return endedBy(statement);
  const likeness = compareMachine(lease.tags, machine);
  if (likeness === 'other') return ended('wrong_machine', true);

  const behind = now + CLOCK_BEHIND_SECONDS_MAX < Math.max(held.latestDay, lease.nbf, lease.iat);
  const time = behind ? Math.max(now, held.latestDay, lease.nbf, lease.iat) : now;
  const licenseEnd = lease.license_end ?? Number.POSITIVE_INFINITY;
  if (time >= licenseEnd + lease.grace) return ended('license_ended', true);
  if (time >= lease.exp + lease.grace) return due('limited', behind ? 'clock_behind' : 'grace_ended');
  if (behind) return due('stale', 'clock_behind');
  if (time >= licenseEnd) return due('stale', 'license_in_grace');
  if (time >= lease.exp) return due('stale', 'lease_ended');
  if (held.keyRemoved) return due('stale', 'key_removed');
  if (likeness === 'unlike') return due('stale', 'machine_unconfirmed');
  if (likeness === 'unseen') return due('licensed', 'machine_unconfirmed');
  return { state: 'licensed', reason: 'lease_valid', refreshDue: time >= lease.refresh_after };
}

type Likeness = 'same' | 'unseen' | 'unlike' | 'other';

/**
 * A machine without adapters in sight is not punished: a laptop may have all of them off. Nor is one that took its
 * lease by the install id and has an adapter now.
 */
function compareMachine(leaseTags: readonly string[], machine: Machine): Likeness {
  if (leaseTags.includes(machine.installTag)) return 'same';
  if (machine.tags.length === 0) return 'unseen';
  if (isSameMachine(leaseTags, machine.tags)) return 'same';
  return machine.complete ? 'other' : 'unlike';
}

function endedBy(statement: Statement | undefined): Decision {
  // A suspension may have been lifted since; the other kinds need a license key again.
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
