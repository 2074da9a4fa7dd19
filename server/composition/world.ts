/**
 * The only composition root: configuration, crypto, domain and store become one world, for the server, the CLI and the
 * tests. A world is opened only with the secrets and keys with which its folder was created.
 */
import { randomBytes } from 'node:crypto';
import type { MessagePort } from 'node:worker_threads';
import { isThere } from '../../client-sdk/typescript/primitives/files.ts';
import { openInThreadStore } from '../../db/sqlite/store/in-thread-store.ts';
import { holdFolder } from '../../db/sqlite/folder-lock.ts';
import { openPostgresStore } from '../../db/postgres/store.ts';
import { StoreUnusable } from '../../db/store/unusable.ts';
import { openWriterStore } from '../../db/sqlite/store/server-store.ts';
import { serveWriter } from '../../db/sqlite/store/writer-worker.ts';
import { admitNode } from './admit-node.ts';
import { rememberingHead } from './audit.ts';
import { guardErasures } from './guard-erasures.ts';
import { asConfigFault, configFaultOf, folderFault } from './config-fault.ts';
import { destroyOldBackups, secureDeleteWithCopies } from '../jobs/backup.ts';
import { isMarkedBrowser } from '../domain/account/known-browser.ts';
import { hasMark } from '../domain/account/marked-token.ts';
import { CALL_BYTES, callMaker } from '../runtime/call.ts';
import { systemClock, type Clock } from '../runtime/clock.ts';
import { openConfirmedClock } from '../runtime/confirmed-clock.ts';
import { ConfigFault, DATABASE_VARIABLE, type Config } from '../config/config.ts';
import { openBackups } from '../crypto/backups.ts';
import { createOnce, makePrivateFolder } from '../crypto/durable-file.ts';
import { listKeys as listKeysOf } from '../crypto/key-list.ts';
import { randomDraws, type Random } from '../crypto/random.ts';
import { readRoot, rootKeyPath } from '../crypto/root.ts';
import { prepareKeys } from '../crypto/rotate-signing-keys.ts';
import { openSigner } from '../crypto/signer.ts';
import type { OpenVault, VaultFiles } from '../crypto/vault.ts';
import { openWorkFiles } from '../crypto/work-files.ts';
import type { DatabaseUrl } from '../config/database-url.ts';
import type { Backups, WorkFiles } from '../domain/privacy/backup.ts';
import { isApart } from '../domain/kernel/confirmed-day.ts';
import { dayOf, type Day } from '../domain/kernel/day.ts';
import type { Run } from '../domain/kernel/named-operation.ts';
import type { Store } from '../domain/operations.ts';
import type { Signer } from '../domain/kernel/ports.ts';
import { networkDueBefore } from '../domain/privacy/purge.ts';
import { databasePath, prepareSecrets } from './prepare-secrets.ts';
import {
  keepSecrets,
  openSecretVault,
  openVaultFiles,
  readSecretParts,
  secretBytes,
  type SecretParts,
} from './vault.ts';
import { openLoggedSigner, watchKeys } from './watch-keys.ts';
import type { Prepared, World } from '../runtime/world.ts';

export { runErasure, type ErasureReport } from '../jobs/erasure.ts';
export { checkDatabase, copyDatabase } from '../../db/copy/database.ts';
export type { DatabaseCheck, UsableOr } from '../../db/copy/database.ts';
export { placeOfConfig, readDatabasePlace, type DatabasePlace } from './database-location.ts';
export { clockFault, lastPurge, runPurge, type PurgeLine, type PurgeReport } from '../jobs/purge.ts';
export { readReceipt as verifyReceipt } from '../crypto/receipt.ts';
export { findTokens } from '../crypto/compact-jws.ts';
export { finishReceipts } from '../jobs/sign-receipts.ts';
export { listKeys, readFarewell, requireRootKey, rotateKeys, signFarewell } from './keys.ts';
export { randomDraws } from '../crypto/random.ts';
export type { KeyList } from '../crypto/key-list.ts';
export type { Rotated } from '../crypto/rotate-signing-keys.ts';
export type { Prepared, World } from '../runtime/world.ts';

/**
 * Creates what a data folder lacks: the folder itself, both secrets, the trial root, signing keys. Existing files are
 * not changed, so the function may be run any number of times, and completes an interrupted run.
 *
 * @param options.issuer the name of the issuer; by default derived from the root key
 * @throws ConfigFault if something cannot be created, or must not be created, such as a new secret beside an old
 *   database
 */
