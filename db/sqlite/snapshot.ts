/**
 * Copies the whole database as of one moment with VACUUM INTO, while other connections write. The copy contains the
 * live rows and no deleted rows; SQLite's online backup API would copy deleted rows too. Every copy is checked before
 * it is used. `server/jobs` seals the copy and moves it into place.
 */

import Database from 'better-sqlite3';
import type { Day } from '../../server/domain/kernel/day.ts';
import { Refusal } from '../../server/domain/kernel/refusal.ts';
import { faultOf, lineForOpening } from './faults.ts';
import { claimFile } from './file.ts';
import { openWriter } from './connection.ts';
import { StoreUnusable } from '../store/unusable.ts';
import { clearMark } from './wal-mark.ts';

/** The tables with samples of index keys, which VACUUM INTO would copy. */
const STATISTICS = ['sqlite_stat1', 'sqlite_stat4'];

/**
 * Copies the database at `path` into the new file `into` (0600), and checks the copy.
 * @throws StoreUnusable if the database or the copy is damaged; Refusal `disk_full`
 */
export function copyWhole(path: string, into: string, today: Day): void {
  claimFile(into);
  const connection = openWriter(path, today);
  try {
    connection.database.prepare('VACUUM INTO ?').run(into);
  } catch (error) {
    throw faultOf(error) === 'full' ? new Refusal({ code: 'disk_full' }) : error;
  } finally {
    connection.close();
  }
  requireWhole(into);
}

/**
 * Copies a database file that no other process has open. The new file contains no statistics, and so no byte of a
 * deleted row.
 */
export function copyPurged(path: string, into: string, today: Day): void {
  const connection = openWriter(path, today);
  try {
    const there = connection.database.prepare('SELECT name FROM sqlite_schema').pluck().all();
    for (const name of STATISTICS.filter((table) => there.includes(table))) {
      connection.database.exec(`DELETE FROM ${name}`);
    }
  } finally {
    connection.close();
  }
  copyWhole(path, into, today);
}

/** Checks a database file. @throws StoreUnusable if SQLite finds a fault in the file */
export function requireWhole(path: string): void {
  const database = new Database(path, { fileMustExist: true });
  try {
    const faults = [...(database.pragma('quick_check(1)', { simple: false }) as { quick_check: string }[])];
    if (faults[0]?.quick_check !== 'ok') throw new StoreUnusable(`The database ${path} is damaged.`);
    const orphans = database.pragma('foreign_key_check') as unknown[];
    if (orphans.length > 0) throw new StoreUnusable(`The database ${path} has rows without their owners.`);
    clearMark(database);
  } catch (error) {
    const line = lineForOpening(path, error);
    throw line === undefined ? error : new StoreUnusable(line);
  } finally {
    database.close();
  }
}

/**
 * Checkpoints the WAL into the database file, which is then complete without its WAL. A file that is too damaged for a
 * checkpoint is left unchanged.
 */
export function mergeWal(path: string): void {
  try {
    const database = new Database(path, { fileMustExist: true });
    try {
      database.pragma('journal_mode = delete');
    } finally {
      database.close();
    }
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
  }
}
