/**
 * Reads the options of `new Quietkey(…)`. A malformed root key, or a server that would be reached without TLS, throws
 * immediately, so that the developer sees the mistake at the first start, before any customer does.
 */
import { randomBytes } from 'node:crypto';
import { cachingAdapters } from './machine/adapters.ts';
import { readClock, systemClock, toInstant, type Instant } from './primitives/clock.ts';
import { describeSources, type Source } from './machine/sources.ts';
import type { AdapterList, GivenAdapter } from './machine/adapter.ts';
import { givenClock, givenFetch, givenRandom, givenStore, readGivenAdapters } from './given-functions.ts';
import { BadOptions } from './primitives/errors.ts';
import {
  checkOptions,
  isFunction,
  isListOfTexts,
  isObject,
  isText,
  type OptionRule,
  type OptionRules,
} from './primitives/option-rules.ts';
import { issuerOfRoot, readRootKey, type Trust } from './lease/key-set.ts';
import type { Store } from './state/store.ts';
import { CallLog } from './exchange/call-log.ts';
import { readCarrier } from './network/carrier.ts';
import { readServer } from './network/server-address.ts';
import type { Fetch } from './network/transport.ts';
import { PRODUCT_ID, PRODUCT_ID_FORM } from './contract/product-id.ts';
import { faultOfImportedKeys, type ImportedKeyForm } from './contract/imported-key-form.ts';
import { faultOfLists, NO_LISTS, type VendorLists } from './contract/telemetry-vocabulary.ts';
import type { Identity } from './contract/wire.ts';
import type { Setting } from './exchange/setting.ts';
import { isStore, readStores, STORE_RULES, type StoreOptions } from './store-option.ts';

/** The options of an app. The first three options are required; the others are for tests and special environments. */
export interface QuietkeyOptions extends StoreOptions {
  /**
   * The URL of the license server, with or without a path. It must use `https`; `http` is allowed only for this
   * machine.
   */
  server: string | URL;
  /** The id of the product. */
  product: string;
  /** The vendor's root key: `qkroot_` and 43 base64url characters. */
  rootKey: string;
  /** The issuer in the server's tokens. By default, the issuer is derived from the root key. */
  issuer?: string | undefined;
  /**
   * The oldest key set version that the app accepts, by default 0. If a signing key was stolen, raise this version in
   * an update of the app.
   */
  minimumKeySetVersion?: number | undefined;
  /** What telemetry may report about the app. Telemetry is off until the person opts in. */
  telemetry?: TelemetryOptions | undefined;
  /**
   * The forms of license keys that another system issued, if your server knows such keys. A typed text that is neither
   * a Quietkey key nor of such a form is refused without the network.
   */
  importedKeys?: readonly ImportedKeyForm[] | undefined;
  /** The longest time that `activate`, `renew` or `release` may take, in milliseconds. By default 30,000. */
  timeoutMs?: number | undefined;
  /** Returns the wall clock time in milliseconds since 1970. */
  clock?: (() => number) | undefined;
  /**
   * How the license server recognises this machine. `adapters` (default): keyed hashes of the addresses of its network
   * adapters, or of a random install id if the machine has no adapter of its own. `install`: a keyed hash of the
   * install id only, which a reinstall loses. `none`: it does not. With `install` and `none`, no adapter is ever read.
   */
  identity?: Identity | undefined;
  /**
   * Whether activation and renewal may ask the system's inventory of adapters in a child process (macOS and Windows).
   * By default true. `check()` never starts a child process.
   */
  childProcesses?: boolean | undefined;
  /**
   * For a host that only looks what is installed, such as a scanner of plug-ins: the client opens no socket, starts no
   * process and writes nothing. `check()` answers as ever; `activate`, `preview`, `renew` and `release` throw
   * `BadOptions`. By default false.
   */
  quiet?: boolean | undefined;
  /** Returns the machine's adapters, instead of the list that the SDK reads from the system. */
  interfaces?: (() => readonly GivenAdapter[]) | undefined;
  /**
   * The function that sends the requests, which knows its own proxies and authorities. By default the global `fetch`, or
   * the SDK itself if a proxy or `ca` is set.
   */
  fetch?: Fetch | undefined;
  /**
   * The HTTP proxy to the license server, such as `http://user:password@proxy.example:8080`; false for none. By default
   * `HTTPS_PROXY`, `ALL_PROXY`, `HTTP_PROXY` and `NO_PROXY` of the environment decide, at each call. A server on this
   * machine is never reached through a proxy.
   */
  proxy?: string | URL | false | undefined;
  /**
   * Certificates of an authority that is trusted besides those of the runtime: PEM text, or the absolute path of a PEM
   * file, which each call reads.
   */
  ca?: string | undefined;
  /** Returns random bytes, for nonces and retry pauses. By default `node:crypto` provides them. */
  random?: ((bytes: number) => Uint8Array) | undefined;
}

