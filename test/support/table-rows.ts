/** Rows of a world's database, read by SQL beside its store, on either engine. */

import Database from 'better-sqlite3';
import pg from 'pg';
import { databasePath } from '../../server/composition/prepare-secrets.ts';
import type { Config } from '../../server/config/config.ts';

export async function rowsIn<Row extends object>(config: Config, sql: string): Promise<Row[]> {
  if (config.database === undefined) {
    const database = new Database(databasePath(config), { readonly: true });
    try {
      return database.prepare<[], Row>(sql).all();
    } finally {
      database.close();
    }
  }
  const client = new pg.Client(config.database.reveal());
  await client.connect();
  try {
    const { rows } = await client.query<Row & pg.QueryResultRow>(sql);
    return rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, name === 'day' ? Number(value) : value]),
      ),
    ) as Row[];
  } finally {
    await client.end();
  }
}

/** Runs SQL that changes rows, past the product. */
export async function execute(config: Config, sql: string): Promise<void> {
  if (config.database === undefined) {
    const database = new Database(databasePath(config));
    try {
      database.exec(sql);
    } finally {
      database.close();
    }
    return;
  }
  const client = new pg.Client(config.database.reveal());
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** The username of the account that owns a license; null: nobody owns it. It is read without a look, which a hold restricts. */
export async function ownerIn(config: Config, license: string): Promise<string | null> {
  const owners = `SELECT username FROM owners JOIN accounts ON accounts.id = account WHERE license = '${license}'`;
  const [owner] = await rowsIn<{ username: string }>(config, owners);
  return owner?.username ?? null;
}
