/**
 * Stores the state in a folder, so that a crash or power cut at any moment leaves a complete state. The folder has two
 * copies of the state, each with a counter and a checksum; the older copy is replaced by write, fsync and rename. A
 * torn copy is ignored and set aside. Files have mode 0600, and a folder that the SDK creates has mode 0700; in a folder
 * that the persons of a machine share, files may be read and written by whom the folder's mode lets in. On Windows the
 * permissions of the folder apply.
 */
import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeSync,
  type Stats,
} from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../primitives/clock.ts';
import { isThere, makeFolder } from '../primitives/files.ts';
import { readSmallFile } from '../primitives/read-file.ts';
import type { Store } from './store.ts';

const COPIES = ['state-a.json', 'state-b.json'] as const;
const LOCK = 'state.lock';
const MAGIC = 'quietkey-state';
const STATE_BYTES_MAX = 1_000_000;
/**
 * The age in milliseconds from which a lock is stale. A write takes milliseconds, so the process that made such a lock
 * has died.
 */
const LOCK_STALE_MS = 5_000;
/**
 * The time in milliseconds that a writer waits for another writer. After this time it writes without the lock, which
 * cannot tear a copy.
 */
const LOCK_WAIT_MS = 2_000;
const LOCK_POLL_MS = 5;
const LEFTOVER_MS = 60_000;
/** The rights to read and write of owner, group and others. */
const READ_AND_WRITE = 0o666;
/**
 * The age in milliseconds up to which a file counts as recent. It is longer than the coarsest timestamp step of a file
 * system, which is two seconds.
 */
const RECENT_MS = 3_000;
/** The number of attempts to rename a file. Windows refuses a rename while a virus scanner has the file open. */
const RENAME_TRIES = 5;
const RENAME_PAUSE_MS = 20;

interface Copy {
  name: (typeof COPIES)[number];
  /** The counter of this copy of the state; 0 if the copy is not intact. */
  counter: number;
  text: string | undefined;
  /** Whether the copy is torn: the file exists, but its checksum is wrong. */
  torn: boolean;
}

/**
 * Creates a store in its own folder, which several processes of the app may use at the same time.
 *
 * @param folder - an absolute path; the folder is created with mode 0700 if it is absent; an existing folder is not
 *   changed
 * @param sharedBy - `machine`: who may read and write the folder may do so with its files. The folder should exist, with
 *   such rights as the vendor's installer gives. By default `person`: files have mode 0600
 */
export function fileStore(
  folder: string,
  { sharedBy = 'person' }: { sharedBy?: 'person' | 'machine' | undefined } = {},
): Store {
  return {
    read: cachingText(folder),
    write: (text) => writeOlderCopy(folder, text, sharedBy === 'machine'),
    exclusively: (work) => {
      makeFolder(folder);
      const unlock = lock(join(folder, LOCK));
      try {
        return work();
      } finally {
        unlock();
      }
    },
  };
}

/** Whether a folder contains a stored state. */
export const holdsState = (folder: string): boolean => COPIES.some((name) => isThere(join(folder, name)));

/** Deletes a stored state with all of its files, and also its folder if the folder is then empty. */
export function removeState(folder: string): void {
  if (!holdsState(folder)) return;
  for (const name of readdirSync(folder)) {
    const isOwn = name === LOCK || COPIES.some((copy) => name === copy || name.startsWith(`${copy}.`));
    if (isOwn) rmSync(join(folder, name), { force: true });
  }
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}

/**
 * Creates a reader of the newest stored text. The reader returns the text from memory until one of the two copies is
 * replaced by another file. A copy that was just written is read each time, since two different contents may have the
 * same timestamp.
 */
function cachingText(folder: string): () => string | undefined {
  let cached: string | undefined;
  let cachedFingerprint = '';
  return () => {
    const fingerprint = fingerprintOf(folder);
    if (fingerprint === undefined || fingerprint !== cachedFingerprint) {
      cached = newestFirst(readCopies(folder))[0]?.text;
      cachedFingerprint = fingerprint ?? '';
    }
    return cached;
  };
}

/**
 * A fingerprint of the two copies of the state, computed from their file metadata; undefined if the metadata cannot
 * distinguish two states.
 */
function fingerprintOf(folder: string): string | undefined {
  const now = systemClock();
  let fingerprint = '';
  for (const name of COPIES) {
    const stat = statOf(join(folder, name));
    if (stat === null) return undefined;
    if (stat === undefined) fingerprint += '-';
    else if (Math.abs(now - stat.ctimeMs) < RECENT_MS) return undefined;
    else fingerprint += `${stat.ino} ${stat.size} ${stat.mtimeMs} ${stat.ctimeMs};`;
  }
  return fingerprint;
}

/** A file's metadata: undefined if there is no file, null if there is no metadata, as for a link to itself. */
function statOf(path: string): Stats | null | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return null;
  }
}

