/**
 * Creates, rotates and retires the signing keys: the first pair, and each pair that replaces an earlier one. The order
 * of the steps is safe if a crash happens at any step: private keys are written first, then the key set that names
 * them, and the old private halves are destroyed last. The operator decides where the root key is kept, and clients
 * decide when they fetch the new set.
 */

import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import type { KeySetClaims } from '../../client-sdk/typescript/contract/wire.ts';
import {
  CLOCKS_APART_SECONDS,
  DAY_SECONDS,
  dayOf,
  readDate,
  startOf,
  writeDate,
  toInstant,
  addSeconds,
  daysBetween,
  type Day,
  type Instant,
} from '../domain/kernel/day.ts';
import {
  createOnce,
  destroyFile,
  isCode,
  makePrivateFolder,
  readOwnFile,
  replaceFile,
  requireNoLink,
  syncFolder,
} from './durable-file.ts';
import { BEGIN_OR_RESTORE, KeyFault } from './key-fault.ts';
import { keySetPath, readKeySet, signKeySet, type KeySet, type PublicKey } from './key-set.ts';
import { prepareReceiptKey } from './receipt.ts';
import { prepareRoot, readRoot, readRootKey, rootKeyPath, type KeyFolders, type Root } from './root.ts';
import { openSigner } from './signer.ts';
import {
  destroyOtherKeys,
  destroySigningKey,
  makeSigningKey,
  retiredOn,
  retireSigningKey,
  type KeyUse,
} from './signing-key.ts';

/**
 * The number of days for which a key set is valid. It is longer than the longest lease, so that a retired key outlives
 * every lease that it signed.
 */
const KEY_SET_DAYS = 400;
const USES: readonly KeyUse[] = ['lease', 'statement'];

export interface PreparedKeys {
  readonly root: Root;
  readonly madeRoot: boolean;
  readonly madeKeySet: boolean;
}

export interface PrepareKeys {
  readonly now: Instant;
  /** The name of the issuer; by default the name is derived from the root. */
  readonly issuer?: string | undefined;
  /**
   * Whether a database exists. If so, the keys must exist too, since no app would accept the signatures of a new root.
   */
  readonly isBegun?: boolean;
}

/**
 * Creates the root, the signing keys and the key set if they are missing; existing files stay. A start that was
 * interrupted is completed by the next start. Several concurrent processes end with one root and one key set.
 * @throws KeyFault if the private root is needed and was moved away, or if keys of an initialised folder are missing
 */
export function prepareKeys(
  folders: KeyFolders,
  { now, issuer, isBegun = false }: PrepareKeys,
): PreparedKeys {
  const folder = folders.keysFolder;
  if (!isBegun) makePrivateFolder(folder);
  const madeRoot = !isBegun && prepareRoot(folders);
  const root = readRoot(folder);
  prepareReceiptKey(folder);
  const keySet = isBegun ? requireKeySet(folder, root) : readKeySet(folder, root);
  if (keySet !== undefined) return { root, madeRoot, madeKeySet: false };
  const rootKey = readRootKey(rootKeyPath(folders), root);
  const keys = makePair(folder);
  const claims = claimsOf({ iss: issuer ?? root.issuer, version: 1, keys }, now);
  const madeKeySet = createOnce(keySetPath(folder), signKeySet(claims, { kid: root.kid, key: rootKey }));
  if (!madeKeySet) for (const { kid } of keys) destroySigningKey(folder, kid);
  return { root, madeRoot, madeKeySet };
}

export interface RotateKeys {
  readonly now: Instant;
  /** The path of the private root key, if the key is no longer in the data folder. */
  readonly rootKeyFile?: string | undefined;
  /**
   * The kids of the keys that leave the key set at once, after a theft. Leases that these keys signed become stale,
   * never unlicensed.
   */
  readonly drop?: readonly string[] | undefined;
  /** False: the clock is not believed, and no key leaves the key set for its age. By default true. */
  readonly isClockBelieved?: boolean;
}

export interface Rotated {
  readonly version: number;
  readonly made: readonly PublicKey[];
  /** The earlier keys that stay in the key set and still verify. */
  readonly kept: readonly PublicKey[];
  readonly dropped: readonly PublicKey[];
  readonly expiresOn: string;
}

/**
 * Creates a new lease key and a new statement key and publishes a key set in which the new keys are first. Running
 * servers sign with the new keys within seconds. Earlier keys stay in the set until 400 days after they were retired.
 * @throws KeyFault if the private root is not available, a kid to drop is unknown, or another rotation is running
 */
