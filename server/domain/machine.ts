/**
 * The machine behind a request, as far as the server may know it: keyed traces of its adapters, and the record that a
 * machine which lost its state is found by. A tag belongs to one activation, the latest to present it.
 */

import type { ActivationRow, FourTags } from './activation.ts';
import type { Day } from './day.ts';
import type { Id, Vault } from './ports.ts';
import { query, type Query } from './query.ts';

/** The client's tags in the form in which they are stored. */
export function storedTags(vault: Vault, license: Id, clientTags: readonly string[]): string[] {
  return clientTags.map((tag) => vault.deviceTag(license, tag));
}

/** The network that is kept of a machine: the one it came from now, or else the last one that was told. */
export function networkSeen(
  prefix: string | null,
  { network, networkDay }: Pick<ActivationRow, 'network' | 'networkDay'>,
  today: Day,
  vault: Vault,
): Pick<ActivationRow, 'network' | 'networkDay'> {
  if (prefix === null) return { network, networkDay };
  return { network: vault.sealNetwork(prefix, today), networkDay: today };
}

export function fourTags(tags: readonly string[]): FourTags {
  const [tag1 = null, tag2 = null, tag3 = null, tag4 = null] = tags;
  return { tag1, tag2, tag3, tag4 };
}

/** Gives these tags to an activation that has none yet. */
export function putTags(activation: Id, tags: readonly string[]): Query<number>[] {
  // in one order for all, so that two activations that show the same tags do not wait for each other
  return tags.toSorted().map((tag) => query('putTag', { tag, activation }));
}

/** Replaces the activation's tags by these. */
export function replaceTags(activation: Id, tags: readonly string[]): Query<number>[] {
  return [query('dropTags', { activation, ...fourTags(tags) }), ...putTags(activation, tags)];
}

/** How many of the shown tags are among the kept ones. */
export function sharedTags(kept: readonly string[], shown: readonly string[]): number {
  return shown.filter((tag) => kept.includes(tag)).length;
}

/** More than half of the smaller set (DESIGN 5). */
export function isMajority(common: number, one: number, other: number): boolean {
  return common * 2 > Math.min(one, other);
}
