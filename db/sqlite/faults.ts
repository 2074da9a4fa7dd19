/**
 * The meaning of SQLite's error codes; no other file compares them. A fault of the disk or the file ends a group or the
 * process. Every other error is a bug. Its message may contain a value, so `db/store/outcome.ts` removes it.
 */

import Database from 'better-sqlite3';

/**
 * The faults of a SQLite store. `full`: the disk has no space, and nothing was done. `unsure`: the disk has no space,
 * and the change may reappear after a crash. `busy`: another connection writes. `broken`: the disk or file cannot be
 * trusted any longer.
 */
export type Fault = 'full' | 'unsure' | 'busy' | 'broken';

/** The fault of each SQLite error code. A code that is not listed is looked up without its extension. */
const FAULTS: Readonly<Record<string, Fault>> = {
  SQLITE_FULL: 'full',
  SQLITE_BUSY: 'busy',
  SQLITE_LOCKED: 'busy',
  SQLITE_IOERR: 'broken',
  // the commit is in the WAL, but there was no space for the WAL's shared memory. The next write overwrites the commit,
  // but recovery after a crash would find it.
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

/** The faults of other files that an operation may have to create, such as the file of the day's key. */
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
  // there is no space for the shared memory of the WAL
  SQLITE_IOERR_SHMSIZE: (path) => `There is no room on the disk of ${path}.`,
  SQLITE_IOERR: (path) => `The disk of ${path} answers with errors.`,
};

/** The store's fault behind an error. Undefined for a bug or a refusal, after which the store is intact. */
export function faultOf(error: unknown): Fault | undefined {
  const code = codeOf(error);
  return FAULTS[code] ?? FAULTS[withoutExtension(code)] ?? FILE_FAULTS[fileCodeOf(error)];
}

/** The operator's line for an error while a database is opened; undefined for a bug. */
export function lineForOpening(path: string, error: unknown): string | undefined {
  const code = codeOf(error);
  return (OPENING[code] ?? OPENING[withoutExtension(code)])?.(path);
}

/** SQLite's error code, such as SQLITE_CONSTRAINT_UNIQUE; '' if the error is not one of SQLite. */
export function codeOf(error: unknown): string {
  return error instanceof Database.SqliteError ? error.code : '';
}

function fileCodeOf(error: unknown): string {
  return error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : '';
}

/** An error code without its extension: SQLITE_IOERR_FSYNC becomes SQLITE_IOERR. */
function withoutExtension(code: string): string {
  return code.split('_', 2).join('_');
}
