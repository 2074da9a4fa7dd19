/**
 * Device tags: the keyed hashes that the server receives instead of MAC addresses. A tag is keyed by the license key,
 * so a machine cannot be linked between two licenses, and an address cannot be found from a tag without the license
 * key. Letter case, separators and the order of adapters do not change the tags.
 */
import { createHmac } from 'node:crypto';
import { lengthPrefixed } from '../primitives/bytes.ts';
import { TAGS_MAX } from '../contract/wire.ts';
import { canonicalMac, type Adapter, type AdapterClass, type AdapterList } from './adapter.ts';

const TAG_BYTES = 16;

/**
 * The device tags of the machine's own adapters: at most 4 tags, sorted and distinct. A machine without an adapter of
 * its own has no tags. Of more than 4 adapters, those with the lowest addresses are used, so that the order of the list
 * does not matter.
 */
export const adapterTags = (tagKey: Uint8Array, adapters: readonly Adapter[]): string[] =>
  chooseTags(tagKey, adapters, []);

/**
 * The device tags that a machine with a lease sends: like `adapterTags`, but the lease's tags that match visible
 * adapters come first, so that a new card does not displace one of them. If no own adapter is visible, only these tags
 * are sent: the list may not say that the adapters are the machine's own, but the lease does.
 */
export function chooseTags(
  tagKey: Uint8Array,
  adapters: readonly Adapter[],
  leaseTags: readonly string[],
): string[] {
  const tagsOf = (adapterClass: AdapterClass): string[] =>
    macsOf(adapters, [adapterClass]).map((mac) => macTag(tagKey, mac));
  const isOfLease = (tag: string): boolean => leaseTags.includes(tag);
  const own = tagsOf('own');
  const candidates = own.length > 0 ? own : tagsOf('foreign').filter(isOfLease);
  const preferred = [...candidates.filter(isOfLease), ...candidates.filter((tag) => !isOfLease(tag))];
  return preferred.slice(0, TAGS_MAX).sort();
}

/** The addresses that {@link adapterTags} would use: up to 4 of the machine's own adapters, lowest first. */
export const ownAddresses = (adapters: readonly Adapter[]): string[] =>
  macsOf(adapters, ['own']).slice(0, TAGS_MAX);

/** What the visible adapters say about the machine of a lease. */
export type Sighting = 'same' | 'none_in_sight' | 'other';

/**
 * Compares the tags of a lease with all visible adapters, not only with the four that a request would send. If any tag
 * matches, the result is `same`. `other` needs evidence of another machine: an own adapter in a complete list. In an
 * incomplete list the machine's own adapters may be missing because they are off, so the result is never `other`.
 */
export function sightMachine(
  tagKey: Uint8Array,
  leaseTags: readonly string[],
  { adapters, complete }: AdapterList,
): Sighting {
  if (leaseTags.length === 0) return 'none_in_sight';
  const inSight = macsOf(adapters, ['own', 'foreign']);
  if (inSight.some((mac) => leaseTags.includes(macTag(tagKey, mac)))) return 'same';
  return complete && macsOf(adapters, ['own']).length > 0 ? 'other' : 'none_in_sight';
}

/** The device tag of a machine without an own adapter, computed from the random id of this installation. */
export const installTag = (tagKey: Uint8Array, installId: string): string =>
  deviceTag(tagKey, 'install', installId);

const macTag = (tagKey: Uint8Array, mac: string): string => deviceTag(tagKey, 'mac', mac);

/** The distinct addresses of the adapters of some classes, lowest first. */
function macsOf(adapters: readonly Adapter[], classes: readonly AdapterClass[]): string[] {
  const macs = adapters
    .filter((adapter) => classes.includes(adapter.class))
    .map((adapter) => canonicalMac(adapter.mac))
    .filter((mac) => mac !== undefined);
  return [...new Set(macs)].sort();
}

function deviceTag(tagKey: Uint8Array, kind: 'mac' | 'install', value: string): string {
  const digest = createHmac('sha256', tagKey)
    .update(lengthPrefixed([kind, value]))
    .digest();
  return digest.subarray(0, TAG_BYTES).toString('base64url');
}
