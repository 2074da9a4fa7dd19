/**
 * The schema as a list of changes, each with a number and the SHA-256 of its text. A database lists its applied changes
 * in the table `schema_migrations`. A change that was edited afterwards, or a database that does not support this
 * program, is refused. Running the changes in one transaction, under a lock, is left to the engine.
 */

import { createHash } from 'node:crypto';
import { GROUND_FLOOR } from './0001-ground-floor.ts';
import { MANY_NODES } from './0002-many-nodes.ts';
import { RECEIPTS } from './0003-receipts.ts';
import { GENERATIONS } from './0005-generations.ts';
import { ACCOUNTS } from './0006-accounts.ts';
import { COUNTS } from './0007-counts.ts';
import { MAIL } from './0008-mail.ts';
import { NOTICES } from './0010-notices.ts';
import { StoreUnusable } from '../store/unusable.ts';

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  /**
   * The oldest program, by its latest change, that works on a database with this change: expand first, contract later.
   */
  readonly serves: number;
}

/** A row of `schema_migrations`, without its name and day. */
export interface AppliedMigration {
  readonly version: number;
  readonly checksum: string;
  /** Null: the change was applied before this was recorded. */
  readonly serves: number | null;
}

export const MIGRATIONS: readonly Migration[] = [
  { version: 1, name: 'ground floor', sql: GROUND_FLOOR, serves: 1 },
  { version: 2, name: 'many nodes', sql: MANY_NODES, serves: 1 },
  { version: 3, name: 'receipts', sql: RECEIPTS, serves: 1 },
  { version: 5, name: 'generations', sql: GENERATIONS, serves: 5 },
  { version: 6, name: 'accounts', sql: ACCOUNTS, serves: 5 },
  { version: 7, name: 'counts', sql: COUNTS, serves: 5 },
  { version: 8, name: 'mail', sql: MAIL, serves: 5 },
  { version: 10, name: 'notices', sql: NOTICES, serves: 5 },
];

/** The first change that is recorded with the oldest program that it serves. */
export const SERVES_NOTED_FROM = 2;

/** The table that must exist before the first change can be recorded. */
export const SCHEMA_MIGRATIONS = `
CREATE TABLE IF NOT EXISTS schema_migrations (
  version BIGINT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  checksum TEXT NOT NULL,
  day BIGINT NOT NULL
)`;

/** SHA-256 of the text, in hex. */
export function checksum(migration: Migration): string {
  return createHash('sha256').update(migration.sql).digest('hex');
}

/**
 * The changes that a database has not applied yet, in order. An unknown change was made by a newer program, and records
 * whether it serves this one.
 * @throws StoreUnusable if a change was edited after it was applied, or does not serve this program
 */
export function pendingMigrations(
  applied: readonly AppliedMigration[],
  migrations: readonly Migration[] = MIGRATIONS,
): Migration[] {
  const program = Math.max(0, ...migrations.map(({ version }) => version));
  for (const row of applied) {
    const known = migrations.find(({ version }) => version === row.version);
    if (known === undefined && (row.serves === null || row.serves > program)) {
      throw new StoreUnusable(
        `The database has schema version ${row.version}, which does not serve this program: run the newer program.`,
      );
    }
    if (known !== undefined && checksum(known) !== row.checksum) {
      throw new StoreUnusable(
        `Schema change ${known.version} (${known.name}) was edited after this database saw it: restore its text.`,
      );
    }
  }
  const latest = Math.max(0, ...applied.map(({ version }) => version));
  return migrations.filter(({ version }) => version > latest);
}
