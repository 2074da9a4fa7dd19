/** An empty database of each engine, for the tests of migrations. */

import Database from 'better-sqlite3';
import type { Migration } from '../../../db/migrations/migrations.ts';
import { migrate as migratePostgres } from '../../../db/postgres/migrate.ts';
import { openPool } from '../../../db/postgres/pool.ts';
import { migrate as migrateSqlite } from '../../../db/sqlite/migrate.ts';
import { toDay } from '../../../server/domain/kernel/day.ts';
import { freshFolder } from '../../support/engines.ts';
import { ownDatabase } from '../../support/postgres.ts';

export interface Subject {
  migrate(day: number, migrations?: readonly Migration[]): Promise<void>;
  sql(text: string): Promise<unknown[]>;
  tables(): Promise<unknown[]>;
  end(): Promise<void>;
}

async function sqlite(): Promise<Subject> {
  const folder = freshFolder();
  const database = new Database(folder.path);
  return {
    migrate: async (day, migrations) => migrateSqlite(database, toDay(day), migrations),
    sql: async (text) => {
      const statement = database.prepare(text);
      return statement.reader ? statement.all() : [statement.run()];
    },
    tables: async () => database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).pluck().all(),
    end: async () => {
      database.close();
      folder.remove();
    },
  };
}

async function postgres(): Promise<Subject> {
  const database = await ownDatabase({ schema: false });
  const pool = await openPool(database.url);
  return {
    migrate: (day, migrations) => migratePostgres(pool, 'the test', toDay(day), migrations),
    sql: (text) => database.query(text.replaceAll('version, day', 'version::int, day::int')),
    tables: async () => {
      const rows = await database.query(
        `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`,
      );
      return rows.map((row) => row['table_name']);
    },
    end: async () => {
      await pool.close();
      await database.end();
    },
  };
}

export const SUBJECTS = { SQLite: sqlite, PostgreSQL: postgres } as const;
