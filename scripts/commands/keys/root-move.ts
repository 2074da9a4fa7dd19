/**
 * Moves the private root key out of the data folder. The copy is readable by its owner only, and is synced and read back
 * before the original is overwritten and removed. So a move that is interrupted at any step leaves at least one complete
 * key and can be repeated. Whether overwritten blocks can be recovered depends on the disk.
 */

import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  openSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { basename, join, relative } from 'node:path';
import { isThere, makeFolder } from '../../../client-sdk/typescript/primitives/files.ts';
import { requirePrivate } from '../../../client-sdk/typescript/primitives/private-file.ts';
import {
  FileFault,
  readSmallFile,
  type FileRules,
} from '../../../client-sdk/typescript/primitives/read-file.ts';
import { CommandRefused } from '../../cli/error-output.ts';

const GROUP_AND_OTHERS = 0o077;
const KEY_BYTES_MAX = 16_384;

export interface MoveRoot {
  /** The path of the private root key on the server; null if the key was moved earlier. */
  readonly from: string | null;
  /** The absolute path of the folder that the root key is moved to. */
  readonly to: string;
  readonly dataFolder: string;
  readonly keysFolder: string;
}

export interface MovedRoot {
  readonly file: string;
  /** Whether only the owner of the moved root key's file can read it in its new folder. */
  readonly isPrivate: boolean;
}

/**
 * Moves the private root key out of the data folder.
 * @throws CommandRefused if there is nothing to move or the folder is refused; a complete key then still exists
 */
export function moveRootKey({ from, to, dataFolder, keysFolder }: MoveRoot): MovedRoot {
  if (from === null) {
    const detail = 'The private root key is not on this server.';
    throw new CommandRefused({
      code: 'root_key_absent',
      detail,
      remedy: 'It was moved away before: use the copy that was made then.',
    });
  }
  const elsewhere = 'Name one on another disk, or better on another machine.';
  if (isInside(dataFolder, to)) throw refused('is inside the data folder', elsewhere);
  if (isInside(keysFolder, to)) throw refused('is inside the folder of signing keys', elsewhere);
  const file = join(to, basename(from));
  const key = orRefuse(
    () => readKey(from, { requires: requirePrivate, follows: false }),
    `cannot get the key: ${from} is not readable`,
  );
  orRefuse(() => {
    makeFolder(to);
    copyKey(key, file);
    syncFolder(to);
  }, 'cannot be written to');
  orRefuse(() => destroy(from, key.length), `has the copy now, but the original is still in ${from}`);
  syncFolder(dataFolder);
  return { file, isPrivate: (statSync(file).mode & GROUP_AND_OTHERS) === 0 };
}

function isInside(folder: string, path: string): boolean {
  const relativePath = relative(folder, path);
  return relativePath === '' || !(relativePath.startsWith('..') || relativePath.startsWith('/'));
}

/** Runs a file operation, and turns an error of the file system into a refusal. */
function orRefuse<Answer>(act: () => Answer, message: string): Answer {
  try {
    return act();
  } catch (error) {
    if (error instanceof CommandRefused) throw error;
    const cause = error instanceof FileFault ? error.message : codeOf(error);
    throw refused(
      `${message} (${cause})`,
      'Check the permissions and the free space, or name another folder.',
    );
  }
}

function readKey(file: string, rules: Omit<FileRules, 'bytesMax'> = {}): Buffer {
  return readSmallFile(file, { bytesMax: KEY_BYTES_MAX, ...rules });
}

/** Writes the copy of the root key, unless an earlier move has written it, and reads the copy back. */
function copyKey(key: Buffer, file: string): void {
  if (!isThere(file)) {
    const copy = openSync(file, 'wx', 0o600);
    try {
      writeSync(copy, key);
      fsyncSync(copy);
    } finally {
      closeSync(copy);
    }
  }
  if (readKey(file).equals(key)) return;
  throw refused(`already has another ${basename(file)}`, 'Name another folder.');
}

function destroy(file: string, bytes: number): void {
  const original = openSync(file, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0));
  try {
    if (fstatSync(original).nlink !== 1) throw new FileFault(file, 'EMLINK', 'has a second name');
    writeSync(original, Buffer.alloc(bytes), 0, bytes, 0);
    fsyncSync(original);
  } finally {
    closeSync(original);
  }
  unlinkSync(file);
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}

function refused(message: string, remedy: string): CommandRefused {
  const detail = 'The root key was not moved away.';
  return new CommandRefused({ code: 'folder_refused', detail, remedy, field: { field: 'FOLDER', message } });
}
