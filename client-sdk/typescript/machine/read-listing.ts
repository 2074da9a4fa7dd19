/**
 * Decides what each adapter is evidence of that was read without a child process: from the kernel's files on Linux, else
 * from the names of the interfaces that are up.
 */
import type { Adapter } from './adapter.ts';
import { classifySysfs, permanentAddress, type SysfsAdapter } from './linux.ts';
import { classifyNamed, type NamedAdapter } from './names.ts';

/** What was read about the adapters, in one form for each source. */
export type ReadListing =
  | { source: 'sysfs'; guest: boolean; adapters: SysfsAdapter[] }
  | { source: 'interfaces'; platform: string; adapters: NamedAdapter[] };

/** Classifies each adapter of a list that was read. */
export function classifyReadAdapters(listing: ReadListing): Adapter[] {
  if (listing.source === 'interfaces') {
    return listing.adapters.map((adapter) => ({
      ...adapter,
      class: classifyNamed(adapter, listing.platform),
    }));
  }
  return listing.adapters.map((adapter) => ({
    name: adapter.name,
    mac: permanentAddress(adapter) ?? adapter.address ?? '',
    class: classifySysfs(adapter, listing.guest),
  }));
}
