/**
 * A database as tables of rows, for what goes through all of them: copies and checks. Rows are lists of values in the
 * order of the inventory's columns; text and order are byte by byte on both engines, so that rows may be compared. The
 * texts here are one for both engines; running them is the engine's work.
 */

import { INVENTORY } from '../../server/domain/inventory/inventory.ts';
import { declaredColumns } from '../sql/statements.ts';

export type Value = string | number | null;
export type Row = readonly Value[];

export interface Sql {
  readonly text: string;
  /** The value of `$1` first. */
  readonly values: readonly Value[];
}

/** What it is opened for: a copy from it or to it, by one who has it to himself; or a look beside servers. */
export type Use = 'from' | 'to' | 'look';

/** An engine behind it. What it throws is `StoreUnusable`, a line for the operator. */
export interface Tables {
  /** Where it is, for an operator to read: without user and password. */
  readonly place: string;
  /** Columns of the primary key, in its order. */
  keyOf(table: string): Promise<string[]>;
  rows(sql: Sql): Promise<Row[]>;
  /** In one transaction. */
  change(changes: readonly Sql[]): Promise<void>;
  /** What the engine finds damaged, a line each; never a value. */
  damages(): Promise<string[]>;
  close(): Promise<void>;
}

/** A table with its key. */
export interface Walked {
  readonly name: string;
  readonly columns: readonly string[];
  readonly key: readonly string[];
}

/** `after` < key ≤ `last`; undefined: from the first row, to the last. */
export interface Range {
  readonly after: Row | undefined;
  readonly last: Row | undefined;
}

/** What stands for the state of programs that run, and what each database notes for itself: not moved, not compared. */
const OF_THE_PLACE: readonly string[] = ['duties', 'schema_migrations'];

/** Tables that hold the vendor's rows, those that others refer to before them. */
export const MOVED_TABLES: readonly string[] = [
  ...new Set(['products', ...Object.keys(INVENTORY).filter((name) => !OF_THE_PLACE.includes(name))]),
];

export async function walked(tables: Tables, name: string): Promise<Walked> {
  return { name, columns: declaredColumns(name), key: await tables.keyOf(name) };
}

/** The values of a row's key. */
export function keyIn({ columns, key }: Walked, row: Row): Row {
  return key.map((column) => row[columns.indexOf(column)] ?? null);
}

/** At most `limit` rows of a range, by their key. */
export function selectRange(table: Walked, range: Range, limit?: number): Sql {
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

export function insertRow({ name, columns }: Walked, row: Row): Sql {
  const places = columns.map((_, at) => `$${at + 1}`);
  return { text: `INSERT INTO ${name} (${columns.join(', ')}) VALUES (${places.join(', ')})`, values: row };
}

export function updateRow(table: Walked, row: Row): Sql {
  const { name, columns, key } = table;
  const set = columns.map((column, at) => `${column} = $${at + 1}`);
  const where = key.map((column) => `${column} = $${columns.indexOf(column) + 1}`);
  return { text: `UPDATE ${name} SET ${set.join(', ')} WHERE ${where.join(' AND ')}`, values: row };
}

export function deleteRow(table: Walked, row: Row): Sql {
  const where = table.key.map((column, at) => `${column} = $${at + 1}`);
  return { text: `DELETE FROM ${table.name} WHERE ${where.join(' AND ')}`, values: keyIn(table, row) };
}

function inRange(key: readonly string[], { after, last }: Range): Sql {
  const values = [...(after ?? []), ...(last ?? [])];
  const bounds = [...(after === undefined ? [] : ['>']), ...(last === undefined ? [] : ['<='])];
  const texts = bounds.map((sign, at) => {
    const places = key.map((_, column) => `$${at * key.length + column + 1}`);
    return `(${key.join(', ')}) ${sign} (${places.join(', ')})`;
  });
  return { text: texts.length === 0 ? '' : ` WHERE ${texts.join(' AND ')}`, values };
}