/** The options of telemetry. The lists of versions and features must equal those in the server's `telemetry.json`. */
export interface TelemetryOptions extends Partial<VendorLists> {
  /** The app's own version. A version that is not in `versions` is counted as `other`. */
  version?: string | undefined;
  /**
   * Returns whether the person's browser sends Sec-GPC or DNT (`navigator.globalPrivacyControl`). The value true forces
   * telemetry off.
   */
  privacySignal?: (() => boolean) | undefined;
  /** The store of telemetry, for an app that implements the store of its license itself. */
  store?: Store | undefined;
}

/** The longest time in milliseconds that a whole call may take, with all attempts and pauses, by default. */
const CALL_MS_MAX = 30_000;
const TIMEOUT_MS_MAX = 600_000;
const IDENTITIES: readonly Identity[] = ['adapters', 'install', 'none'];

const FUNCTION: OptionRule = { accepts: isFunction, must: 'a function' };

const RULES: OptionRules<QuietkeyOptions> = {
  server: {
    accepts: (value) => isText(value) || value instanceof URL,
    must: 'the https URL of the license server',
    isRequired: true,
  },
  product: {
    accepts: (value) => isText(value) && PRODUCT_ID.test(value),
    must: `the product's id, which has ${PRODUCT_ID_FORM}`,
    isRequired: true,
  },
  rootKey: {
    accepts: isText,
    must: '"qkroot_" and 43 characters, as the vendor\'s server prints it at its first start',
    isRequired: true,
  },
  ...STORE_RULES,
  issuer: { accepts: (value) => isText(value) && value !== '', must: "the issuer in the server's tokens" },
  minimumKeySetVersion: {
    accepts: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
    must: 'a whole number from 0',
  },
  telemetry: { accepts: isObject, must: 'an object' },
  importedKeys: { accepts: Array.isArray, must: 'a list of forms' },
  timeoutMs: {
    accepts: (value) => typeof value === 'number' && value > 0 && value <= TIMEOUT_MS_MAX,
    must: `a number of milliseconds, from 1 to ${TIMEOUT_MS_MAX}`,
  },
  clock: FUNCTION,
  identity: {
    accepts: (value) => IDENTITIES.some((known) => known === value),
    must: IDENTITIES.join(' or '),
  },
  childProcesses: { accepts: (value) => typeof value === 'boolean', must: 'true or false' },
  quiet: { accepts: (value) => typeof value === 'boolean', must: 'true or false' },
  interfaces: FUNCTION,
  fetch: FUNCTION,
  proxy: {
    accepts: (value) => value === false || isText(value) || value instanceof URL,
    must: 'the http or https URL of a proxy, or false',
  },
  ca: { accepts: isText, must: 'certificates as PEM text, or the absolute path of a file' },
  random: FUNCTION,
};

const TELEMETRY_RULES: OptionRules<TelemetryOptions> = {
  version: { accepts: isText, must: "the app's version, a text" },
  versions: { accepts: isListOfTexts, must: 'a list of texts' },
  features: { accepts: isListOfTexts, must: 'a list of texts' },
  privacySignal: FUNCTION,
  store: { accepts: isStore, must: 'an object with the functions read() and write(text)' },
};

