/**
 * A SQLite file as tables of rows. A copy needs exclusive access: it is refused while any other process has the file
 * open, and no other process can open the file until the copy has closed it. A check of the database works while a
 * server runs.
 */

import { isThere } from '../../client-sdk/typescript/primitives/files.ts';
import type Database from 'better-sqlite3';
import type { Day } from '../../server/domain/kernel/day.ts';
import { lineForOpening } from './faults.ts';
import { openAlone, openReader, openWriter, type SqliteConnection } from './connection.ts';
import type { Row, Sql, Tables, Use, Value } from '../store/row-source.ts';
import { StoreUnusable } from '../store/unusable.ts';

export interface OpenSqliteTables {
  readonly path: string;
  /** The day that is recorded with a change of the schema. */
  readonly today: Day;
  readonly use: Use;
}

const DAMAGES_MAX = 5;

/** Brings the schema of the file up to date, and opens the file. @throws StoreUnusable */
export function openSqliteTables({ path, today, use }: OpenSqliteTables): Tables {
  if (use !== 'to' && !isThere(path)) throw new StoreUnusable(`There is no database ${path}.`);
  openWriter(path, today).close();
  return new SqliteTables(path, use === 'look' ? openReader(path) : openAlone(path));
}

class SqliteTables implements Tables {
  readonly place: string;
  readonly #connection: SqliteConnection;
  readonly #prepared = new Map<string, Database.Statement>();

  constructor(path: string, connection: SqliteConnection) {
    this.place = path;
    this.#connection = connection;
  }

  async keyOf(table: string): Promise<string[]> {
    const text = 'SELECT name FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk';
    return (await this.rows({ text, values: [table] })).map(([name]) => String(name));
  }

  async rows({ text, values }: Sql): Promise<Row[]> {
    return this.#asking(() => this.#prepare(text).all(bound(values)) as Row[]);
  }

  async change(changes: readonly Sql[]): Promise<void> {
    const connection = this.#connection;
    this.#asking(() => {
      connection.step('beginWrite');
      try {
        for (const { text, values } of changes) this.#prepare(text).run(bound(values));
        connection.step('commit');
      } catch (error) {
        if (connection.inTransaction) connection.step('rollback');
        throw error;
      }
      connection.checkpointWhenGrown();
    });
  }

  async damages(): Promise<string[]> {
    const pages = await this.rows({ text: `PRAGMA quick_check(${DAMAGES_MAX})`, values: [] });
    const strays = await this.rows({ text: 'PRAGMA foreign_key_check', values: [] });
    const lines = pages.map(([line]) => String(line)).filter((line) => line !== 'ok');
    return strays.length === 0 ? lines : [...lines, `${strays.length} rows refer to rows that do not exist`];
  }

  async close(): Promise<void> {
    this.#connection.close();
  }

  #prepare(text: string): Database.Statement {
    const known = this.#prepared.get(text);
    if (known !== undefined) return known;
    const statement = this.#connection.database.prepare(text);
    if (statement.reader) statement.raw();
    this.#prepared.set(text, statement);
    return statement;
  }

  #asking<Answer>(act: () => Answer): Answer {
    try {
      return act();
    } catch (error) {
      const line = lineForOpening(this.place, error);
      throw line === undefined ? error : new StoreUnusable(line);
    }
  }
}

function bound(values: Sql['values']): Record<number, Value> {
  return Object.fromEntries(values.map((value, index) => [index + 1, value]));
}
