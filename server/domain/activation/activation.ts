/**
 * An activation: a seat taken by one machine. This file says what is stored of it, and makes the decision at the heart
 * of the product: whether a machine that shows a license key gets a seat. It is pure; `activate.ts` loads, decides and
 * saves around it.
 */

import type { Code } from '../../../client-sdk/typescript/contract/codes.ts';
import type { Day } from '../kernel/day.ts';
import { standing, type License } from '../licensing/license.ts';
import type { TagMatch } from './tag-match.ts';
import type { Id } from '../kernel/ports.ts';
import { defineQueries, optionalRow, rowCount, rows } from '../kernel/query.ts';

/** A row of `activations`. It holds a seat while `releasedDay` and `lapsedDay` are null. */
export interface ActivationRow {
  id: Id;
  license: Id;
  /** Raised when a machine without state takes its seat again. */
  epoch: number;
  /** Of the secret: the one that its machine last proved to hold, and that keys its tags and its request's digest. */
  generation: number;
  /** Raised with each lease. */
  sequence: number;
  /** Keyed digest of the request that made the latest lease, so that a repeated one gets the same answer. */
  requestDigest: string | null;
  /** Day of the latest lease, the last day of it, and of its grace. */
  leaseDay: Day;
  leaseEndsDay: Day;
  seatEndsDay: Day;
  /** Sum of the license's and the product's revision at the latest lease. */
  leaseRevision: number;
  username: string | null;
  /** Network prefix, sealed with the key of `networkDay`. */
  network: string | null;
  networkDay: Day | null;
  createdDay: Day;
  seenDay: Day;
  lapsedDay: Day | null;
  releasedDay: Day | null;
}

/** A device tag, keyed by its license; it belongs to one activation, the latest to present it. */
interface DeviceTagRow {
  tag: string;
  activation: Id;
}

/** What its owner calls a machine. */
export interface NicknameRow {
  activation: Id;
  nickname: string;
}

/** Four tags, the missing ones null. */
export interface FourTags {
  tag1: string | null;
  tag2: string | null;
  tag3: string | null;
  tag4: string | null;
}

export const activationQueries = defineQueries({
  findActivation: optionalRow<{ activation: Id }, ActivationRow>(),
  /** Locks the row and answers it. */
  lockActivation: optionalRow<{ activation: Id }, ActivationRow>(),
  listActivations: rows<{ license: Id }, ActivationRow>(),
  /** Activations of the license, not released, that have any of the tags, locked. */
  lockTagged: rows<FourTags & { license: Id }, ActivationRow>(),
  /** Activations of the license, not released, that have any of the tags: most common tags first, then the smaller set. */
  matchTags: rows<FourTags & { license: Id }, TagMatch>(),
  listTags: rows<{ activation: Id }, { tag: string }>(),
  /** Tags of all activations of the license. */
  listLicenseTags: rows<{ license: Id }, DeviceTagRow>(),
  addActivation: rowCount<ActivationRow>(),
  /** Writes a new lease (and, for a machine that comes back, its seat); 0 where another lease came between. */
  saveLease: rowCount<
    Omit<ActivationRow, 'license' | 'createdDay' | 'lapsedDay' | 'releasedDay'> & {
      oldSequence: number;
    }
  >(),
  /** Takes all tags from the activation that are not among the four. */
  dropTags: rowCount<FourTags & { activation: Id }>(),
  /** Gives the tag to the activation, whoever had it. */
  putTag: rowCount<DeviceTagRow>(),
  /** Seats that are held, but whose grace ended before `today`, locked. */
  lockLapsing: rows<{ license: Id; today: Day }, { id: Id }>(),
  /** Takes the tags from whoever has them. */
  forgetTags: rowCount<FourTags>(),
  /** Marks seats whose grace ended before `today` as lapsed; answers how many. */
  lapseSeats: rowCount<{ license: Id; today: Day }>(),
  listNicknames: rows<{ license: Id }, NicknameRow>(),
  dropNickname: rowCount<{ activation: Id }>(),
  /** Marks as released; nulls username, network and request digest. 0 where it is released already. */
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
  /** A machine that holds a seat comes without its state: a new epoch of the same seat. */
  | { kind: 'again' }
  /** A machine whose seat lapsed comes back and takes a free one. */
  | { kind: 'returned' }
  /** A new machine takes a free seat. */
  | { kind: 'granted' };

/** Whether the activation holds a seat. */
export function holdsSeat(row: Pick<ActivationRow, 'releasedDay' | 'lapsedDay'>): boolean {
  return row.releasedDay === null && row.lapsedDay === null;
}

/**
 * The decision. `known` is the activation of this machine, if the tags or a proof of it say that there is one;
 * `license.row.used` counts no seat that has lapsed by `today`.
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

/** What a lease says depends on this number: where it has changed, a new lease is due. */
export function revisionOf(license: License): number {
  return license.row.revision + license.product.revision;
}
