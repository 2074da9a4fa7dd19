/**
 * A database under a data folder that a test backs up and puts back with the means of an operator: a copied file, or a
 * copy that PostgreSQL makes of a whole database.
 */

import Database from 'better-sqlite3';
import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { INVENTORY } from '../../server/domain/inventory/inventory.ts';
import { ownDatabase } from './postgres.ts';

const TABLES = Object.keys(INVENTORY).filter((table) => table !== 'schema_migrations');
const SAVE_ROWS = [
  'DROP SCHEMA IF EXISTS saved CASCADE; CREATE SCHEMA saved',
  ...TABLES.map((table) => `CREATE TABLE saved.${table} AS TABLE public.${table}`),
].join('; ');
/** Without the checks of foreign keys, as pg_restore loads data. */
const LOAD_ROWS = [
  `SET session_replication_role = replica; TRUNCATE ${TABLES.join(', ')}`,
  ...TABLES.map((table) => `INSERT INTO public.${table} TABLE saved.${table}`),
].join('; ');

export interface CopiedDatabase {
  /** The settings of a server on it. */
  readonly settings: Record<string, string>;
  /** Runs SQL without the store. No world may be open on SQLite. */
  query(sql: string): Promise<Record<string, unknown>[]>;
  /** Makes a copy, in place of an earlier one. No world may be open. */
  backUp(): Promise<void>;
  /** Puts the copy in place of the database; on PostgreSQL also under an open world. */
  putBack(): Promise<void>;
  /** Whether a byte string is anywhere in the database: in its file, or in the rows of all tables. */
  holds(text: string): Promise<boolean>;
  end(): Promise<void>;
}

/** @param dataFolder where the file is; read when it is needed */
export function sqliteToCopy(dataFolder: () => string): Promise<CopiedDatabase> {
  const path = (): string => join(dataFolder(), 'quietkey.db');
  const files = (): string[] => ['', '-wal', '-shm'].map((end) => `${path()}${end}`);
  return Promise.resolve({
    settings: {},
    query: (sql) => {
      const database = new Database(path());
      try {
        const statement = database.prepare<[], Record<string, unknown>>(sql);
        return Promise.resolve(statement.reader ? statement.all() : [statement.run() && {}]);
      } finally {
        database.close();
      }
    },
    backUp: () => Promise.resolve(copyFileSync(path(), `${path()}.copy`)),
    putBack: () => {
      for (const file of files()) rmSync(file, { force: true });
      return Promise.resolve(copyFileSync(`${path()}.copy`, path()));
    },
    holds: (text) =>
      Promise.resolve(files().some((file) => existsSync(file) && readFileSync(file).includes(text))),
    end: () => Promise.resolve(),
  });
}

/** @param whole whether the copy is a database of its own, which takes seconds, or has the rows of all tables */
export async function postgresToCopy({ whole = false } = {}): Promise<CopiedDatabase> {
  const made = await ownDatabase();
  await made.end();
  const name = new URL(made.url).pathname.slice(1);
  const copy = `${name}_copy`;
  const onServer = (sql: string) => queryAt(addressOf(made.url, 'postgres'), sql);
  const replace = async (database: string, template: string): Promise<void> => {
    await onServer(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
    await onServer(`CREATE DATABASE ${database} TEMPLATE ${template}`);
  };
  const query = (sql: string) => queryAt(made.url, sql);
  return {
    settings: { DATABASE_URL: made.url },
    query,
    backUp: async () => void (await (whole ? replace(copy, name) : query(SAVE_ROWS))),
    putBack: async () => void (await (whole ? replace(name, copy) : query(LOAD_ROWS))),
    holds: async (text) => {
      const found = Object.keys(INVENTORY).map(
        (table) => `SELECT 1 FROM ${table} WHERE ${table}::text LIKE '%${text}%'`,
      );
      return (await query(found.join(' UNION ALL '))).length > 0;
    },
    end: async () => {
      for (const database of [name, copy]) await onServer(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
    },
  };
}

function addressOf(url: string, database: string): string {
  const address = new URL(url);
  address.pathname = `/${database}`;
  return address.href;
}

async function queryAt(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
