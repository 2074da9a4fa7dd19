// Every row of a server's database, for tests that ask whether something has changed it.

import Database from 'better-sqlite3';
import { join } from 'node:path';
import type { Config } from '../../../server/config/config.ts';
import { INVENTORY } from '../../../server/domain/inventory/inventory.ts';

/** The rows by table, as texts in an order of their own. */
export function tablesOf({ dataFolder }: Config): Record<string, string[]> {
  const connection = new Database(join(dataFolder, 'quietkey.db'), { readonly: true });
  try {
    const rowsOf = (table: string) => connection.prepare(`SELECT * FROM ${table}`).all();
    return Object.fromEntries(
      Object.keys(INVENTORY).map((table) => [
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
