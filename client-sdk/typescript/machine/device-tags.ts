/**
 * Device tags: the keyed hashes that the server receives instead of MAC addresses. A tag is keyed by the license key,
 * so a machine cannot be linked between two licenses, and an address cannot be found from a tag without the license
 * key. Letter case, separators and the order of adapters do not change the tags. `adapters.ts` decides which adapters
 * are built in.
 */
import { createHmac, hkdfSync } from 'node:crypto';
import { lengthPrefixed } from '../primitives/bytes.ts';
import { TAGS_MAX } from '../contract/wire.ts';

/** A network adapter of this machine. Only a built-in adapter with a usable address gives a tag. */
export interface Adapter {
  name: string;
  /**
   * The MAC address: 12 hex digits, in any letter case, with or without `:`, `-` or `.`. It is the permanent address if
   * that is known.
   */
  mac: string;
  /**
   * Whether the adapter is built in. False for docks and other removable, virtual, VPN, container and randomised
   * adapters.
   */
  builtIn: boolean;
}

const TAG_KEY_INFO = 'quietkey device v1';
const TAG_KEY_BYTES = 32;
const TAG_BYTES = 16;
const MAC = /^[0-9a-f]{12}$/;
const NO_ADDRESS = '000000000000';

/**
 * Derives the key of the device tags: HKDF-SHA-256 of the license key's canonical text, without salt (RFC 5869). The
 * key has 32 bytes.
 */
export function deriveTagKey(canonicalKey: string): Buffer {
  const key = hkdfSync(
    'sha256',
    Buffer.from(canonicalKey, 'utf8'),
    Buffer.alloc(0),
    TAG_KEY_INFO,
    TAG_KEY_BYTES,
  );
  return Buffer.from(key);
}

/**
 * The device tags of the built-in adapters: at most 4 tags, sorted and distinct. Without a built-in adapter there are
 * no tags. If there are more than 4 adapters, those with the lowest addresses count, so that the choice does not depend
 * on the order of the list.
 */
export function adapterTags(tagKey: Uint8Array, adapters: readonly Adapter[]): string[] {
  const macs = adapters
    .filter((adapter) => adapter.builtIn)
    .map((adapter) => canonicalMac(adapter.mac))
    .filter((mac) => mac !== undefined);
  const chosen = [...new Set(macs)].sort().slice(0, TAGS_MAX);
  return chosen.map((mac) => deviceTag(tagKey, 'mac', mac)).sort();
}

/** The device tag of a machine without a built-in adapter, computed from the random id of this installation. */
export const installTag = (tagKey: Uint8Array, installId: string): string =>
  deviceTag(tagKey, 'install', installId);

/**
 * The MAC address as 12 lower-case hex digits; undefined for any other text and for an address that does not identify
 * one adapter.
 */
export function canonicalMac(typed: string): string | undefined {
  const mac = typed.replace(/[:.\-\s]/g, '').toLowerCase();
  if (!MAC.test(mac) || mac === NO_ADDRESS) return undefined;
  // The lowest bit of the first byte marks a group address (IEEE 802). The broadcast address is a group address too.
  return Number.parseInt(mac.slice(0, 2), 16) & 1 ? undefined : mac;
}

function deviceTag(tagKey: Uint8Array, kind: 'mac' | 'install', value: string): string {
  const digest = createHmac('sha256', tagKey)
    .update(lengthPrefixed([kind, value]))
    .digest();
  return digest.subarray(0, TAG_BYTES).toString('base64url');
}
