/**
 * Writes the whole database anew, so that the file holds what is live and nothing else: statistics emptied, VACUUM, the
 * WAL moved into the file and cut to nothing. Runs in the thread that writes, and nobody writes meanwhile. Guarantees
 * that every wait in it is bounded, that a failure loses nothing, and that room it took on the disk is given back.
 * Whether it came to zero is seen by `spawn-scan.ts`.
 */

import { statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { faultOf } from '../faults.ts';
import type { SqliteConnection } from '../connection.ts';

/**
 * `rewritten`: the WAL is empty, and the file is what is scanned. `held`: somebody reads an older state, so old pages are
 * still needed. `no_room`: there is not as much room on the disk as the database takes. `busy`: another process writes.
 */
export type Rewritten = 'rewritten' | 'held' | 'no_room' | 'busy';

/** How long a reader may keep the WAL from being emptied before the rewrite is given up until later. */
const HELD_MS_MAX = 2_000;
const TRY_MS = 100;
/** A larger database is put together in a temporary file instead of in memory. */
const MEMORY_BYTES_MAX = 256 << 20;
/** Pages are written to the WAL, which has some bytes more for each. */
const ROOM_SHARE = 1.1;
const [IN_FILE, IN_MEMORY] = [1, 2];

type Database = SqliteConnection['database'];

/** What is done to the file, in this order; false: somebody holds it up. Not one of them can be left out. */
export const STEPS: Readonly<Record<string, (database: Database) => boolean>> = {
  'empty the statistics': emptyStatistics,
  'write every page anew': vacuum,
  'empty the log of writes': emptyWal,
};

/** Does it all. Throws the engine's fault where the disk or the file can no longer be trusted. */
export function rewrite({ database }: SqliteConnection, steps = Object.values(STEPS)): Rewritten {
  const timeout = database.pragma('busy_timeout', { simple: true }) as number;
  database.pragma(`busy_timeout = ${TRY_MS}`);
  try {
    // before the long work, since a reader that is held open is there now too
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
 * Whether this connection has the database alone. Where another process has it open, a server may be among them, and
 * then the rewrite is the server's.
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
    // only an access gives the lock back
    database.pragma('schema_version');
    database.pragma(`busy_timeout = ${timeout}`);
  }
}

/** First what can be moved without waiting, then the rest, until nobody needs the WAL or the time is over. */
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

/** How many pages the database has. */
export function pageCount(database: Database): number {
  return database.pragma('page_count', { simple: true }) as number;
}

/** What ANALYZE keeps holds values of index keys in clear. */
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

/** Looked at, never opened. */
function walBytes(database: Database): number {
  return statSync(`${database.name}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}
