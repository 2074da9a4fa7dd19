/**
 * Decides what each adapter is evidence of, from what a system reports about its adapters. The rules are one pure
 * function, so recorded lists of other machines give the same result (test/vectors/machines.json).
 */
import type { Adapter } from './adapter.ts';
import { classifyMac, type MacInterface, type MacPort } from './mac.ts';
import { classifyReadAdapters, type ReadListing } from './read-listing.ts';
import { classifyWindows, modelOf, type WindowsAdapter } from './windows.ts';

/** What the operating system reported about its adapters, in one form for each source. */
export type Listing =
  | ReadListing
  | { source: 'mac'; ports?: MacPort[]; registry?: MacInterface[] }
  | { source: 'windows'; adapters: WindowsAdapter[] };

/** Classifies each adapter of a list. */
export function classifyAdapters(listing: Listing): Adapter[] {
  if (listing.source === 'mac') return classifyMac(listing.ports, listing.registry);
  if (listing.source !== 'windows') return classifyReadAdapters(listing);
  return listing.adapters.map((adapter) => ({
    name: modelOf(adapter.device),
    mac: adapter.address,
    class: classifyWindows(adapter),
  }));
}
