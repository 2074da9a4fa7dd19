/**
 * Lists this machine's network adapters, and what each is evidence of, without a child process. Activation and renewal
 * ask the system's own inventory (`inventory.ts`). Addresses stay in memory.
 */
import { networkInterfaces } from 'node:os';
import type { AdapterList } from './adapter.ts';
import type { NamedAdapter } from './names.ts';
import { readSysfs } from './read-linux.ts';
import { classifyReadAdapters, type ReadListing } from './read-listing.ts';
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
      adapters: classifyReadAdapters(listing),
      complete: listing.source === 'sysfs',
      sources: describeSources(process.platform).check.map(({ name }) => name),
    };
  } catch {
    return { adapters: [], complete: false, sources: [] };
  }
}

/** Lists the adapters that are up, by name and address. */
function readInterfaces(): ReadListing {
  const adapters = Object.entries(networkInterfaces()).flatMap(([name, addresses]): NamedAdapter[] => {
    const first = addresses?.find((address) => !address.internal);
    return first ? [{ name, mac: first.mac }] : [];
  });
  return { source: 'interfaces', platform: process.platform, adapters };
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
