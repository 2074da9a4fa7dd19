/**
 * Tells a database file that was copied without its WAL: it opens well and silently lacks what was written last. After a
 * checkpoint the file says "the rest is in the WAL" in a field of its header (`user_version`), and the first commit in
 * the WAL takes that back. So whoever reads both sees nothing, and whoever has the file alone sees the mark.
 */

import type Database from 'better-sqlite3';
import { statSync } from 'node:fs';
import { faultOf } from './faults.ts';
import { StoreUnusable } from '../store/unusable.ts';

const WHOLE = 0;
const REST_IN_WAL = 1;

/** Moves the WAL into the file, as far as readers allow, and leaves the mark there; without it where there is no room for it. */
export function checkpointMarked(database: Database.Database): void {
  const isSet = setMark(database, REST_IN_WAL);
  try {
    database.pragma('wal_checkpoint(PASSIVE)');
  } finally {
    if (isSet) setMark(database, WHOLE);
  }
}

/** @throws StoreUnusable where the file is marked and the WAL that it speaks of is not there */
export function requireWal(database: Database.Database): void {
  if (!isMarked(database)) return;
  // by its size, not by what it holds: where the commit that takes the mark back failed, no frame of it counts
  if ((statSync(`${database.name}-wal`, { throwIfNoEntry: false })?.size ?? 0) === 0) {
    throw new StoreUnusable(
      `${database.name} is a copy without its WAL (${database.name}-wal), so what was written last is missing: bring both, or restore a backup.`,
    );
  }
  clearMark(database);
}

/** Says that the file is whole: of a copy that is known to be, and after a crash between mark and commit. */
export function clearMark(database: Database.Database): void {
  if (isMarked(database)) setMark(database, WHOLE);
}

function isMarked(database: Database.Database): boolean {
  return database.pragma('user_version', { simple: true }) === REST_IN_WAL;
}

/** Answers whether it was written: a full disk or another's write is in the way of the mark alone. */
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
