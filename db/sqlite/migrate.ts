/**
 * Brings the schema of a SQLite file up to date, in one transaction. Of several concurrent processes the first one
 * makes the schema changes, and the other processes find the schema up to date. `migrations.ts` lists the changes and
 * decides when a database is refused.
 */

import type Database from 'better-sqlite3';
import type { Day } from '../../server/domain/kernel/day.ts';
import {
  checksum,
  MIGRATIONS,
  pendingMigrations,
  SCHEMA_MIGRATIONS,
  SERVES_NOTED_FROM,
  type AppliedMigration,
  type Migration,
} from '../migrations/migrations.ts';
import { StoreUnusable } from '../store/unusable.ts';

/**
 * The comment in the migrations after a table with a random key, and the table option that SQLite needs instead of
 * the comment.
 */
const WALKED_BY_KEY = '/* walked by its key */';
const TABLE_OPTION = 'WITHOUT ROWID';

/**
 * Applies the schema changes that the file has not applied yet. A file that is up to date is only read.
 * @throws StoreUnusable if the file belongs to another program, or its changes are not those of this program
 */
export function migrate(
  database: Database.Database,
  today: Day,
  migrations: readonly Migration[] = MIGRATIONS,
): void {
  if (pendingMigrations(applied(database), migrations).length === 0) return;
  database
    .transaction(() => {
      const pending = pendingMigrations(applied(database), migrations);
      database.exec(SCHEMA_MIGRATIONS);
      for (const migration of pending) change(database, migration, today);
    })
    .immediate();
}

function change(database: Database.Database, migration: Migration, today: Day): void {
  database.exec(migration.sql.replaceAll(WALKED_BY_KEY, TABLE_OPTION));
  database
    .prepare('INSERT INTO schema_migrations (version, name, checksum, day) VALUES (?, ?, ?, ?)')
    .run(migration.version, migration.name, checksum(migration), today);
  if (migration.version < SERVES_NOTED_FROM) return;
  database
    .prepare('UPDATE schema_migrations SET serves = ? WHERE version = ?')
    .run(migration.serves, migration.version);
}

function applied(database: Database.Database): AppliedMigration[] {
  const tables = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).pluck().all();
  if (tables.length === 0) return [];
  if (!tables.includes('schema_migrations')) {
    throw new StoreUnusable(`The database ${database.name} belongs to another program.`);
  }
  const latest = database.prepare('SELECT MAX(version) FROM schema_migrations').pluck().get() as number;
  const serves = latest < SERVES_NOTED_FROM ? 'NULL AS serves' : 'serves';
  return database
    .prepare(`SELECT version, checksum, ${serves} FROM schema_migrations ORDER BY version`)
    .all() as AppliedMigration[];
}
