/**
 * A database as tables of rows, for copies and checks. Rows are lists of values in the order of the inventory's
 * columns; both engines compare and sort text byte by byte, so rows of two databases can be compared. The SQL in this
 * file is the same for both engines, and each engine runs it.
 */

import { INVENTORY } from '../../server/domain/inventory/inventory.ts';
import { declaredColumns } from '../dialect/statements.ts';

export type Value = string | number | null;
export type Row = readonly Value[];

export interface Sql {
  readonly text: string;
  /** The values of the statement's parameters; the first one is `$1`. */
  readonly values: readonly Value[];
}

/**
 * The purpose for which a database is opened. `from` and `to`: a copy from or to the database, with exclusive access.
 * `look`: a check of the database while servers may run.
 */
export type Use = 'from' | 'to' | 'look';

/** One database with its engine. Its errors are `StoreUnusable`, with a line for the operator. */
export interface Tables {
  /** The location of the database for the operator, without user and password. */
  readonly place: string;
  /** The columns of a table's primary key, in order. */
  keyOf(table: string): Promise<string[]>;
  rows(sql: Sql): Promise<Row[]>;
  /** Runs the given changes in one transaction. */
  change(changes: readonly Sql[]): Promise<void>;
  /** The damage that the database engine finds, one line for each, and never a value. */
  damages(): Promise<string[]>;
  close(): Promise<void>;
}

/** A table with its primary key. */
export interface KeyedTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly key: readonly string[];
}

/**
 * A range of keys: `after` < key ≤ `last`. An undefined `after` means from the first row, and an undefined `last` means
 * to the last row.
 */
export interface Range {
  readonly after: Row | undefined;
  readonly last: Row | undefined;
}

/**
 * The tables that are neither copied nor compared, because they contain the state of running programs, or facts about
 * this one database.
 */
const LOCAL_TABLES: readonly string[] = ['duties', 'schema_migrations'];

/** The tables of the vendor's rows. A table comes after the tables to which it refers. */
export const MOVED_TABLES: readonly string[] = [
  ...new Set(['products', ...Object.keys(INVENTORY).filter((name) => !LOCAL_TABLES.includes(name))]),
];

export async function walked(tables: Tables, name: string): Promise<KeyedTable> {
  return { name, columns: declaredColumns(name), key: await tables.keyOf(name) };
}

/** The values of the primary key of a row. */
export function keyIn({ columns, key }: KeyedTable, row: Row): Row {
  return key.map((column) => row[columns.indexOf(column)] ?? null);
}

/** The SQL that selects at most `limit` rows of a range, in key order. */
export function selectRange(table: KeyedTable, range: Range, limit?: number): Sql {
  const { text, values } = inRange(table.key, range);
  const end = limit === undefined ? '' : ` LIMIT ${limit}`;
  return {
    text: `SELECT ${table.columns.join(', ')} FROM ${table.name}${text} ORDER BY ${table.key.join(', ')}${end}`,
    values,
  };
}

export function countRows(table: string): Sql {
  return { text: `SELECT COUNT(*) FROM ${table}`, values: [] };
}

export function insertRow({ name, columns }: KeyedTable, row: Row): Sql {
  const places = columns.map((_, index) => `$${index + 1}`);
  return { text: `INSERT INTO ${name} (${columns.join(', ')}) VALUES (${places.join(', ')})`, values: row };
}

export function updateRow(table: KeyedTable, row: Row): Sql {
  const { name, columns, key } = table;
  const set = columns.map((column, index) => `${column} = $${index + 1}`);
  const where = key.map((column) => `${column} = $${columns.indexOf(column) + 1}`);
  return { text: `UPDATE ${name} SET ${set.join(', ')} WHERE ${where.join(' AND ')}`, values: row };
}

export function deleteRow(table: KeyedTable, row: Row): Sql {
  const where = table.key.map((column, index) => `${column} = $${index + 1}`);
  return { text: `DELETE FROM ${table.name} WHERE ${where.join(' AND ')}`, values: keyIn(table, row) };
}

function inRange(key: readonly string[], { after, last }: Range): Sql {
  const values = [...(after ?? []), ...(last ?? [])];
  const bounds = [...(after === undefined ? [] : ['>']), ...(last === undefined ? [] : ['<='])];
  const texts = bounds.map((sign, index) => {
    const places = key.map((_, column) => `$${index * key.length + column + 1}`);
    return `(${key.join(', ')}) ${sign} (${places.join(', ')})`;
  });
  return { text: texts.length === 0 ? '' : ` WHERE ${texts.join(' AND ')}`, values };
}
