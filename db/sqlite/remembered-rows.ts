/**
 * Rows of products that are remembered across transactions, so that they are read once and not with each request. They
 * are forgotten when this connection changes their table, and when another connection has changed the database (`PRAGMA
 * data_version`, SQLite documentation). In a transaction that changes the table nothing is remembered, since it may be
 * rolled back.
 */

import type Database from 'better-sqlite3';

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

  /** The remembered row of a product, or else the row that `read` finds. An absent row is not remembered. */
  row(product: string, read: () => object | undefined): object | undefined {
    const known = this.#rows.get(product);
    if (known !== undefined) return known;
    const row = read();
    if (row !== undefined && !this.#isChanged) this.#rows.set(product, Object.freeze(row));
    return row;
  }
}