const newestFirst = (copies: Copy[]): Copy[] => copies.sort((copy, other) => other.counter - copy.counter);

const readCopies = (folder: string): Copy[] => COPIES.map((name) => readCopy(folder, name));

function readCopy(folder: string, name: Copy['name']): Copy {
  const absent: Copy = { name, counter: 0, text: undefined, torn: false };
  let content: string;
  try {
    content = readSmallFile(join(folder, name), { bytesMax: STATE_BYTES_MAX }).toString('utf8');
  } catch (error) {
    if (isMissing(error)) return absent;
    if (isForeign(error)) return { ...absent, torn: true };
    throw error;
  }
  const headerEnd = content.indexOf('\n');
  const [magic, counter, checksum] = content.slice(0, Math.max(headerEnd, 0)).split(' ');
  const text = content.slice(headerEnd + 1);
  const isIntact = magic === MAGIC && checksum === checksumOf(counter ?? '', text);
  return isIntact ? { name, counter: Number(counter), text, torn: false } : { ...absent, torn: true };
}

function writeOlderCopy(folder: string, text: string, isShared: boolean): void {
  makeFolder(folder);
  const [newest, oldest] = newestFirst(readCopies(folder));
  if (!newest || !oldest) return;
  removeLeftovers(folder);
  const counter = String(newest.counter + 1);
  const temporary = join(folder, `${oldest.name}.${randomBytes(6).toString('hex')}.tmp`);
  const target = join(folder, oldest.name);
  try {
    const mode = isShared ? statSync(folder).mode & READ_AND_WRITE : undefined;
    writeDurably(temporary, `${MAGIC} ${counter} ${checksumOf(counter, text)}\n${text}`, mode);
    // A torn copy is kept for diagnosis. There is at most one file for each copy, so that the files do not accumulate.
    if (oldest.torn) setAside(target);
    renamePatiently(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(folder);
}

function setAside(copy: string): void {
  rmSync(`${copy}.torn`, { force: true, recursive: true });
  renameSync(copy, `${copy}.torn`);
}

function checksumOf(counter: string, text: string): string {
  return createHash('sha256').update(`${counter}\n${text}`).digest('hex');
}

/** @param mode - the rights of the file, which do not depend on those that this process withholds (umask) */
function writeDurably(path: string, content: string, mode?: number): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    if (mode !== undefined) fchmodSync(file, mode);
    const bytes = Buffer.from(content, 'utf8');
    for (let offset = 0; offset < bytes.length;) offset += written(writeSync(file, bytes, offset));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * The number of bytes that one write has written. @throws Error if it is 0, because a loop of writes would never end
 */
function written(bytes: number): number {
  if (bytes > 0) return bytes;
  throw new Error('the file system accepts no more bytes');
}

function renamePatiently(from: string, to: string): void {
  for (let tries = 1; ; tries += 1) {
    try {
      return renameSync(from, to);
    } catch (error) {
      if (tries >= RENAME_TRIES || process.platform !== 'win32') throw error;
      pause(RENAME_PAUSE_MS);
    }
  }
}

/**
 * Makes a rename durable, by an fsync of the folder. Windows cannot open a folder, but its file system journals the
 * rename.
 */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const opened = openSync(folder, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

/** Removes the temporary files of a process that died while it wrote the state. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name.endsWith('.tmp') && ageMs(path) > LEFTOVER_MS) rmSync(path, { force: true });
  }
}

/** Takes the lock, removes a stale lock, or stops waiting after a limit. Returns the function that unlocks. */
function lock(path: string): () => void {
  const giveUpAt = performance.now() + LOCK_WAIT_MS;
  while (performance.now() < giveUpAt) {
    try {
      closeSync(openSync(path, 'wx', 0o600));
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (!isExisting(error)) throw error;
    }
    if (ageMs(path) > LOCK_STALE_MS) rmSync(path, { force: true, recursive: true });
    else pause(LOCK_POLL_MS);
  }
  return () => undefined;
}

/**
 * The absolute difference in milliseconds between now and the time when a file was written. It is absolute because a
 * clock that was set back must not keep a stale lock alive.
 */
function ageMs(path: string): number {
  try {
    return Math.abs(systemClock() - statSync(path).mtimeMs);
  } catch {
    return 0;
  }
}

const pause = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT';
/** Whether something other than a copy of the state has its name: a folder, a pipe, a device, an endless file. */
const isForeign = (error: unknown): boolean =>
  ['EISDIR', 'EFTYPE', 'EFBIG', 'ELOOP', 'ENXIO'].includes(String(codeOf(error)));
/** Whether an error means that the lock exists. Windows returns EPERM for a lock that is being removed. */
const isExisting = (error: unknown): boolean =>
  codeOf(error) === 'EEXIST' || (process.platform === 'win32' && codeOf(error) === 'EPERM');
