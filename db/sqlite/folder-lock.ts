/**
 * Tracks which processes use a data folder, by SQLite's locks on an empty file beside the database. The locks end when
 * their process ends. Any number of processes may use a folder, and one process may copy it meanwhile; replacing the
 * database needs exclusive access. No process may open the lock file without SQLite, since closing it would drop the
 * locks.
 */

import Database from 'better-sqlite3';
import { join } from 'node:path';
import { faultOf } from './faults.ts';
import { claimFile } from './file.ts';

export type HoldKind = 'use' | 'copy' | 'replace';

export interface FolderHold {
  release(): void;
}

/** How long to wait for a command that is about to end, in milliseconds. */
const HOLD_MS = 1_000;

const TAKING: Readonly<Record<HoldKind, readonly string[]>> = {
  use: ['BEGIN', 'SELECT COUNT(*) FROM sqlite_schema'],
  copy: ['BEGIN IMMEDIATE'],
  replace: ['BEGIN EXCLUSIVE'],
};

/**
 * Locks the data folder; undefined if other processes prevent the lock.
 * @throws StoreUnusable if the folder is not writable
 */
export function holdFolder(folder: string, kind: HoldKind): FolderHold | undefined {
  const path = join(folder, 'in-use');
  claimFile(path);
  const database = new Database(path, { timeout: kind === 'copy' ? 0 : HOLD_MS });
  try {
    database.pragma('journal_mode = off');
    for (const sql of TAKING[kind]) database.exec(sql);
    return { release: () => void database.close() };
  } catch (error) {
    database.close();
    if (faultOf(error) === 'busy') return undefined;
    throw error;
  }
}