export function prepareFolder(
  config: Config,
  { clock = systemClock(), issuer }: { clock?: Clock; issuer?: string } = {},
): Prepared {
  return asConfigFault(config, () => {
    const { dataFolder } = config;
    makePrivateFolder(dataFolder);
    const isBegun = isThere(databasePath(config));
    const secrets = prepareSecrets(config, createOnce);
    const { root, madeRoot } = prepareKeys(config, { now: clock.now(), issuer, isBegun });
    const rootKeyFile = madeRoot ? rootKeyPath(config) : null;
    return {
      dataFolder,
      made: rootKeyFile === null ? secrets : [...secrets, rootKeyFile],
      issuer: listKeysOf(config, clock.now()).issuer,
      rootKey: root.text,
      rootKeyFile,
    };
  });
}

export interface WorldOptions {
  readonly clock?: Clock;
  /** Where SQLite's writes run. `worker`: in their own thread, for a server. `in-thread`: for a command or a test. */
  readonly threads?: 'worker' | 'in-thread';
  readonly random?: Random;
  /** The milliseconds between two checks of the secrets' files; by default two seconds. */
  readonly secretsEvery?: number;
  /** Writes a log line if new keys or secrets cannot be read; the keys or secrets in use then stay in use. */
  readonly log?: (line: object) => void;
  /** Called once if the store is lost. The process must then end. */
  readonly onFatal?: (error: Error) => void;
}

/**
 * Opens the product over a prepared data folder, and brings the schema of its database up to date.
 * @throws ConfigFault if the folder, a secret, a key or the database cannot be used
 */
export async function openWorld(config: Config, options: WorldOptions = {}): Promise<World> {
  const world = await openUnguarded(config, options);
  const guarded = await closingAtFault(world, () => guardErasures(world, config, options.log));
  return rememberingHead(guarded, config, options.log);
}

/** Opens the product as `openWorld` does, even over a database that was restored. @throws ConfigFault */
export async function openUnguarded(config: Config, options: WorldOptions = {}): Promise<World> {
  const { clock = systemClock() } = options;
  const parts = openParts(config, options);
  const store = await (config.database === undefined
    ? openLockedStore(parts, clock, options)
    : openDatabase(config.database, parts, clock));
  const world = worldOver(store, parts, { ...options, clock });
  return closingAtFault(world, async () => {
    await admitNode(world, parts.vault, config);
    await world.readConfirmedDay();
    return world;
  });
}

async function closingAtFault(world: World, admit: () => Promise<World>): Promise<World> {
  try {
    return await admit();
  } catch (error) {
    await world.close();
    throw error;
  }
}

/**
 * Opens a data folder as a server does, and closes it. A command does so before it replaces something that a server
 * needs, and to record a new generation of a secret. @throws ConfigFault
 */
export async function openAndClose(config: Config): Promise<void> {
  await (await openWorld(config, { threads: 'in-thread' })).close();
}

/** Makes a world over a store that is open already. */
export function worldOver(
  store: Store,
  parts: Parts,
  { clock, random = randomBytes, log }: { clock: Clock } & Pick<WorldOptions, 'random' | 'log'>,
): World & { readConfirmedDay(): Promise<void> } {
  const draw = randomDraws(CALL_BYTES, random);
  const call = callMaker(clock, draw, () => confirmed.day());
  const run: Run = (name, input, ...asked) => store.run(name, input, call(...asked));
  const confirmed = openConfirmedClock(clock, run);
  const isBelieved = (): boolean => !isApart(confirmed.day(), dayOf(clock.now()));
  const { signer, vault, dayKeys } = parts;
  const watches = [keepSecrets(vault, parts.secrets, parts, log), watchKeys(signer)];
  const hold = () => holdFolder(parts.dataFolder, 'copy');
  return {
    run,
    keySet: () => signer.keySet,
    issuer: signer.issuer,
    rootKey: parts.rootKey,
    canIssue: vault.issueGenerations.length > 0,
    isOwnCookie: (use, cookie) =>
      use === 'session' ? hasMark('session', cookie, vault) : isMarkedBrowser(cookie, vault),
    canMail: () => parts.sealing.isReady(),
    clock,
    judgeClock: () => confirmed.judge(),
    lookAtClock: () => confirmed.look(),
    readConfirmedDay: () => confirmed.read(),
    ready: () => store.ready(),
    secureDelete: () => secureDeleteWithCopies(store, { ...parts, hold }),
    destroyDayKeys: (lives) =>
      isBelieved() ? dayKeys.destroyBefore(networkDueBefore(clock.now(), lives)) : 0,
    checkErasures: () => Promise.resolve(),
    destroyOldBackups: () =>
      destroyOldBackups({ ...parts, hold, today: isBelieved() ? dayOf(clock.now()) : undefined }),
    close: () => {
      for (const watch of watches) watch.stop();
      return store.close();
    },
  };
}

