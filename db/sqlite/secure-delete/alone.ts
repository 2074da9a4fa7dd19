/** Tells whether any other process has the database open, by SQLite's own locks. */

import { faultOf } from '../faults.ts';
import type { SqliteConnection } from '../connection.ts';

/** How long the locks of others are waited for, in milliseconds. */
const TRY_MS = 100;

/**
 * Whether no other process has the database open. Another process may be a server, and then the secure delete is the
 * server's task.
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