/** Reads and checks the options of an app. @throws BadOptions */
export function readOptions(options: QuietkeyOptions): Setting {
  checkOptions(options, RULES, 'new Quietkey(…)');
  if (options.telemetry) checkOptions(options.telemetry, TELEMETRY_RULES, 'telemetry', 'telemetry.');
  const { timeoutMs = CALL_MS_MAX, fetch, proxy, ca } = options;
  const { url, urlOf } = readServer(options.server);
  const clock = options.clock ? givenClock(options.clock) : systemClock;
  const now = (): Instant => toInstant(readClock(clock));
  const trust = readTrust(options);
  const stores = readStores(options, trust);
  return {
    trust,
    store: stores.store,
    timeoutMs,
    quiet: options.quiet === true,
    importedKeys: readImportedKeys(options.importedKeys),
    now,
    log: new CallLog(now),
    ...readIdentity(options),
    random: options.random ? givenRandom(options.random) : randomBytes,
    telemetry: readTelemetry(options, stores.telemetry),
    urlOf,
    carrier: readCarrier(url, { fetch: fetch && givenFetch(fetch), proxy, ca }),
  };
}

const NO_ADAPTERS: AdapterList = { adapters: [], complete: false, sources: [] };
/** The source of a list that the app provides. */
const APP_SOURCE: Source = {
  name: 'app',
  call: 'the list that the app provides (option interfaces)',
  fields: ['name', 'mac', 'class'],
  childProcess: false,
};

type AdapterReaders = Pick<Setting, 'adapters' | 'inventory' | 'sources'>;

function readIdentity(options: QuietkeyOptions): AdapterReaders & Pick<Setting, 'identity'> {
  const { identity = 'adapters', interfaces, childProcesses = true } = options;
  if (identity !== 'adapters') return { identity, ...readersOf(() => NO_ADAPTERS, []) };
  if (interfaces) return { identity, ...readersOf(() => readGivenAdapters(interfaces), [APP_SOURCE]) };
  return {
    identity,
    adapters: cachingAdapters(),
    inventory: async (signal) => {
      const { systemInventory } = await import('./machine/inventory.ts');
      return systemInventory({ childProcesses, signal });
    },
    sources: () => describeSources(process.platform, childProcesses),
  };
}

/**
 * Readers of a list that does not come from the system. A list that cannot be read counts as empty, so that it does not
 * stop the app. Only a request throws if the list is malformed, because that is a mistake in the app.
 */
function readersOf(list: () => AdapterList, sources: readonly Source[]): AdapterReaders {
  const readOrNone = (isShown: (error: unknown) => boolean): AdapterList => {
    try {
      return list();
    } catch (error) {
      if (isShown(error)) throw error;
      return NO_ADAPTERS;
    }
  };
  return {
    adapters: () => readOrNone(() => false),
    inventory: async () => readOrNone((error) => error instanceof BadOptions),
    sources: () => ({ check: sources, inventory: sources }),
  };
}

function readTrust({ rootKey, product, issuer, minimumKeySetVersion = 0 }: QuietkeyOptions): Trust {
  const root = readRootKey(rootKey);
  if (!root) throw new BadOptions(`rootKey must be ${RULES.rootKey.must}.`);
  return { root, product, issuer: issuer ?? issuerOfRoot(root), minimumKeySetVersion };
}

function readTelemetry(
  { telemetry = {}, quiet }: QuietkeyOptions,
  store: Store | undefined,
): Setting['telemetry'] {
  const { version, versions, features, privacySignal = () => false } = telemetry;
  const lists = { versions: versions ?? NO_LISTS.versions, features: features ?? NO_LISTS.features };
  const fault = faultOfLists(lists);
  if (fault !== undefined) throw new BadOptions(`telemetry ${fault}.`);
  return {
    version,
    lists,
    privacySignal: quiet ? () => true : privacySignal,
    store: telemetry.store ? givenStore(telemetry.store) : store,
  };
}

function readImportedKeys(forms: readonly ImportedKeyForm[] = []): readonly ImportedKeyForm[] {
  const fault = faultOfImportedKeys(forms);
  if (fault !== undefined) throw new BadOptions(`importedKeys${fault}.`);
  return structuredClone(forms);
}