export function rotateKeys(folders: KeyFolders, options: RotateKeys): Rotated {
  const folder = folders.keysFolder;
  // a separate folder, which QUIETKEY_KEYS names, may be a link
  if (dirname(folder) === folders.dataFolder) requireNoLink(folder);
  const root = readRoot(folder);
  const rootKey = readRootKey(options.rootKeyFile ?? rootKeyPath(folders), root);
  return alone(folder, () => {
    const before = requireKeySet(folder, root);
    const kept = keptKeys(folder, before, options);
    const made = makePair(folder);
    const claims = claimsOf(
      { iss: before.claims.iss, version: before.claims.version + 1, keys: [...made, ...kept] },
      options.now,
    );
    replaceFile(
      keySetPath(folder),
      signOrUndo(folder, made, () => signKeySet(claims, { kid: root.kid, key: rootKey })),
    );
    requireUsable(folder, before, made);
    const dropped = before.claims.keys.filter((key) => !kept.includes(key));
    for (const { kid } of kept) retireSigningKey(folder, kid, dayOf(options.now));
    destroyOtherKeys(
      folder,
      claims.keys.map(({ kid }) => kid),
    );
    syncFolder(folder);
    return {
      version: claims.version,
      made,
      kept,
      dropped,
      expiresOn: writeDate(dayOf(toInstant(claims.expires))),
    };
  });
}

/** Opens the new keys as a server does. If they cannot be used, the earlier key set is put back and nothing is lost. */
function requireUsable(folder: string, before: KeySet, made: readonly PublicKey[]): void {
  try {
    openSigner(folder);
  } catch (error) {
    replaceFile(keySetPath(folder), before.token);
    for (const { kid } of made) destroySigningKey(folder, kid);
    throw error;
  }
}

function makePair(folder: string): PublicKey[] {
  return USES.map((use) => {
    const { kid, x } = makeSigningKey(folder, use);
    return { kid, x, use };
  });
}

function claimsOf(set: Pick<KeySetClaims, 'iss' | 'version' | 'keys'>, now: Instant): KeySetClaims {
  // A server whose clock is up to an hour behind may sign a lease dated the previous day. The key set must be valid on
  // that day too.
  const issued = startOf(dayOf(addSeconds(now, -CLOCKS_APART_SECONDS)));
  return {
    iss: set.iss,
    version: set.version,
    issued,
    expires: issued + KEY_SET_DAYS * DAY_SECONDS,
    keys: set.keys,
  };
}

function requireKeySet(folder: string, root: Root): KeySet {
  const keySet = readKeySet(folder, root);
  if (keySet !== undefined) return keySet;
  throw new KeyFault(`there is no key set in ${folder}`, BEGIN_OR_RESTORE);
}

function keptKeys(
  folder: string,
  { claims }: KeySet,
  { now, drop = [], isClockBelieved = true }: RotateKeys,
): PublicKey[] {
  const unknown = drop.find((kid) => !claims.keys.some((key) => key.kid === kid));
  if (unknown !== undefined)
    throw new KeyFault(`the key set has no key ${unknown}`, 'See: quietkey key list');
  const isKept = (kid: string): boolean => !isClockBelieved || !isOver(retiredOn(folder, kid), dayOf(now));
  return claims.keys.filter(({ kid }) => !drop.includes(kid) && isKept(kid));
}

function isOver(retired: string | undefined, today: Day): boolean {
  const day = retired === undefined ? undefined : readDate(retired);
  return day !== undefined && daysBetween(day, today) > KEY_SET_DAYS;
}

function signOrUndo(folder: string, made: readonly PublicKey[], signSet: () => string): string {
  try {
    return signSet();
  } catch (error) {
    for (const { kid } of made) destroySigningKey(folder, kid);
    throw error;
  }
}

/**
 * Runs one rotation at a time, because two key sets of the same version would divide the clients. The lock of a dead
 * process is removed only if it is certain that the process is dead, because other machines may share the folder.
 */
function alone<Answer>(folder: string, act: () => Answer): Answer {
  const lock = join(folder, 'rotating');
  const holder = `${process.pid} ${hostname()}`;
  if (!createOnce(lock, holder)) {
    if (mayBeRunning(readOwnFile(lock))) {
      throw new KeyFault('another rotation is running', `Wait for it; if there is none, remove ${lock}`);
    }
    destroyFile(lock);
    if (!createOnce(lock, holder)) throw new KeyFault('another rotation is running', 'Wait for it.');
  }
  try {
    return act();
  } finally {
    destroyFile(lock);
  }
}

function mayBeRunning(holder: string): boolean {
  const [pid, machine] = [Number.parseInt(holder, 10), holder.split(' ')[1]];
  if (machine !== undefined && machine !== hostname()) return true;
  try {
    return Number.isInteger(pid) && process.kill(pid, 0);
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}
