/**
 * The parsed options of an app, as every exchange and report uses them. Types only; `options.ts` reads them.
 */

import type { Instant } from '../primitives/clock.ts';
import type { CallLog } from './call-log.ts';
import type { AdapterList } from '../machine/adapter.ts';
import type { Sources } from '../machine/sources.ts';
import type { Trust } from '../lease/key-set.ts';
import type { Store } from '../state/store.ts';
import type { ImportedKeyForm } from '../contract/imported-key-form.ts';
import type { Carrier } from '../network/transport.ts';
import type { Identity } from '../contract/wire.ts';
import type { VendorLists } from '../contract/telemetry-vocabulary.ts';

/** The options of an app after they were parsed. */
export interface Setting {
  trust: Trust;
  store: Store;
  timeoutMs: number;
  /** Whether the client sends and writes nothing. */
  quiet: boolean;
  importedKeys: readonly ImportedKeyForm[];
  now: () => Instant;
  /** What a request shows of the machine, and whether adapters may be read at all. */
  identity: Identity;
  /** Lists the adapters for a check: synchronous, and without a child process. Never throws. */
  adapters: () => AdapterList;
  /**
   * Lists the adapters for a request, from the system's own inventory. Rejects only if the app's own list is malformed.
   */
  inventory: (signal: AbortSignal | undefined) => Promise<AdapterList>;
  /** Says what `adapters` and `inventory` read. Reads nothing. */
  sources: () => Sources;
  /** Returns what sends the requests of one call. Rejects with BadOptions if the file of the option `ca` cannot be read. */
  carrier: () => Promise<Carrier>;
  random: (bytes: number) => Uint8Array;
  /** The log of this client. */
  log: CallLog;
  telemetry: {
    version: string | undefined;
    lists: VendorLists;
    privacySignal: () => boolean;
    /**
     * The store of telemetry. Undefined: the app has its own store for the license, but provides none for telemetry.
     */
    store: Store | undefined;
  };
  /** Returns the full URL of a path below the server's URL. */
  urlOf: (path: string) => string;
}
