// The rows of a server's database, for tests that ask whether a request has changed them.

import Database from 'better-sqlite3';
import { join } from 'node:path';
import type { Config } from '../../../server/config/config.ts';
import { INVENTORY } from '../../../server/domain/inventory/inventory.ts';

/** The tables that the server's own jobs write at any time, and requests never. */
const OF_JOBS: readonly string[] = ['tasks', 'duties', 'confirmed_day'];

/** The rows by table, as texts in an order of their own. The tables of the jobs are left out. */
export function tablesOf({ dataFolder }: Config): Record<string, string[]> {
  const connection = new Database(join(dataFolder, 'quietkey.db'), { readonly: true });
  try {
    const rowsOf = (table: string) => connection.prepare(`SELECT * FROM ${table}`).all();
    return Object.fromEntries(
      Object.keys(INVENTORY)
        .filter((table) => !OF_JOBS.includes(table))
        .map((table) => [
          table,
          rowsOf(table)
            .map((row) => JSON.stringify(row))
            .toSorted(),
        ]),
    );
  } finally {
    connection.close();
  }
}
