/**
 * The schema as a list of changes: every file of this folder with a number, which is the version. What a database has
 * seen is in its table `schema_migrations`, with the SHA-256 of each text; a change that was edited afterwards, or a
 * database that no longer serves the program, is refused. The engines run them in one transaction, under a lock. Numbers
 * only rise and may have gaps: changes developed at the same time took numbers beforehand, and the work behind 4 and 9
 * needed none.
 */

import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
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

/** What a file of a change exports. */
interface MigrationFile {
  readonly migration: Pick<Migration, 'sql' | 'serves'>;
}

/** `0002-many-nodes.js` is version 2, named "many nodes". */
const FILE = /^(\d{4})-([a-z0-9-]+)\.js$/;

/**
 * In the order of their versions. A gap is never filled later: a database takes only what is above its latest number,
 * and would miss it.
 */
export const MIGRATIONS: readonly Migration[] = await Promise.all(
  readdirSync(import.meta.dirname)
    .toSorted()
    .flatMap((file) => {
      const [, version, words = ''] = FILE.exec(file) ?? [];
      return version === undefined ? [] : [readMigration(file, Number(version), words.replaceAll('-', ' '))];
    }),
);

async function readMigration(file: string, version: number, name: string): Promise<Migration> {
  const { migration } = (await import(`./${file}`)) as MigrationFile;
  return { version, name, ...migration };
}

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
