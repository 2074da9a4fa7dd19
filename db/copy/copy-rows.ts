/**
 * Copies a vendor's rows from one database to another, for both engines. The copy compares both databases by primary
 * key, window by window, and writes only the differences, so a copy that was killed is simply run again. At the end all
 * rows of both databases are read again and compared. A target database that has other rows is refused. No server
 * starts on a database with an unfinished copy.
 */

import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import {
  countRows,
  deleteRow,
  insertRow,
  keyIn,
  MOVED_TABLES,
  selectRange,
  updateRow,
  walked,
  type Range,
  type Row,
  type Sql,
  type Tables,
  type KeyedTable,
} from '../store/row-source.ts';
import { StoreUnusable } from '../store/unusable.ts';

const WINDOW_ROWS = 1_000;

export interface CopyOptions {
  /**
   * Called after each window of rows, with the table, the number of its rows that are done, and the number of all its
   * rows.
   */
  readonly onProgress?: (line: { step: 'copy' | 'compare'; table: string; rows: number; of: number }) => void;
  /** Stops the copy between two windows of rows. */
  readonly signal?: AbortSignal;
}

export interface CopyReport {
  /** Whether all rows were copied and compared. False means that the copy was stopped and has to be run again. */
  readonly finished: boolean;
  readonly tables: readonly {
    readonly table: string;
    readonly rows: number;
    /** The number of rows that this run changed. It is less than `rows` if an earlier run copied a part of them. */
    readonly changed: number;
  }[];
}

/**
 * Copies all rows from one database to another.
 * @throws StoreUnusable if the source is an unfinished copy, the target has rows of its own, or both databases differ
 * at the end
 */
export async function copyRows(from: Tables, to: Tables, options: CopyOptions = {}): Promise<CopyReport> {
  await requireWhole(from);
  await begin(to);
  const copied = await goThrough(from, to, { ...options, step: 'copy' });
  if (options.signal?.aborted) return { finished: false, tables: copied };
  const compared = await goThrough(from, to, { ...options, step: 'compare' });
  if (options.signal?.aborted) return { finished: false, tables: copied };
  const unequal = compared.find((line) => line.changed > 0)?.table;
  if (unequal !== undefined) {
    throw new StoreUnusable(
      `The rows of ${unequal} differ: another program writes to ${to.place}. Stop it and repeat the copy.`,
    );
  }
  await to.change([END]);
  return { finished: true, tables: copied };
}

/**
 * The row that marks a copy as begun. While the row exists the copy is unfinished, and
 * `server/domain/cluster/node-admission.ts` refuses the database.
 */
const BEGIN: Sql = {
  text: `INSERT INTO duties (task, holder, beat) VALUES ('copy', 'unfinished', 0)`,
  values: [],
};
const END: Sql = { text: `DELETE FROM duties WHERE task = 'copy'`, values: [] };
export const IS_BEGUN: Sql = { text: `SELECT beat FROM duties WHERE task = 'copy'`, values: [] };

async function requireWhole(from: Tables): Promise<void> {
  if ((await from.rows(IS_BEGUN)).length === 0) return;
  throw new StoreUnusable(`A copy into ${from.place} has not ended: repeat it first.`);
}

async function begin(to: Tables): Promise<void> {
  if ((await to.rows(IS_BEGUN)).length > 0) return;
  for (const table of MOVED_TABLES) {
    if ((await count(to, table)) > 0) {
      throw new StoreUnusable(`${to.place} holds rows of its own (${table}): copy into an empty database.`);
    }
  }
  await to.change([BEGIN]);
}

async function goThrough(
  from: Tables,
  to: Tables,
  options: CopyOptions & { step: 'copy' | 'compare' },
): Promise<CopyReport['tables']> {
  const lines = [];
  for (const name of MOVED_TABLES) lines.push(await goThroughTable(from, to, { ...options, name }));
  return lines;
}

async function goThroughTable(
  from: Tables,
  to: Tables,
  { name, step, ...options }: CopyOptions & { step: 'copy' | 'compare'; name: string },
): Promise<CopyReport['tables'][number]> {
  const table = await walked(from, name);
  const total = await count(from, name);
  const done = { table: name, rows: 0, changed: 0 };
  let after: Row | undefined;
  let isLast = false;
  while (!isLast && options.signal?.aborted !== true) {
    const wanted = await from.rows(selectRange(table, { after, last: undefined }, WINDOW_ROWS));
    isLast = wanted.length < WINDOW_ROWS;
    const range: Range = { after, last: isLast ? undefined : keyIn(table, wanted.at(-1) ?? []) };
    const changes = differences(table, wanted, await to.rows(selectRange(table, range)));
    if (step === 'copy' && changes.length > 0) await to.change(changes);
    after = range.last;
    done.rows += wanted.length;
    done.changed += changes.length;
    options.onProgress?.({ step, table: name, rows: done.rows, of: total });
    // a copy between two SQLite files never waits for anything, so without this pause the process would not notice
    // Ctrl-C
    await yieldToEventLoop();
  }
  return done;
}

/** The changes that turn the rows found in the target into the wanted rows of the source. */
function differences(table: KeyedTable, wanted: readonly Row[], found: readonly Row[]): Sql[] {
  const name = (row: Row): string => JSON.stringify(keyIn(table, row));
  const [goals, rest] = [new Set(wanted.map(name)), new Map(found.map((row) => [name(row), row]))];
  const strangers = found.filter((row) => !goals.has(name(row)));
  const changes = wanted.flatMap((row) => {
    const there = rest.get(name(row));
    if (there === undefined) return [insertRow(table, row)];
    return JSON.stringify(there) === JSON.stringify(row) ? [] : [updateRow(table, row)];
  });
  return [...strangers.map((row) => deleteRow(table, row)), ...changes];
}

async function count(tables: Tables, table: string): Promise<number> {
  const [row] = await tables.rows(countRows(table));
  return Number(row?.[0]);
}
