/**
 * The keys of the day, which seal network prefixes. Each key is a private file beside the database and not part of any
 * backup. When the retention of a day ends, the key file of this day is overwritten and removed. Everything that was
 * sealed with the key is then unreadable, in every backup too. The purge decides when a key is destroyed; the domain
 * defines what a prefix is.
 */

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { isThere } from '../../client-sdk/typescript/primitives/files.ts';
import { toDay, type Day } from '../domain/kernel/day.ts';
import { KeyFileFault } from './key-fault.ts';
import { randomDraws } from './random.ts';
import {
  createOnce,
  destroyFile,
  fileNames,
  makeOwnFolder,
  readPrivateFile,
  syncFolder,
} from './durable-file.ts';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/**
 * The padded size of a network prefix in bytes: the longest prefix, `ffff:ffff:ffff::/48`, and some spare bytes. All
 * prefixes are padded to this size, so that the length reveals nothing.
 */
const PREFIX_BYTES = 48;
const SEALED_BYTES = NONCE_BYTES + PREFIX_BYTES + TAG_BYTES;
/** The maximum number of day keys in the cache. No more than about a month of keys is ever requested. */
const KEYS_CACHED_MAX = 40;

export interface DayKeys {
  /**
   * Seals a network prefix of at most 48 ASCII characters with the key of the day. The key is created if it is missing.
   */
  seal(prefix: string, day: Day): string;
  /**
   * Opens a sealed network prefix; undefined if the key of the day was destroyed, or if another key sealed the prefix.
   */
  open(sealed: string, day: Day): string | undefined;
  /** Destroys the keys of all days before this day; returns the number of days. */
  destroyBefore(day: Day): number;
}

/** Opens the day keys of `<dataFolder>/day-keys`. Nothing is created before the first prefix is sealed. */
export function openDayKeys(dataFolder: string): DayKeys {
  const folder = join(dataFolder, 'day-keys');
  const cached = new Map<Day, Buffer>();

  function keep(day: Day, key: Buffer): Buffer {
    cached.set(day, key);
    if (cached.size > KEYS_CACHED_MAX) cached.delete(toDay(Math.min(...cached.keys())));
    return key;
  }

  function keyToSeal(day: Day): Buffer {
    const known = cached.get(day);
    if (known !== undefined) return known;
    makeOwnFolder(folder);
    createOnce(join(folder, String(day)), randomBytes(KEY_BYTES));
    return keep(day, readDayKey(join(folder, String(day))));
  }

  /**
   * Returns the key of a day for opening. Another thread or process may have destroyed a key that is still cached, so
   * the key counts only while its file exists.
   */
  function keyToOpen(day: Day): Buffer | undefined {
    const path = join(folder, String(day));
    if (isThere(path)) return cached.get(day) ?? keep(day, readDayKey(path));
    cached.delete(day);
    return undefined;
  }

  return {
    seal: (prefix, day) => sealPrefix(prefix, day, keyToSeal(day)),
    open: (sealed, day) => {
      const key = keyToOpen(day);
      return key === undefined ? undefined : openPrefix(sealed, day, key);
    },
    destroyBefore: (day) => {
      for (const known of [...cached.keys()].filter((cachedDay) => cachedDay < day)) cached.delete(known);
      return destroyFilesBefore(folder, day);
    },
  };
}

function readDayKey(path: string): Buffer {
  const key = readPrivateFile(path, { follows: false });
  if (key.length === KEY_BYTES) return key;
  throw new KeyFileFault(
    path,
    'is not a key of the day',
    'Remove the file; the prefixes of that day are lost.',
  );
}

const drawNonce = randomDraws(NONCE_BYTES);

function sealPrefix(prefix: string, day: Day, key: Buffer): string {
  const padded = Buffer.alloc(PREFIX_BYTES);
  if (padded.write(prefix, 'latin1') !== prefix.length) throw new RangeError('a network prefix is too long');
  const nonce = drawNonce();
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(`network v1 ${day}`));
  return Buffer.concat([nonce, cipher.update(padded), cipher.final(), cipher.getAuthTag()]).toString(
    'base64url',
  );
}

function openPrefix(sealed: string, day: Day, key: Buffer): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length !== SEALED_BYTES) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(`network v1 ${day}`)).setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const padded = Buffer.concat([
      decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)),
      decipher.final(),
    ]);
    return padded.toString('latin1').replace(/\0+$/, '');
  } catch {
    return undefined;
  }
}

/**
 * Destroys the key files of all days before this day. A key file is named by its day. A file with a suffix after a dot
 * was left by a crash while the key file was made, and contains the same key.
 */
function destroyFilesBefore(folder: string, day: Day): number {
  const past = fileNames(folder).filter((name) => /^\d+(\.|$)/.test(name) && Number.parseInt(name, 10) < day);
  for (const name of past) destroyFile(join(folder, name));
  if (past.length > 0) syncFolder(folder);
  return new Set(past.map((name) => Number.parseInt(name, 10))).size;
}
