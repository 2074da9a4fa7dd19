/**
 * Rows that are remembered across transactions, so that they are read once and not with each request. They are forgotten
 * when this connection changes their table, and when another connection has changed the database (`PRAGMA data_version`,
 * SQLite documentation). In a transaction that changes the table nothing is remembered, since it may be rolled back.
 */

import type Database from 'better-sqlite3';
import type { Query } from '../../server/domain/kernel/query.ts';

export class RememberedRows {
  readonly #rows = new Map<string, object>();
  readonly #version: Database.Statement;
  #seen: unknown;
  /** Whether this transaction changes the table. */
  #isChanged = false;

  constructor(database: Database.Database) {
    this.#version = database.prepare('PRAGMA data_version').pluck();
  }

  /** Called in each transaction, before its first query. */
  begin(): void {
    const version = this.#version.get();
    if (version !== this.#seen) this.#rows.clear();
    this.#seen = version;
    this.#isChanged = false;
  }

  /** Called before this connection changes the table of remembered rows. */
  change(): void {
    this.#rows.clear();
    this.#isChanged = true;
  }

  /** The remembered row, or else the row that `read` finds. An absent row is not remembered. */
  row(query: Query, read: () => object | undefined): object | undefined {
    const key = JSON.stringify([query.name, query.params]);
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const row = read();
    if (row !== undefined && !this.#isChanged) this.#rows.set(key, Object.freeze(row));
    return row;
  }
}
