/**
 * Detects a database file that was copied without its WAL: such a file opens without an error but lacks the latest
 * commits. Each checkpoint sets a mark, "the rest is in the WAL", in a field of the file's header (`user_version`). The
 * first commit in the WAL resets the mark. A reader therefore sees the mark only if the WAL is missing.
 */

import type Database from 'better-sqlite3';
import { statSync } from 'node:fs';
import { faultOf } from './faults.ts';
import { StoreUnusable } from '../store/unusable.ts';

const WHOLE = 0;
const REST_IN_WAL = 1;

/**
 * Checkpoints the WAL, as far as readers allow, and sets the mark that the rest is in the WAL. If the disk is full, the
 * mark is not set.
 */
export function checkpointMarked(database: Database.Database): void {
  const isSet = setMark(database, REST_IN_WAL);
  try {
    database.pragma('wal_checkpoint(PASSIVE)');
  } finally {
    if (isSet) setMark(database, WHOLE);
  }
}

/**
 * Checks that a database file was not copied without its WAL.
 * @throws StoreUnusable if the file is marked and its WAL is missing
 */
export function requireWal(database: Database.Database): void {
  if (!isMarked(database)) return;
  // the WAL is recognised by its size, not its content: if the commit that resets the mark failed, no frame of the WAL
  // counts
  if ((statSync(`${database.name}-wal`, { throwIfNoEntry: false })?.size ?? 0) === 0) {
    throw new StoreUnusable(
      `${database.name} is a copy without its WAL (${database.name}-wal), so the latest writes are missing: bring both files, or restore a backup.`,
    );
  }
  clearMark(database);
}

/** Sets the mark, if it is not set. */
export function markRest(database: Database.Database): void {
  if (!isMarked(database)) setMark(database, REST_IN_WAL);
}

/**
 * Resets the mark: in a copy that is known to be complete, and after a crash between mark and commit. Returns whether it
 * is reset.
 */
export function clearMark(database: Database.Database): boolean {
  return !isMarked(database) || setMark(database, WHOLE);
}

function isMarked(database: Database.Database): boolean {
  return database.pragma('user_version', { simple: true }) === REST_IN_WAL;
}

/**
 * Writes the mark into the file's header. Returns whether it was written: a full disk or another writer may prevent it,
 * with no other effect.
 */
function setMark(database: Database.Database, mark: number): boolean {
  try {
    database.pragma(`user_version = ${mark}`);
    return true;
  } catch (error) {
    const fault = faultOf(error);
    if (fault === undefined || fault === 'broken') throw error;
    return false;
  }
}
