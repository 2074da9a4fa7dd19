/**
 * Rewrites the whole database so that the file contains only live data: the statistics are emptied, VACUUM runs, and
 * the WAL is checkpointed and truncated. The rewrite runs in the writing thread, while nothing else writes. Every wait
 * is bounded, a failure loses nothing, and temporary disk space is freed. `spawn-scan.ts` verifies that no residue is
 * left.
 */

import { statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { faultOf } from '../faults.ts';
import type { SqliteConnection } from '../connection.ts';

/**
 * The results of a rewrite of the database. `rewritten`: the WAL is empty, and the file can be scanned. `held`: a
 * reader uses an older snapshot, so old pages are still needed. `no_room`: the disk has less free space than the
 * database takes. `busy`: another process writes.
 */
export type Rewritten = 'rewritten' | 'held' | 'no_room' | 'busy';

/** How long a reader may block the truncation of the WAL before the rewrite is postponed, in milliseconds. */
const HELD_MS_MAX = 2_000;
const TRY_MS = 100;
/** The size of a database above which VACUUM uses a temporary file instead of memory. */
const MEMORY_BYTES_MAX = 256 << 20;
/**
 * The free space that a rewrite needs, as a multiple of the database's size: all pages are written to the WAL, which
 * needs some additional bytes for each page.
 */
const ROOM_SHARE = 1.1;
const [IN_FILE, IN_MEMORY] = [1, 2];

type Database = SqliteConnection['database'];

/**
 * The steps of the rewrite, in this order. A step returns false if another process blocks it. No step can be left out.
 */
export const STEPS: Readonly<Record<string, (database: Database) => boolean>> = {
  'empty the statistics': emptyStatistics,
  'rewrite every page': vacuum,
  'empty the log of writes': emptyWal,
};

/**
 * Runs all steps of the rewrite of a database. Throws the engine's fault if the disk or the file cannot be trusted any
 * longer.
 */
export function rewrite({ database }: SqliteConnection, steps = Object.values(STEPS)): Rewritten {
  const timeout = database.pragma('busy_timeout', { simple: true }) as number;
  database.pragma(`busy_timeout = ${TRY_MS}`);
  try {
    // the WAL is emptied before the long work: a reader that would block the rewrite already blocks this step
    if (!emptyWal(database)) return 'held';
    if (!hasRoom(database)) return 'no_room';
    return steps.every((step) => step(database)) ? 'rewritten' : 'held';
  } catch (error) {
    const fault = faultOf(error);
    if (fault !== 'full' && fault !== 'unsure' && fault !== 'busy') throw error;
    emptyWal(database);
    return fault === 'busy' ? 'busy' : 'no_room';
  } finally {
    database.pragma(`busy_timeout = ${timeout}`);
  }
}

/**
 * Whether no other process has the database open. Another process may be a server, and then the rewrite is the server's
 * task.
 */
export function isAlone({ database }: SqliteConnection): boolean {
  const timeout = database.pragma('busy_timeout', { simple: true }) as number;
  database.pragma(`busy_timeout = ${TRY_MS}`);
  database.pragma('locking_mode = exclusive');
  try {
    database.exec('BEGIN IMMEDIATE');
    database.exec('ROLLBACK');
    return true;
  } catch (error) {
    if (faultOf(error) !== 'busy') throw error;
    return false;
  } finally {
    database.pragma('locking_mode = normal');
    // SQLite releases its exclusive lock only at the next access to the database
    database.pragma('schema_version');
    database.pragma(`busy_timeout = ${timeout}`);
  }
}

/**
 * Checkpoints the WAL, first as far as possible without waiting, then completely. Waits until no reader needs the WAL
 * or the time limit is reached.
 */
function emptyWal(database: Database): boolean {
  database.pragma('wal_checkpoint(PASSIVE)');
  for (let waited = 0; waited < HELD_MS_MAX; waited += TRY_MS) {
    const [state] = database.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
    if (state?.busy === 0) return walBytes(database) === 0;
  }
  return false;
}

function hasRoom(database: Database): boolean {
  const { bavail, bsize } = statfsSync(dirname(database.name));
  return bavail * bsize >= fileBytes(database) * ROOM_SHARE;
}

function fileBytes(database: Database): number {
  return pageCount(database) * (database.pragma('page_size', { simple: true }) as number);
}

/** The number of pages of the database. */
export function pageCount(database: Database): number {
  return database.pragma('page_count', { simple: true }) as number;
}

/** Empties the statistics of ANALYZE, which contain values of index keys in clear text. */
function emptyStatistics(database: Database): boolean {
  const tables = database
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'sqlite_stat[0-9]'`)
    .pluck()
    .all() as string[];
  for (const table of tables) database.exec(`DELETE FROM ${table}`);
  return true;
}

function vacuum(database: Database): boolean {
  database.pragma(`temp_store = ${fileBytes(database) > MEMORY_BYTES_MAX ? IN_FILE : IN_MEMORY}`);
  try {
    database.exec('VACUUM');
    return true;
  } finally {
    database.pragma(`temp_store = ${IN_MEMORY}`);
  }
}

/** The size of the WAL in bytes. Reads only the metadata of the WAL's file and never opens it. */
function walBytes(database: Database): number {
  return statSync(`${database.name}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}
