/**
 * Decides whether two sets of device tags belong to the same machine, for the SDK and the server: more than half of the
 * smaller set must be common to both sets. A single common tag is not enough, since all desks with the same model of
 * dock would then share a seat.
 */

/** The number of shown device tags that are also among the stored device tags. */
export function sharedTags(stored: readonly string[], shown: readonly string[]): number {
  return shown.filter((tag) => stored.includes(tag)).length;
}

/** Whether the common tags are more than half of the smaller of two sets of device tags, given by their sizes. */
export function isMajority(common: number, size: number, otherSize: number): boolean {
  return common * 2 > Math.min(size, otherSize);
}

/** Whether two sets of device tags belong to one machine. */
export function isSameMachine(tags: readonly string[], otherTags: readonly string[]): boolean {
  return isMajority(sharedTags(otherTags, tags), tags.length, otherTags.length);
}
