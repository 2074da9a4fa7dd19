/**
 * The schema as a list of changes, each numbered and known by the SHA-256 of its text. What a database has seen stands
 * in its table `schema_migrations`; a change that was edited afterwards, or a database that no longer serves the program,
 * is refused. Running them in one transaction, under a lock, is the engine's work. Numbers only rise and may have gaps:
 * changes that were developed at the same time took their numbers beforehand, and the work behind 4 and 9 needed none.
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
  /** The oldest program, by its latest change, that runs on a database with this one: expand first, contract later. */
  readonly serves: number;
}

/** A row of `schema_migrations`, without its name and day. */
export interface AppliedMigration {
  readonly version: number;
  readonly checksum: string;
  /** Null: the change was made before this was noted. */
  readonly serves: number | null;
}

/** A gap is never filled later: a database takes only what is above its latest number, and would miss it. */
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

/** The first change that can be noted with the programs that it serves. */
export const SERVES_NOTED_FROM = 2;

/** The table that must be there before the first change can be noted. */
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
 * The changes that a database has not seen yet, in their order. One that is not known here was made by a newer program,
 * and says whether it serves this one.
 * @throws StoreUnusable where a change was edited after it was applied, or does not serve this program
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
