/**
 * Finds the activation of a license that is the machine with these tags. The majority rule is shared with the SDK;
 * this file applies it to the counts from the store.
 */

import { isMajority } from '../../../client-sdk/typescript/contract/same-machine.ts';
import type { Id } from '../kernel/ports.ts';

/** How many of the request's tags an activation has, and how many it has in all. */
export interface TagMatch {
  activation: Id;
  common: number;
  size: number;
}

/**
 * The activation that is this machine, by tags alone: the one with most common tags, if they are more than half of the
 * smaller set. Accepting any common tag would give all desks with the same dock one seat.
 * @param matches in any order, since they may come from several generations of the secret
 */
export function machineAmong(matches: readonly TagMatch[], shown: number): Id | undefined {
  const [best] = matches.toSorted(byLikeness);
  if (best === undefined) return undefined;
  return isMajority(best.common, best.size, shown) ? best.activation : undefined;
}

/** Most common tags first, then the smaller set. */
function byLikeness(a: TagMatch, b: TagMatch): number {
  return b.common - a.common || a.size - b.size || (a.activation < b.activation ? -1 : 1);
}
