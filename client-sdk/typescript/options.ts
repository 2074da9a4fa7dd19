/**
 * Reads the options of `new Quietkey(…)`. A malformed root key or a server that would be reached without TLS throws at
 * once, so that the developer sees the mistake at the first start, and not a customer later.
 */
import { randomBytes } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { cachingAdapters } from './machine/adapters.ts';
import { readClock, systemClock, toInstant } from './primitives/clock.ts';
import type { Adapter } from './machine/device-tags.ts';
import { BadOptions } from './primitives/errors.ts';
import { issuerOfRoot, readRootKey, type Trust } from './lease/key-set.ts';
import { fileStore } from './state/state-file.ts';
import type { Store } from './state/store.ts';
import { telemetryStore } from './telemetry/state.ts';
import { CALL_MS_MAX, type Fetch } from './exchange/transport.ts';
import { faultOfLists, NO_LISTS, type VendorLists } from './contract/telemetry-vocabulary.ts';
import type { Setting } from './exchange/setting.ts';

/** The options of an app. The first four are required; the others are for tests and special environments. */
export interface QuietkeyOptions {
  /** URL of the license server, with or without a path: `https`, or `http` to the same machine only. */
  server: string | URL;
  /** The product's id. */
  product: string;
  /** The vendor's root key: `qkroot_` and 43 characters. */
  rootKey: string;
  /** The absolute path of a folder for this app and this person only; or a store that the app implements. */
  store: string | Store;
  /** The issuer in the server's tokens. By default derived from the root key. */
  issuer?: string | undefined;
  /** The oldest key set version to accept. Raise it in an update after a signing key was lost. By default 0. */
  minimumKeySetVersion?: number | undefined;
  /** What telemetry may report about the app. Telemetry is off until the person opts in. */
  telemetry?: TelemetryOptions | undefined;
  /** The longest that `activate`, `renew` or `release` may take, in milliseconds. By default 30,000. */
  timeoutMs?: number | undefined;
  /** The wall clock, in milliseconds since 1970. */
  clock?: (() => number) | undefined;
  /** The machine's adapters, instead of the list that the SDK reads from the system. */
  interfaces?: (() => readonly Adapter[]) | undefined;
  /** Sends the requests. By default the global `fetch`. */
  fetch?: Fetch | undefined;
  /** Random bytes, for nonces and retry pauses. By default `node:crypto`. */
  random?: ((bytes: number) => Uint8Array) | undefined;
}

/** The lists of versions and features must equal those in the server's `telemetry.json`. */
export interface TelemetryOptions extends Partial<VendorLists> {
  /** The app's own version; a version that is not in `versions` is counted as `other`. */
  version?: string | undefined;
  /**
   * Whether the person's browser sends Sec-GPC or DNT (`navigator.globalPrivacyControl`); true forces telemetry off.
   */
  privacySignal?: (() => boolean) | undefined;
  /** A store for telemetry, for an app that implements the store of its license. */
  store?: Store | undefined;
}

const TIMEOUT_MS_MAX = 600_000;

/** @throws BadOptions */
export function readOptions(options: QuietkeyOptions): Setting {
  const { timeoutMs = CALL_MS_MAX, clock = systemClock, interfaces, random = randomBytes } = options;
  if (!(timeoutMs > 0 && timeoutMs <= TIMEOUT_MS_MAX)) {
    throw new BadOptions(`timeoutMs must be from 1 to ${TIMEOUT_MS_MAX}.`);
  }
  return {
    trust: readTrust(options),
    store: readStore(options.store),
    timeoutMs,
    now: () => toInstant(readClock(clock)),
    adapters: interfaces ? () => ({ adapters: [...interfaces()], complete: true }) : cachingAdapters(),
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    random,
    telemetry: readTelemetry(options),
    urlOf: readServer(options.server),
  };
}

function readTrust({ rootKey, product, issuer, minimumKeySetVersion = 0 }: QuietkeyOptions): Trust {
  const root = typeof rootKey === 'string' ? readRootKey(rootKey) : undefined;
  if (!root)
    throw new BadOptions(
      'rootKey must be "qkroot_" and 43 characters, as the vendor\'s server prints it at its first start.',
    );
  if (typeof product !== 'string' || product === '')
    throw new BadOptions("product must be the product's id.");
  if (!Number.isSafeInteger(minimumKeySetVersion) || minimumKeySetVersion < 0) {
    throw new BadOptions('minimumKeySetVersion must be a whole number.');
  }
  return { root, product, issuer: issuer ?? issuerOfRoot(root), minimumKeySetVersion };
}

function readTelemetry({ telemetry = {}, store }: QuietkeyOptions): Setting['telemetry'] {
  const { version, versions, features, privacySignal = () => false } = telemetry;
  const lists = { versions: versions ?? NO_LISTS.versions, features: features ?? NO_LISTS.features };
  const fault = faultOfLists(lists);
  if (fault !== undefined) throw new BadOptions(`telemetry ${fault}.`);
  const folderStore = typeof store === 'string' ? telemetryStore(store) : undefined;
  return { version, lists, privacySignal, store: telemetry.store ?? folderStore };
}

function readStore(store: string | Store): Store {
  if (typeof store !== 'string') return store;
  if (!isAbsolute(store)) throw new BadOptions('store must be the absolute path of a folder.');
  return fileStore(store);
}

function readServer(server: string | URL): Setting['urlOf'] {
  const url = URL.canParse(String(server)) ? new URL(server) : undefined;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new BadOptions('server must be an https URL.');
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new BadOptions('server must be an https URL; plain http is accepted only for the same machine.');
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new BadOptions('server must be a URL without user, query or fragment.');
  }
  const root = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  return (path) => `${root}${path}`;
}

/** RFC 6761 section 6.3 for the name. The URL parser has already normalised every spelling of an IP address. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
