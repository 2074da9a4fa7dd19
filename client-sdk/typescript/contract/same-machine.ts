/**
 * Whether two sets of device tags are of the same machine: the one rule, for the SDK and the server. More than half of
 * the smaller set must be common. Any common tag would not do: it would give every desk with the same dock one seat.
 */

/** How many of the shown tags are among the kept ones. */
export function sharedTags(kept: readonly string[], shown: readonly string[]): number {
  return shown.filter((tag) => kept.includes(tag)).length;
}

/** Whether so many common tags are more than half of the smaller of two sets, given by their sizes. */
export function isMajority(common: number, size: number, otherSize: number): boolean {
  return common * 2 > Math.min(size, otherSize);
}

/** Whether the two sets of tags are of one machine. */
export function isSameMachine(some: readonly string[], others: readonly string[]): boolean {
  return isMajority(sharedTags(others, some), some.length, others.length);
}
