/**
 * An activation: a seat taken by one machine. This file declares the stored row and its queries, and makes the central
 * decision of the product: whether a machine that sends a license key gets a seat. The decision is pure; `activate.ts`
 * loads and saves the rows.
 */

import { isCurrent } from './revision.ts';
import type { Code } from '../../../client-sdk/typescript/contract/codes.ts';
import { endingDay, type CallTime } from '../kernel/confirmed-day.ts';
import type { Day, Instant } from '../kernel/day.ts';
import { isFloating } from '../licensing/floating.ts';
import { standing, type License } from '../licensing/license.ts';
import type { Id } from '../kernel/ports.ts';
import { isUsernameOf } from '../licensing/username.ts';
import type { InPage, PageParams } from '../kernel/page.ts';
import { defineQueries, optionalRow, row, rowCount, rows } from '../kernel/query.ts';

/** A row of `activations`. The activation occupies a seat while `releasedDay` and `lapsedDay` are null. */
export interface ActivationRow {
  id: Id;
  license: Id;
  /** The epoch of the activation. It is incremented when a machine without state takes its seat again. */
  epoch: number;
  /**
   * The generation of the secret with which the machine made its latest proof. It keys the tags and the request digest.
   */
  generation: number;
  /** The sequence number of the latest lease, which is incremented with each lease. */
  sequence: number;
  /** The keyed digest of the request that made the latest lease. A repeated request gets the same answer. */
  requestDigest: string | null;
  /** The day of the latest lease, the last day of that lease, and the last day of that lease's grace. */
  leaseDay: Day;
  leaseEndsDay: Day;
  seatEndsDay: Day;
  /** The minute in which the grace of a floating license's lease ends; null: the lease and its grace count in days. */
  seatEndsSecond: Instant | null;
  /** The sum of the license's revision and the product's revision at the latest lease. */
  leaseRevision: number;
  username: string | null;
  /** The network prefix of the machine, encrypted with the key of `networkDay`. */
  network: string | null;
  networkDay: Day | null;
  createdDay: Day;
  seenDay: Day;
  lapsedDay: Day | null;
  releasedDay: Day | null;
}

/** A device tag, keyed per license. A tag belongs to one activation: the latest that sent the tag. */
interface DeviceTagRow {
  tag: string;
  activation: Id;
}

/** An activation, the nickname of its machine, and the name of the member who has it; null: it is the owner's. */
export interface MachineRow extends ActivationRow {
  nickname: string | null;
  member: string | null;
}

/** The four device tags of a request; a missing tag is null. */
export interface FourTags {
  tag1: string | null;
  tag2: string | null;
  tag3: string | null;
  tag4: string | null;
}

/** The time by which seats lapse: by their last day, and on that day by their minute if they have one. */
export interface LapsingBy {
  today: Day;
  now: Instant;
}

