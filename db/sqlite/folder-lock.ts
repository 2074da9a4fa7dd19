/**
 * Who has a data folder in use, told by SQLite's locks on an empty file beside the database, which end with their process
 * however it ends. Any number may use a folder; beside them one may copy; whoever replaces the database is alone. No
 * process may open that file by other means (DESIGN 6).
 */

import Database from 'better-sqlite3';
import { join } from 'node:path';
import { faultOf } from './faults.ts';
import { claimFile } from './file.ts';

export type HoldKind = 'use' | 'copy' | 'replace';

export interface FolderHold {
  release(): void;
}

/** How long to wait for a command that is about to end. */
const HOLD_MS = 1_000;

const TAKING: Readonly<Record<HoldKind, readonly string[]>> = {
  use: ['BEGIN', 'SELECT COUNT(*) FROM sqlite_schema'],
  copy: ['BEGIN IMMEDIATE'],
  replace: ['BEGIN EXCLUSIVE'],
};

/**
 * Takes hold of the folder; undefined where others stand in the way.
 * @throws StoreUnusable where the folder cannot be written to
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
