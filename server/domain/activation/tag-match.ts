/**
 * Finds the machine that sent a request among the activations of a license, by its tags. The majority rule is shared
 * with the SDK; this file applies the rule to the stored tags.
 */

import { isMajority } from '../../../client-sdk/typescript/contract/same-machine.ts';
import type { Id } from '../kernel/ports.ts';

/** The number of the request's tags that an activation has, and the number of all tags that the activation has. */
export interface TagMatch {
  activation: Id;
  common: number;
  size: number;
}

/** How well an activation matches the tags of a request; undefined if the two have no tag in common. */
export function matchOf(
  activation: Id,
  kept: readonly string[],
  shown: readonly string[],
): TagMatch | undefined {
  const common = kept.filter((tag) => shown.includes(tag)).length;
  return common === 0 ? undefined : { activation, common, size: kept.length };
}

/**
 * The activation of the requesting machine, judged by tags alone: the one with the most common tags. One common tag of
 * an own adapter is enough. Otherwise more than half of the smaller set must be common: if any common tag were enough,
 * all desks with the same dock would get one seat.
 * @param matches in any order, since the matches may come from several generations of the secret
 * @param own whether all tags of the request are of own adapters
 */
export function machineAmong(matches: readonly TagMatch[], shown: number, own: boolean): Id | undefined {
  const [best] = matches.toSorted(byLikeness);
  if (best === undefined) return undefined;
  return own || isMajority(best.common, best.size, shown) ? best.activation : undefined;
}

/** The order of matches: the largest number of common tags first; of equal numbers, the smaller set of tags first. */
function byLikeness(a: TagMatch, b: TagMatch): number {
  return b.common - a.common || a.size - b.size || (a.activation < b.activation ? -1 : 1);
}
