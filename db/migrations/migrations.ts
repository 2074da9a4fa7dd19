/**
 * The schema as a list of changes: each file of this folder whose name begins with a number is one change, and the
 * number is its version. A database lists the changes applied to it in its table `schema_migrations`, with the SHA-256
 * of each text. A database is refused if the text of an applied change was edited afterwards, or if its schema no
 * longer serves this program. The engines run the changes in one transaction, under a lock. The numbers only rise and
 * may have gaps: 4 and 9 were reserved for changes that were not needed.
 */

import { createHash } from 'node:crypto';
import { StoreUnusable } from '../store/unusable.ts';
import { MIGRATION_FILES } from './files.ts';

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  /**
   * The oldest program that works on a database with this change, named by the number of that program's latest change.
   * A change that expands the schema and a later one that contracts it let older programs work in between.
   */
  readonly serves: number;
}

/** A row of the table `schema_migrations`, without its name and day. */
export interface AppliedMigration {
  readonly version: number;
  readonly checksum: string;
  /** The oldest program that the change serves. Null: the change was applied before this was recorded. */
  readonly serves: number | null;
}

/**
 * All schema changes in the order of their versions. A gap in the numbers is never filled later: a database applies
 * only changes above its latest number, and would miss a change in the gap.
 */
export const MIGRATIONS: readonly Migration[] = MIGRATION_FILES.map(([name, { migration }]) => ({
  version: Number(name.slice(0, 4)),
  name: name.slice(5).replaceAll('-', ' '),
  ...migration,
}));

/** The first migration whose row records the oldest program version that works with it. */
export const SERVES_NOTED_FROM = 2;

/** The SQL of the table `schema_migrations`, which must exist before the first change can be recorded. */
export const SCHEMA_MIGRATIONS = `
CREATE TABLE IF NOT EXISTS schema_migrations (
  version BIGINT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  checksum TEXT NOT NULL,
  day BIGINT NOT NULL
)`;

/** The SHA-256 of the text of a schema change, in hex. */
export function checksum(migration: Migration): string {
  return createHash('sha256').update(migration.sql).digest('hex');
}

/**
 * The schema changes that a database has not applied yet, in order. A change that this program does not know was made
 * by a newer program; its row says which programs it serves.
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
