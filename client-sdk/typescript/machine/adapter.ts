/**
 * What the SDK knows of a network adapter: its address, and whether the address is evidence of this machine. Addresses
 * stay in memory.
 */

/**
 * What an adapter's address is evidence of. `own`: built in, with its permanent hardware address. `foreign`: hardware
 * that moves between machines, such as a dock, a USB adapter or a phone. `unknown`: an address that identifies no
 * hardware, because it is random, private, set by hand, virtual or given by a hypervisor.
 */
export type AdapterClass = 'own' | 'foreign' | 'unknown';

export interface Adapter {
  name: string;
  /**
   * The MAC address: 12 hex digits, in any letter case, with or without `:`, `-` or `.`. The permanent address, if it
   * is known.
   */
  mac: string;
  class: AdapterClass;
}

/** An adapter in an app's own list. An app may state the class, or only whether the adapter is built in. */
export type GivenAdapter =
  | Adapter
  | {
      name: string;
      mac: string;
      /** True: the adapter is `own`. False: it is `foreign`. */
      builtIn: boolean;
    };

/** The adapters that one read found on a machine. */
export interface AdapterList {
  adapters: Adapter[];
  /** Whether the list is complete. False: an adapter of this machine may be missing because it is off. */
  complete: boolean;
  /** The names of the sources that answered (`sources.ts`). */
  sources: string[];
}

/** The list that an app provides. It counts as complete, because the app knows its machine. */
export const givenAdapters = (given: readonly GivenAdapter[]): AdapterList => ({
  adapters: given.map((adapter) => ({ name: adapter.name, mac: adapter.mac, class: classOf(adapter) })),
  complete: true,
  sources: ['app'],
});

function classOf(adapter: GivenAdapter): AdapterClass {
  if ('class' in adapter) return adapter.class;
  return adapter.builtIn ? 'own' : 'foreign';
}

const MAC = /^[0-9a-f]{12}$/;
const NO_ADDRESS = '000000000000';

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
