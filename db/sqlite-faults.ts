/**
 * What SQLite's error codes mean: the only file that compares them. A fault of the disk or the file ends a group or the
 * process; everything else is a bug, whose message may hold a value and is stripped elsewhere.
 */

import Database from 'better-sqlite3';

/** `full`: no room. `busy`: another connection writes. `broken`: the disk or file can no longer be trusted. */
export type Fault = 'full' | 'busy' | 'broken';

/** By the engine's code without its extension. */
const FAULTS: Readonly<Record<string, Fault>> = {
  SQLITE_FULL: 'full',
  SQLITE_BUSY: 'busy',
  SQLITE_LOCKED: 'busy',
  SQLITE_IOERR: 'broken',
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

const OPENING: Readonly<Record<string, (path: string) => string>> = {
  SQLITE_NOTADB: (path) => `${path} is not a SQLite database.`,
  SQLITE_CORRUPT: (path) => `The database ${path} is damaged: restore a backup.`,
  SQLITE_CANTOPEN: (path) => `The database ${path} cannot be opened.`,
  SQLITE_PERM: (path) => `The database ${path} cannot be opened.`,
  SQLITE_READONLY: (path) => `The database ${path} cannot be written to.`,
  SQLITE_BUSY: (path) => `The database ${path} is held by another program.`,
  SQLITE_LOCKED: (path) => `The database ${path} is held by another program.`,
  SQLITE_FULL: (path) => `There is no room on the disk of ${path}.`,
  SQLITE_IOERR: (path) => `The disk of ${path} answers with errors.`,
};

/** What an error says about the store; undefined: a bug or a refusal, and the store is well. */
export function faultOf(error: unknown): Fault | undefined {
  return FAULTS[withoutExtension(codeOf(error))];
}

/** The operator's line for an error while opening; undefined where it is a bug. */
export function lineForOpening(path: string, error: unknown): string | undefined {
  return OPENING[withoutExtension(codeOf(error))]?.(path);
}

/** The engine's code, such as SQLITE_CONSTRAINT_UNIQUE; '' for what is not the engine's error. */
export function codeOf(error: unknown): string {
  return error instanceof Database.SqliteError ? error.code : '';
}

/** SQLITE_IOERR_FSYNC as SQLITE_IOERR. */
function withoutExtension(code: string): string {
  return code.split('_', 2).join('_');
}
