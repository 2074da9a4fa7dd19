/**
 * The parsed options of an app, as every exchange and report uses them. Types only; `options.ts` reads them.
 */

import type { Instant } from '../primitives/clock.ts';
import type { AdapterList } from '../machine/adapters.ts';
import type { Trust } from '../lease/key-set.ts';
import type { Store } from '../state/store.ts';
import type { Fetch } from './transport.ts';
import type { VendorLists } from '../contract/telemetry-vocabulary.ts';

/** The parsed options. */
export interface Setting {
  trust: Trust;
  store: Store;
  timeoutMs: number;
  now: () => Instant;
  adapters: () => AdapterList;
  fetch: Fetch;
  random: (bytes: number) => Uint8Array;
  telemetry: {
    version: string | undefined;
    lists: VendorLists;
    privacySignal: () => boolean;
    /** Undefined: the app implements the store of its license and has none for telemetry. */
    store: Store | undefined;
  };
  /** The URL of a path below the server. */
  urlOf: (path: string) => string;
}
