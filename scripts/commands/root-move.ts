/**
 * Takes the private root key out of the data folder. The copy is written for its owner alone, synced and read back
 * before the original is overwritten and removed, so that a move which is cut short at any step leaves at least one
 * whole key and can be repeated. Leaves to the disk below whether overwritten blocks are really gone.
 */

import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { basename, join, relative } from 'node:path';
import { CommandRefused } from '../cli/error-output.ts';

const OTHERS = 0o077;

export interface MoveRoot {
  /** The file on the server; null where it was moved before. */
  readonly from: string | null;
  /** A folder, absolute. */
  readonly to: string;
  readonly dataFolder: string;
  readonly keysFolder: string;
}

export interface MovedRoot {
  readonly file: string;
  /** Whether the file system there keeps it from others. */
  readonly isPrivate: boolean;
}

/** @throws CommandRefused where there is nothing to move, or the folder does not take it: a whole key is then still there */
export function moveRootKey({ from, to, dataFolder, keysFolder }: MoveRoot): MovedRoot {
  if (from === null) {
    const says = 'The private root key is not on this server.';
    throw new CommandRefused({ code: 'root_key_absent', says, remedy: 'It was moved away before.' });
  }
  const elsewhere = 'Name one on another disk, or better on another machine.';
  if (isInside(dataFolder, to)) throw refused('is inside the data folder', elsewhere);
  if (isInside(keysFolder, to)) throw refused('is inside the folder of signing keys', elsewhere);
  const file = join(to, basename(from));
  const key = attempt(() => readFileSync(from), `cannot be given ${from}`);
  attempt(() => {
    mkdirSync(to, { recursive: true, mode: 0o700 });
    copyKey(key, file);
    syncFolder(to);
  }, 'does not take the file');
  attempt(() => destroy(from, key.length), `has the copy now, but it is still in ${from}`);
  syncFolder(dataFolder);
  return { file, isPrivate: (statSync(file).mode & OTHERS) === 0 };
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || !(way.startsWith('..') || way.startsWith('/'));
}

/** Makes a refusal of what the disk says; ours pass as they are. */
function attempt<Answer>(act: () => Answer, message: string): Answer {
  try {
    return act();
  } catch (error) {
    if (error instanceof CommandRefused) throw error;
    throw refused(`${message} (${codeOf(error)})`, 'See what the disk allows, or name another folder.');
  }
}

/** Writes the copy, unless an earlier move has, and reads it back. */
function copyKey(key: Buffer, file: string): void {
  if (!existsSync(file)) {
    const copy = openSync(file, 'wx', 0o600);
    try {
      writeSync(copy, key);
      fsyncSync(copy);
    } finally {
      closeSync(copy);
    }
  }
  if (readFileSync(file).equals(key)) return;
  throw refused(`has another ${basename(file)} already`, 'Name another folder.');
}

function destroy(file: string, bytes: number): void {
  const original = openSync(file, 'r+');
  try {
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
  const says = 'The root key was not moved away.';
  return new CommandRefused({ code: 'folder_refused', says, remedy, field: { field: 'FOLDER', message } });
}
