/**
 * A database as tables of rows, for copies and checks. Rows are lists of values in the order of the inventory's
 * columns; text and sort order are byte by byte on both engines, so rows can be compared. The SQL here is the same for
 * both engines; running it is left to the engine.
 */

import { INVENTORY } from '../../server/domain/inventory/inventory.ts';
import { declaredColumns } from '../dialect/statements.ts';

export type Value = string | number | null;
export type Row = readonly Value[];

export interface Sql {
  readonly text: string;
  /** The value of `$1` first. */
  readonly values: readonly Value[];
}

/** The purpose of opening it: a copy from it or to it, with exclusive access; or a look beside running servers. */
export type Use = 'from' | 'to' | 'look';

/** One database, with its engine. Errors are `StoreUnusable`, with a line for the operator. */
export interface Tables {
  /** Its location, for the operator: without user and password. */
  readonly place: string;
  /** Columns of the primary key, in order. */
  keyOf(table: string): Promise<string[]>;
  rows(sql: Sql): Promise<Row[]>;
  /** Runs the changes in one transaction. */
  change(changes: readonly Sql[]): Promise<void>;
  /** Damage that the engine finds, one line each; never a value. */
  damages(): Promise<string[]>;
  close(): Promise<void>;
}

/** A table with its primary key. */
export interface KeyedTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly key: readonly string[];
}

/** `after` < key ≤ `last`; undefined: from the first row, or to the last. */
export interface Range {
  readonly after: Row | undefined;
  readonly last: Row | undefined;
}

/** Tables that hold the state of running programs, or facts about this database only: neither copied nor compared. */
const LOCAL_TABLES: readonly string[] = ['duties', 'schema_migrations'];

/** Tables of the vendor's rows; a table comes after those that it refers to. */
export const MOVED_TABLES: readonly string[] = [
  ...new Set(['products', ...Object.keys(INVENTORY).filter((name) => !LOCAL_TABLES.includes(name))]),
];

export async function walked(tables: Tables, name: string): Promise<KeyedTable> {
  return { name, columns: declaredColumns(name), key: await tables.keyOf(name) };
}

/** The values of a row's key. */
export function keyIn({ columns, key }: KeyedTable, row: Row): Row {
  return key.map((column) => row[columns.indexOf(column)] ?? null);
}

/** At most `limit` rows of a range, in key order. */
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
