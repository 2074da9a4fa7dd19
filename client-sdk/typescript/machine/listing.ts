/**
 * Decides what each adapter is evidence of, from what a system reports about its adapters. The rules are one pure
 * function, so recorded lists of other machines give the same result (test/vectors/machines.json).
 */
import type { Adapter } from './adapter.ts';
import { classifySysfs, permanentAddress, type SysfsAdapter } from './linux.ts';
import { classifyMac, type MacInterface, type MacPort } from './mac.ts';
import { classifyNamed, type NamedAdapter } from './names.ts';
import { classifyWindows, modelOf, type WindowsAdapter } from './windows.ts';

/** What the operating system reported about its adapters, in one form for each source. */
export type Listing =
  | { source: 'sysfs'; guest: boolean; adapters: SysfsAdapter[] }
  | { source: 'mac'; ports?: MacPort[]; registry?: MacInterface[] }
  | { source: 'windows'; adapters: WindowsAdapter[] }
  | { source: 'interfaces'; platform: string; adapters: NamedAdapter[] };

/** Classifies each adapter of a list. */
export function classifyAdapters(listing: Listing): Adapter[] {
  if (listing.source === 'mac') return classifyMac(listing.ports, listing.registry);
  if (listing.source === 'sysfs') {
    return listing.adapters.map((adapter) => ({
      name: adapter.name,
      mac: permanentAddress(adapter) ?? adapter.address ?? '',
      class: classifySysfs(adapter, listing.guest),
    }));
  }
  if (listing.source === 'windows') {
    return listing.adapters.map((adapter) => ({
      name: modelOf(adapter.device),
      mac: adapter.address,
      class: classifyWindows(adapter),
    }));
  }
  return listing.adapters.map((adapter) => ({
    ...adapter,
    class: classifyNamed(adapter, listing.platform),
  }));
}
