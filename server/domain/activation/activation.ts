/**
 * An activation: a seat taken by one machine. This file declares the stored row and its queries, and makes the central
 * decision of the product: whether a machine that sends a license key gets a seat. The decision is pure; `activate.ts`
 * loads and saves.
 */

import type { Code } from '../../../client-sdk/typescript/contract/codes.ts';
import type { Day } from '../kernel/day.ts';
import { standing, type License } from '../licensing/license.ts';
import type { TagMatch } from './tag-match.ts';
import type { Id } from '../kernel/ports.ts';
import { defineQueries, optionalRow, rowCount, rows } from '../kernel/query.ts';

/** A row of `activations`. It occupies a seat while `releasedDay` and `lapsedDay` are null. */
export interface ActivationRow {
  id: Id;
  license: Id;
  /** Incremented when a machine without state takes its seat again. */
  epoch: number;
  /** Generation of the secret that the machine last proved. It keys the tags and the request digest. */
  generation: number;
  /** Incremented with each lease. */
  sequence: number;
  /** Keyed digest of the request that made the latest lease: a repeated request gets the same answer. */
  requestDigest: string | null;
  /** Day of the latest lease, the last day of that lease, and the last day of its grace. */
  leaseDay: Day;
  leaseEndsDay: Day;
  seatEndsDay: Day;
  /** Sum of the license's and the product's revision at the latest lease. */
  leaseRevision: number;
  username: string | null;
  /** Network prefix, encrypted with the key of `networkDay`. */
  network: string | null;
  networkDay: Day | null;
  createdDay: Day;
  seenDay: Day;
  lapsedDay: Day | null;
  releasedDay: Day | null;
}

/** A device tag, keyed per license. It belongs to one activation, the latest to send it. */
interface DeviceTagRow {
  tag: string;
  activation: Id;
}

/** The owner's name for a machine. */
export interface NicknameRow {
  activation: Id;
  nickname: string;
}

/** Four tags; missing ones are null. */
export interface FourTags {
  tag1: string | null;
  tag2: string | null;
  tag3: string | null;
  tag4: string | null;
}

export const activationQueries = defineQueries({
  findActivation: optionalRow<{ activation: Id }, ActivationRow>(),
  /** Locks and returns the row. */
  lockActivation: optionalRow<{ activation: Id }, ActivationRow>(),
  listActivations: rows<{ license: Id }, ActivationRow>(),
  /** Locks the unreleased activations of the license that have any of the tags. */
  lockTagged: rows<FourTags & { license: Id }, ActivationRow>(),
  /** Unreleased activations of the license that have any of the tags: most common tags first, then the smaller set. */
  matchTags: rows<FourTags & { license: Id }, TagMatch>(),
  listTags: rows<{ activation: Id }, { tag: string }>(),
  /** Tags of all activations of the license. */
  listLicenseTags: rows<{ license: Id }, DeviceTagRow>(),
  addActivation: rowCount<ActivationRow>(),
  /** Writes a new lease and, for a machine that returns, its seat; 0 where another lease was written first. */
  saveLease: rowCount<
    Omit<ActivationRow, 'license' | 'createdDay' | 'lapsedDay' | 'releasedDay'> & {
      oldSequence: number;
    }
  >(),
  /** Removes all tags of the activation except the four. */
  dropTags: rowCount<FourTags & { activation: Id }>(),
  /** Assigns the tag to the activation, whichever activation had it. */
  putTag: rowCount<DeviceTagRow>(),
  /** Locks the seats that are occupied although their grace ended before `today`. */
  lockLapsing: rows<{ license: Id; today: Day }, { id: Id }>(),
  /** Removes the tags from every activation that has them. */
  forgetTags: rowCount<FourTags>(),
  /** Marks seats whose grace ended before `today` as lapsed; returns how many. */
  lapseSeats: rowCount<{ license: Id; today: Day }>(),
  listNicknames: rows<{ license: Id }, NicknameRow>(),
  dropNickname: rowCount<{ activation: Id }>(),
  /**
   * Marks the activation as released and clears username, network and request digest. 0 where it is released already.
   */
  releaseActivation: rowCount<{ activation: Id; day: Day; sequence: number }>(),
});

export interface ActivationRequest {
  username: string | null;
  /** Keyed digest of this request. */
  digest: string;
}

export type Decision =
  | { kind: 'refused'; code: Code }
  /** The same request again: the same lease is signed again. */
  | { kind: 'repeated' }
  /** A machine that occupies a seat returns without its state: a new epoch of the same seat. */
  | { kind: 'again' }
  /** A machine whose seat lapsed returns and takes a free one. */
  | { kind: 'returned' }
  /** A new machine takes a free seat. */
  | { kind: 'granted' };

/** Whether the activation occupies a seat. */
export function holdsSeat(row: Pick<ActivationRow, 'releasedDay' | 'lapsedDay'>): boolean {
  return row.releasedDay === null && row.lapsedDay === null;
}

/**
 * The decision. `known` is the activation of this machine, found by its proof or its tags. `license.row.used` excludes
 * seats that lapsed by `today`.
 */
export function decideActivation(
  license: License,
  known: ActivationRow | undefined,
  request: ActivationRequest,
  today: Day,
): Decision {
  const status = standing(license.row, today);
  if (status !== 'active') return { kind: 'refused', code: `license_${status}` };
  if (license.product.usernameRequired === 1 && request.username === null) {
    return { kind: 'refused', code: 'username_required' };
  }
  if (known !== undefined && holdsSeat(known)) {
    const same = known.requestDigest === request.digest && known.leaseRevision === revisionOf(license);
    return { kind: same ? 'repeated' : 'again' };
  }
  if (license.row.used >= license.row.seats) return { kind: 'refused', code: 'seats_taken' };
  return { kind: known === undefined ? 'granted' : 'returned' };
}

/** The revision that a lease depends on: a new lease is due when it changed. */
export function revisionOf(license: License): number {
  return license.row.revision + license.product.revision;
}