/** What the writer's thread needs to open the server's vault and signer: plain values only. */
interface WriterParts extends SecretParts {
  readonly path: string;
  readonly today: Day;
  readonly keysFolder: string;
}

/** Runs the writer's thread from its beginning to its end. Only `server/writer.ts` calls it. */
export function serveWriterThread(port: MessagePort, given: unknown): void {
  const { path, today, keysFolder, ...secrets } = given as WriterParts;
  const beside = openVaultFiles({ ...secrets, keysFolder });
  const vault = openSecretVault(secrets, beside);
  keepSecrets(vault, secrets, beside);
  serveWriter({ port, path, today, vault, signer: openSigner(keysFolder) });
}

export interface Parts extends Required<VaultFiles> {
  readonly path: string;
  readonly dataFolder: string;
  readonly keysFolder: string;
  readonly secrets: SecretParts;
  readonly vault: OpenVault;
  readonly signer: Signer;
  readonly backups: Backups;
  readonly files: WorkFiles;
  readonly rootKey: string;
}

/** Opens the parts of a data folder other than its database. @throws ConfigFault */
export function openParts(config: Config, options: Pick<WorldOptions, 'secretsEvery' | 'log'> = {}): Parts {
  return asConfigFault(config, () => partsOf(config, options));
}

function partsOf(
  config: Config,
  { secretsEvery, log = () => undefined }: Pick<WorldOptions, 'secretsEvery' | 'log'>,
): Parts {
  const { dataFolder, keysFolder } = config;
  const secrets = readSecretParts(config, secretsEvery);
  const beside = openVaultFiles(config);
  const [backups, files] = [openBackups(dataFolder, secretBytes(secrets)), openWorkFiles(dataFolder)];
  const signer = openLoggedSigner(keysFolder, log);
  const rootKey = readRoot(keysFolder).text;
  const vault = openSecretVault(secrets, beside);
  const given = { path: databasePath(config), dataFolder, keysFolder, secrets };
  return { ...given, ...beside, vault, signer, rootKey, backups, files };
}

/** Locks the data folder against a replacement of its database, and opens its store. */
async function openLockedStore(parts: Parts, clock: Clock, options: WorldOptions): Promise<Store> {
  const hold = asConfigFault(parts, () => holdFolder(parts.dataFolder, 'use'));
  if (hold === undefined) {
    throw folderFault('a restore is running in it', 'Wait until it has ended.', parts);
  }
  try {
    if (parts.files.restoring() !== undefined) {
      const remedy = 'Repeat it: quietkey restore --resume';
      throw folderFault('a restore was begun in it and has not ended', remedy, parts);
    }
    const store = await openStore(parts, clock, options);
    return { ...store, close: () => store.close().finally(() => hold.release()) };
  } catch (error) {
    hold.release();
    throw error;
  }
}

async function openStore(
  parts: Parts,
  clock: Clock,
  { threads = 'worker', onFatal }: WorldOptions,
): Promise<Store> {
  const { path, keysFolder, secrets, vault, signer } = parts;
  const given = { path, today: dayOf(clock.now()), vault, signer };
  try {
    if (threads === 'in-thread') return openInThreadStore(given);
    let isOpen = false;
    const store = await openWriterStore({
      ...given,
      worker: new URL('../writer.js', import.meta.url),
      workerData: { ...secrets, keysFolder },
      // if the store never opened, the error that is thrown below reports it
      onFatal: (error) => isOpen && (onFatal ?? crash)(error),
    });
    isOpen = true;
    return store;
  } catch (error) {
    throw configFaultOf(error, { dataFolder: secrets.dataFolder, keysFolder });
  }
}

/** Opens the store on PostgreSQL. Its operations run in the calling thread; the option `threads` has no effect. */
async function openDatabase(database: DatabaseUrl, { vault, signer }: Parts, clock: Clock): Promise<Store> {
  try {
    return await openPostgresStore({ url: database.reveal(), today: dayOf(clock.now()), vault, signer });
  } catch (error) {
    if (!(error instanceof StoreUnusable)) throw error;
    const message = `names a database that cannot be used: ${error.message.replace(/\.$/, '')}`;
    throw new ConfigFault([{ variable: DATABASE_VARIABLE, message, remedy: 'Fix it and start again.' }]);
  }
}

function crash(error: Error): never {
  throw error;
}
