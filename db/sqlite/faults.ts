/**
 * What SQLite's error codes mean: the only file that compares them. A fault of the disk or the file ends a group or the
 * process; everything else is a bug, whose message may hold a value and is stripped elsewhere.
 */

import Database from 'better-sqlite3';

/**
 * `full`: no room, and nothing was done. `unsure`: no room, and what was not done may be found done after a crash.
 * `busy`: another connection writes. `broken`: the disk or file can no longer be trusted.
 */
export type Fault = 'full' | 'unsure' | 'busy' | 'broken';

/** By the engine's code, or else by the code without its extension. */
const FAULTS: Readonly<Record<string, Fault>> = {
  SQLITE_FULL: 'full',
  SQLITE_BUSY: 'busy',
  SQLITE_LOCKED: 'busy',
  SQLITE_IOERR: 'broken',
  // the commit is in the WAL, but its shared memory found no room: the next write takes its place, recovery finds it
  SQLITE_IOERR_SHMSIZE: 'unsure',
  SQLITE_CORRUPT: 'broken',
  SQLITE_NOTADB: 'broken',
  SQLITE_CANTOPEN: 'broken',
  SQLITE_READONLY: 'broken',
  SQLITE_PROTOCOL: 'broken',
  SQLITE_NOMEM: 'broken',
  SQLITE_PERM: 'broken',
  SQLITE_AUTH: 'broken',
  SQLITE_INTERNAL: 'broken',
};

/** Of the other files that an operation may have to make: the key of the day. */
const FILE_FAULTS: Readonly<Record<string, Fault>> = { ENOSPC: 'full', EDQUOT: 'full' };

const OPENING: Readonly<Record<string, (path: string) => string>> = {
  SQLITE_NOTADB: (path) => `${path} is not a SQLite database.`,
  SQLITE_CORRUPT: (path) => `The database ${path} is damaged: restore a backup.`,
  SQLITE_CANTOPEN: (path) => `The database ${path} cannot be opened.`,
  SQLITE_PERM: (path) => `The database ${path} cannot be opened.`,
  SQLITE_READONLY: (path) => `The database ${path} cannot be written to.`,
  SQLITE_BUSY: (path) => `The database ${path} is held by another program.`,
  SQLITE_LOCKED: (path) => `The database ${path} is held by another program.`,
  SQLITE_FULL: (path) => `There is no room on the disk of ${path}.`,
  // its shared memory finds no room
  SQLITE_IOERR_SHMSIZE: (path) => `There is no room on the disk of ${path}.`,
  SQLITE_IOERR: (path) => `The disk of ${path} answers with errors.`,
};

/** What an error says about the store; undefined: a bug or a refusal, and the store is well. */
export function faultOf(error: unknown): Fault | undefined {
  const code = codeOf(error);
  return FAULTS[code] ?? FAULTS[withoutExtension(code)] ?? FILE_FAULTS[fileCodeOf(error)];
}

/** The operator's line for an error while opening; undefined where it is a bug. */
export function lineForOpening(path: string, error: unknown): string | undefined {
  const code = codeOf(error);
  return (OPENING[code] ?? OPENING[withoutExtension(code)])?.(path);
}

/** The engine's code, such as SQLITE_CONSTRAINT_UNIQUE; '' for what is not the engine's error. */
export function codeOf(error: unknown): string {
  return error instanceof Database.SqliteError ? error.code : '';
}

function fileCodeOf(error: unknown): string {
  return error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : '';
}

/** SQLITE_IOERR_FSYNC as SQLITE_IOERR. */
function withoutExtension(code: string): string {
  return code.split('_', 2).join('_');
}
