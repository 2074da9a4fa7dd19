/**
 * Creates folders, and finds out whether files exist, where Node's own functions are unsafe. Folders are created one
 * level at a time, and each level is tried at most twice, so the creation ends on every file system. Node's recursive
 * creation retries a level while the system reports a missing parent. Some pseudo file systems and stale mounts report
 * this for ever. A file that this account may not see does not count as absent.
 */
import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const PRIVATE_FOLDER = 0o700;

/**
 * Whether a path exists. Node's own `existsSync` answers "no" for a file that this account may not see.
 *
 * @throws Node's error with its code, such as `EACCES`
 */
export const isThere = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

/** The calls to the file system that create a folder. Both throw Node's own errors. */
interface FolderCalls {
  /** Creates one folder. Its parent must exist. */
  make(path: string): void;
  isFolder(path: string): boolean;
}

const SYSTEM: FolderCalls = {
  make: (path) => mkdirSync(path, PRIVATE_FOLDER),
  isFolder: (path) => statSync(path).isDirectory(),
};

/**
 * Creates a folder with mode 0700, and its missing parents. A folder that exists is not changed.
 *
 * @returns the uppermost folder that was created; undefined if all existed
 * @throws Node's error with its code, such as `ENOENT`, `EACCES` or `ENOTDIR`
 */
export function makeFolder(path: string, calls: FolderCalls = SYSTEM): string | undefined {
  const missing: string[] = [];
  let first: string | undefined;
  for (let level = resolve(path); ; level = dirname(level)) {
    try {
      if (makeLevel(level, calls)) first = level;
      break;
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || level === dirname(level)) throw error;
      missing.push(level);
    }
  }
  for (const level of missing.reverse()) if (makeLevel(level, calls)) first ??= level;
  return first;
}

/** Creates one folder. Returns false if it exists. @throws Node's error; `ENOENT` if its parent is missing */
function makeLevel(path: string, calls: FolderCalls): boolean {
  try {
    calls.make(path);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && isFolder(path, calls)) return false;
    throw error;
  }
}

function isFolder(path: string, calls: FolderCalls): boolean {
  try {
    return calls.isFolder(path);
  } catch {
    return false;
  }
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
