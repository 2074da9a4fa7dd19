/**
 * The schema as a list of changes, each numbered and known by the SHA-256 of its text. What a database has seen stands
 * in its table `schema_migrations`; a change that was edited afterwards, or a database that is newer than the program,
 * is refused. Running them in one transaction is the engine's work.
 */

import { createHash } from 'node:crypto';
import { GROUND_FLOOR } from './migrations/0001-ground-floor.ts';
import { StoreUnusable } from './unusable.ts';

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/** A row of `schema_migrations`, without its day. */
export interface AppliedMigration {
  readonly version: number;
  readonly checksum: string;
}

export const MIGRATIONS: readonly Migration[] = [{ version: 1, name: 'ground floor', sql: GROUND_FLOOR }];

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
 * The changes that a database has not seen yet, in their order.
 * @throws StoreUnusable where a change was edited after it was applied, or the database has one that is not known here
 */
export function pendingMigrations(
  applied: readonly AppliedMigration[],
  migrations: readonly Migration[] = MIGRATIONS,
): Migration[] {
  for (const row of applied) {
    const known = migrations.find(({ version }) => version === row.version);
    if (known === undefined) {
      throw new StoreUnusable(
        `The database has schema version ${row.version}, which this program does not know: run the newer program.`,
      );
    }
    if (checksum(known) !== row.checksum) {
      throw new StoreUnusable(
        `Schema change ${known.version} (${known.name}) was edited after this database saw it: restore its text.`,
      );
    }
  }
  const latest = Math.max(0, ...applied.map(({ version }) => version));
  return migrations.filter(({ version }) => version > latest);
}