export const activationQueries = defineQueries({
  findActivation: optionalRow<{ activation: Id }, ActivationRow>(),
  /** Locks and returns the row of an activation. */
  lockActivation: optionalRow<{ activation: Id }, ActivationRow>(),
  /** The activations of a license, earliest first. */
  pageActivations: rows<PageParams & { license: Id }, InPage<ActivationRow>>(),
  /** The unreleased activations of a license, earliest first. `member`: only those of a member; empty: all. */
  pageMachines: rows<PageParams & { license: Id; member: Id }, InPage<MachineRow>>(),
  findMachine: optionalRow<{ license: Id; activation: Id }, MachineRow>(),
  /** The ids of all activations of a license, for a job that changes each of them. */
  listActivationIds: rows<{ license: Id }, { id: Id }>(),
  /** The ids of those that are no member's. */
  listOwnersActivationIds: rows<{ license: Id }, { id: Id }>(),
  /** Locks the unreleased activations of the license that have any of the tags. */
  lockTagged: rows<FourTags & { license: Id }, ActivationRow>(),
  listTags: rows<{ activation: Id }, { tag: string }>(),
  addActivation: rowCount<ActivationRow>(),
  /** Writes a new lease and, for a machine that returns, its seat; returns 0 if another lease was written first. */
  saveLease: rowCount<
    Omit<ActivationRow, 'license' | 'createdDay' | 'lapsedDay' | 'releasedDay'> & {
      oldSequence: number;
    }
  >(),
  /** Removes all device tags of the activation except the four given tags. */
  dropTags: rowCount<FourTags & { activation: Id }>(),
  /** Assigns a device tag to the activation, even if another activation had the tag. */
  putTag: rowCount<DeviceTagRow>(),
  /** Locks the seats that are occupied although their grace ended before `today`, or today by `now`. */
  lockLapsing: rows<{ license: Id } & LapsingBy, { id: Id }>(),
  /** The number of these seats, without locking them. */
  countSeatsOver: row<{ license: Id } & LapsingBy, { count: number }>(),
  /** Removes the given device tags of the activation. */
  removeTags: rowCount<FourTags & { activation: Id }>(),
  /** Removes the given device tags from every activation that has any of them. */
  forgetTags: rowCount<FourTags>(),
  /** Marks the seats whose grace ended as lapsed; returns the number of these seats. */
  lapseSeats: rowCount<{ license: Id } & LapsingBy>(),
  /** The number of activations of a demo product whose lease has not ended before `today`, released ones included. */
  countDemo: row<{ product: string; today: Day }, { count: number }>(),
  dropNickname: rowCount<{ activation: Id }>(),
  /** Deletes the nicknames of all machines of a license. */
  dropNicknames: rowCount<{ license: Id }>(),
  /** Deletes the usernames and networks of all machines of a license, whose apps keep running. */
  dropTracesOfPeople: rowCount<{ license: Id }>(),
  /**
   * Marks the activation as released and clears its username, network and request digest; returns 0 if the
   * activation is released already.
   */
  releaseActivation: rowCount<{ activation: Id; day: Day; sequence: number }>(),
  /**
   * Marks the seat of an activation as lapsed, and clears its username, network and request digest; returns 0 if the
   * activation has no seat.
   */
  returnSeat: rowCount<{ activation: Id; day: Day; sequence: number }>(),
});

export interface ActivationRequest {
  username: string | null;
  /** The username of the account that has the license; null: the license is in no account. */
  owner: string | null;
  /** The keyed digest of the request that is being answered. */
  digest: string;
}

export type Decision =
  | { kind: 'refused'; code: Code }
  /** `repeated`: the request that made the latest lease arrives again, and that lease is signed again. */
  | { kind: 'repeated' }
  /** `again`: a machine that occupies a seat returns without its state, and gets a new epoch of its seat. */
  | { kind: 'again' }
  /** `returned`: a machine whose seat lapsed returns and takes a free seat. */
  | { kind: 'returned' }
  /** `granted`: a new machine takes a free seat. */
  | { kind: 'granted' };

/** Whether the activation occupies a seat. */
export function holdsSeat(row: Pick<ActivationRow, 'releasedDay' | 'lapsedDay'>): boolean {
  return row.releasedDay === null && row.lapsedDay === null;
}

/** The refusal of a license without a free seat. */
export function noSeat({ product }: License): Code {
  return isFloating(product) ? 'seats_in_use' : 'seats_taken';
}

/**
 * Decides whether a machine that sends a license key gets a seat. `known` is the activation of this machine, found by
 * its proof or its tags. `license.row.used` excludes the seats that lapsed by now.
 */
export function decideActivation(
  license: License,
  known: ActivationRow | undefined,
  request: ActivationRequest,
  time: CallTime,
): Decision {
  const status = standing(license.row, endingDay(time));
  if (status !== 'active') return { kind: 'refused', code: `license_${status}` };
  if (license.product.usernameRequired === 1 && request.username === null) {
    return { kind: 'refused', code: 'username_required' };
  }
  if (!isUsernameOf(request.owner, request.username)) return { kind: 'refused', code: 'username_unknown' };
  if (known !== undefined && holdsSeat(known)) {
    const same = known.requestDigest === request.digest && isCurrent(license, known, time.now);
    return { kind: same ? 'repeated' : 'again' };
  }
  if (license.row.used >= license.row.seats) return { kind: 'refused', code: noSeat(license) };
  return { kind: known === undefined ? 'granted' : 'returned' };
}
