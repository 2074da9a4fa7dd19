/**
 * Lists this machine's network adapters, and what each is evidence of. For `check()` no child process is started; for
 * activation and renewal the system's own inventory is asked. Addresses stay in memory.
 */
import { networkInterfaces } from 'node:os';
import type { AdapterList } from './adapter.ts';
import { askInventory, systemPrograms, type AskOptions } from './inventory.ts';
import { classifyAdapters, type Listing } from './listing.ts';
import type { NamedAdapter } from './names.ts';
import { readSysfs } from './read-linux.ts';
import { describeSources } from './sources.ts';

/** The time in milliseconds for which a list of adapters is cached. */
const LIST_MS_MAX = 5_000;

/**
 * Lists the network adapters of this machine, for `check()`: synchronous, and no child process is started. Never throws;
 * if the list cannot be read, the result is empty and incomplete.
 */
export function systemAdapters(): AdapterList {
  try {
    const listing = process.platform === 'linux' ? readSysfs() : readInterfaces();
    return {
      adapters: classifyAdapters(listing),
      complete: listing.source === 'sysfs',
      sources: describeSources(process.platform).check.map(({ name }) => name),
    };
  } catch {
    return { adapters: [], complete: false, sources: [] };
  }
}

/** Lists the adapters that are up, by name and address. */
function readInterfaces(): Listing {
  const adapters = Object.entries(networkInterfaces()).flatMap(([name, addresses]): NamedAdapter[] => {
    const first = addresses?.find((address) => !address.internal);
    return first ? [{ name, mac: first.mac }] : [];
  });
  return { source: 'interfaces', platform: process.platform, adapters };
}

export interface InventoryOptions {
  /** Whether a child process may be started. By default true. */
  childProcesses?: boolean | undefined;
  /** Ends a child process early; the list then has only what was read without it. */
  signal?: AbortSignal | undefined;
}

/**
 * Lists the network adapters of this machine, for activation and renewal. On macOS and Windows it asks the system's own
 * inventory in a child process with a time limit. If there is no answer, the result is that of `systemAdapters`. Never
 * throws.
 *
 * @param system - the platform and its programs; this machine's except in tests
 */
export async function systemInventory(
  { childProcesses = true, signal }: InventoryOptions = {},
  system: AskOptions = { platform: process.platform, programs: systemPrograms() },
): Promise<AdapterList> {
  const asked = childProcesses ? await askInventory({ ...system, signal }) : undefined;
  return asked ?? systemAdapters();
}

/**
 * Creates a reader that caches the list of adapters for some seconds, because an app may check often, and reading the
 * kernel's files costs many times as much as verifying a lease.
 */
export function cachingAdapters(list: () => AdapterList = systemAdapters): () => AdapterList {
  let cached: AdapterList | undefined;
  let readAt = 0;
  return () => {
    const now = performance.now();
    if (cached === undefined || now - readAt > LIST_MS_MAX) {
      cached = list();
      readAt = now;
    }
    return cached;
  };
}
