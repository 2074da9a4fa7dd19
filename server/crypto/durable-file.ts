/**
 * Small private files that are either complete or absent: created once, replaced atomically, or destroyed. Each write
 * is synced together with its folder before the function returns, and other accounts cannot read the files. The callers
 * define the content.
 */

import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { isThere, makeFolder } from '../../client-sdk/typescript/primitives/files.ts';
import { requirePrivate } from '../../client-sdk/typescript/primitives/private-file.ts';
import {
  FileFault,
  readSmallFile,
  type FileRules,
} from '../../client-sdk/typescript/primitives/read-file.ts';

const PRIVATE_FILE = 0o600;
/** The maximum number of bytes of a key, or of the record of a key. */
const KEY_BYTES_MAX = 16_384;
/** The number of bytes in one overwriting write. It is large because a copy of the database is overwritten too. */
const OVERWRITE_BYTES = 1_048_576;

/** Creates a private folder (mode 0700) and its missing parents; the names of the new folders survive a power cut. */
export function makePrivateFolder(path: string): void {
  const made = makeFolder(path);
  if (made === undefined) return;
  for (let folder = path; folder.length >= made.length; folder = dirname(folder)) {
    syncFolder(dirname(folder));
  }
}

/** Requires that a path is not a link; it may be absent. @throws FileFault with the code `ELOOP` */
export function requireNoLink(path: string): void {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats?.isSymbolicLink()) throw new FileFault(path, 'ELOOP', 'is a link');
}

/**
 * Creates a private folder inside a folder of this program. @throws FileFault if the path is a link: it is not followed
 */
export function makeOwnFolder(path: string): void {
  makePrivateFolder(path);
  requireNoLink(path);
}

/**
 * Creates a private file (mode 0600) unless it exists. Of several concurrent processes one succeeds, and none ever
 * reads an incomplete file, because the complete content is linked to the file's name. Returns whether this call
 * created the file.
 */
export function createOnce(path: string, content: string | Uint8Array): boolean {
  if (isThere(path)) return false;
  const temporary = writeTemporary(path, content);
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    unlinkSync(temporary);
    syncFolder(dirname(path));
  }
}

/** Replaces the content of a file atomically: after a crash the file has the old content or the new content. */
export function replaceFile(path: string, content: string | Uint8Array): void {
  renameSync(writeTemporary(path, content), path);
  syncFolder(dirname(path));
}

/** Appends a text to a file, which is created if it is missing. The text is durable when the function returns. */
export function appendDurably(path: string, content: string): void {
  const isNew = !isThere(path);
  const file = openToWrite(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT);
  try {
    if (fstatSync(file).nlink > 1) throw new FileFault(path, 'EMLINK', 'has a second name');
    // `writeFileSync` throws unless everything was written, even if the disk has space for only a part.
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  if (isNew) syncFolder(dirname(path));
}

/**
 * Replaces the content of a file like `replaceFile`, and then overwrites the old content, unless the old file has a
 * second name. @throws FileFault if the file is a link; nothing is replaced then
 */
export function replaceAndDestroy(path: string, content: string | Uint8Array): void {
  const old = openToWrite(path, constants.O_RDWR);
  try {
    replaceFile(path, content);
    if (fstatSync(old).nlink === 0 || process.platform === 'win32') overwrite(old);
  } finally {
    closeSync(old);
  }
}

/**
 * Overwrites a file and unlinks it; an absent file is skipped. A link, a pipe or a device is only unlinked, since what
 * it leads to does not belong to this program. The caller syncs the folder. A disk that relocates blocks may keep the
 * old blocks, so a key that must be destroyed is never copied anywhere else.
 */
export function destroyFile(path: string): void {
  try {
    if (lstatSync(path).isFile()) overwriteLast(path);
    unlinkSync(path);
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
  }
}

/**
 * The names of the files in a folder of this program; an empty list if the folder does not exist.
 * @throws FileFault if the folder is a link: it is not followed
 */
export function fileNames(folder: string): string[] {
  try {
    requireNoLink(folder);
    return readdirSync(folder);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return [];
    throw error;
  }
}

/** Reads a key that only its owner may read. @throws FileFault; its code is `ENOENT` if the file is absent */
export function readPrivateFile(path: string, rules: Pick<FileRules, 'follows'> = {}): Buffer {
  return readSmallFile(path, { bytesMax: KEY_BYTES_MAX, requires: requirePrivate, ...rules });
}

/** Reads a small file that this program makes, and that need not be private. @throws FileFault */
export function readOwnFile(path: string): string {
  return readSmallFile(path, { bytesMax: KEY_BYTES_MAX, follows: false }).toString('utf8');
}

/** Syncs a folder, so that the names of its files are durable. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Whether an unknown error is node's own error with this code. */
export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** Opens a regular file for writing, without following a link. @throws FileFault if the path is anything else */
function openToWrite(path: string, flags: number): number {
  requireNoLink(path);
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile() === false)
    throw new FileFault(path, 'EFTYPE', 'is not a regular file');
  // if another process replaces the file now, the new file is neither followed nor waited for
  return openSync(path, flags | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0), PRIVATE_FILE);
}

/**
 * Overwrites a file, unless it has a second name: a crash in `createOnce` may leave two names, and the content is in
 * use under the other name.
 */
function overwriteLast(path: string): void {
  const file = openToWrite(path, constants.O_RDWR);
  try {
    if (fstatSync(file).nlink === 1) overwrite(file);
  } finally {
    closeSync(file);
  }
}

function overwrite(file: number): void {
  const { size } = fstatSync(file);
  const zeros = Buffer.alloc(Math.min(size, OVERWRITE_BYTES));
  for (let offset = 0; offset < size;) {
    const written = writeSync(file, zeros, 0, Math.min(zeros.length, size - offset), offset);
    if (written === 0) throw new Error('the file system accepts no more bytes');
    offset += written;
  }
  fsyncSync(file);
}

function writeTemporary(path: string, content: string | Uint8Array): string {
  const temporary = `${path}.${randomBytes(9).toString('base64url')}`;
  const file = openSync(temporary, 'wx', PRIVATE_FILE);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return temporary;
}
