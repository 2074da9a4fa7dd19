/**
 * Prepares the database file before SQLite opens it. Its folder must exist and be writable, and a new file is created
 * with mode 0600; SQLite gives its WAL and shared memory the same mode. An existing database file is never opened by
 * this code, since closing its descriptor would drop SQLite's POSIX locks. A problem becomes one line for the operator.
 */

import { accessSync, closeSync, constants, openSync, statSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import { StoreUnusable } from '../store/unusable.ts';

const OWNER_ONLY = 0o600;

/** Checks the folder of a database, and creates an empty database file if there is none. @throws StoreUnusable */
export function claimFile(path: string): void {
  const folder = dirname(path);
  // the path ends with a dot, because only a folder has such an entry
  attempt(folder, () => accessSync(`${folder}${sep}.`, constants.R_OK | constants.W_OK | constants.X_OK));
  attempt(path, () => {
    try {
      closeSync(openSync(path, 'wx', OWNER_ONLY));
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      accessSync(path, constants.R_OK | constants.W_OK);
      if (!statSync(path).isFile()) throw new StoreUnusable(`${path} is not a regular file.`);
    }
  });
}

function attempt(path: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    if (error instanceof StoreUnusable) throw error;
    throw new StoreUnusable(lineForFile(path, codeOf(error)));
  }
}

function lineForFile(path: string, code: string): string {
  if (code === 'ENOENT') return `${path} does not exist: make the folder first.`;
  if (code === 'ELOOP') return `${path} is a link that leads to itself.`;
  if (code === 'ENOTDIR') return `${path} is not in a folder.`;
  if (code === 'EACCES' || code === 'EPERM') return `${path} may not be read and written by this account.`;
  if (code === 'EROFS') return `${path} is on a file system that is mounted read-only.`;
  if (code === 'ENOSPC' || code === 'EDQUOT') return `There is no room on the disk of ${path}.`;
  return `${path} cannot be used (${code}).`;
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : 'unknown';
}
