/**
 * The commands on a whole database: the copy of a database into another one, and the check of a database. Each database
 * may be on SQLite or PostgreSQL. An unusable database is returned as an answer, with a line for the operator; only
 * bugs are thrown.
 */

import type { Day } from '../../server/domain/kernel/day.ts';
import { copyRows, IS_BEGUN, type CopyOptions, type CopyReport } from './copy-rows.ts';
import { openPostgresTables } from '../postgres/row-source.ts';
import { openSqliteTables } from '../sqlite/row-source.ts';
import { countRows, MOVED_TABLES, type Tables, type Use } from '../store/row-source.ts';
import { StoreUnusable } from '../store/unusable.ts';

/** The location of a database: a SQLite file, or the URL of a PostgreSQL database with its password. */
export type Place = { readonly path: string } | { readonly url: string };

export type UsableOr<Answer> = { readonly answer: Answer } | { readonly unusable: string };

export interface DatabaseCheck {
  /** The location of the database, without user and password. */
  readonly place: string;
  readonly schemaVersion: number;
  readonly rows: Readonly<Record<string, number>>;
  /** The faults found in the database, one line each. */
  readonly faults: readonly string[];
}

/**
 * Copies all rows of a database into another and compares them. The schemas of both databases are first brought up to
 * date.
 */
export function copyDatabase(
  places: { readonly from: Place; readonly to: Place; readonly today: Day },
  options: CopyOptions = {},
): Promise<UsableOr<CopyReport>> {
  const { from, to, today } = places;
  return catchUnusable(async () => {
    if (JSON.stringify(from) === JSON.stringify(to))
      throw new StoreUnusable('The source and the target are the same database.');
    return withTables({ place: from, today, use: 'from' }, (source) =>
      withTables({ place: to, today, use: 'to' }, (target) => copyRows(source, target, options)),
    );
  });
}

/** Checks a database while servers use it. The schema of the database is first brought up to date. */
export function checkDatabase(place: Place, today: Day): Promise<UsableOr<DatabaseCheck>> {
  return catchUnusable(() => withTables({ place, today, use: 'look' }, lookAt));
}

/** Selects the licenses whose count of taken seats differs from the number of their activations with a seat. */
const MISCOUNTED = `
  SELECT COUNT(*)
  FROM licenses LEFT JOIN (
    SELECT license, COUNT(*) AS seats FROM activations
    WHERE released_day IS NULL AND lapsed_day IS NULL GROUP BY license
  ) AS held ON held.license = licenses.id
  WHERE licenses.used <> COALESCE(held.seats, 0)`;
const VERSION = 'SELECT MAX(version) FROM schema_migrations';

async function lookAt(tables: Tables): Promise<DatabaseCheck> {
  const rows: Record<string, number> = {};
  for (const table of MOVED_TABLES) rows[table] = await numberOf(tables, countRows(table).text);
  const miscounted = await numberOf(tables, MISCOUNTED);
  const isUnfinished = (await tables.rows(IS_BEGUN)).length > 0;
  return {
    place: tables.place,
    schemaVersion: await numberOf(tables, VERSION),
    rows,
    faults: [
      ...(await tables.damages()),
      ...(miscounted === 0 ? [] : [`the count of taken seats is wrong in ${miscounted} licenses`]),
      ...(isUnfinished ? ['a copy into it has not ended: repeat quietkey database copy'] : []),
    ],
  };
}

async function numberOf(tables: Tables, text: string): Promise<number> {
  const [row] = await tables.rows({ text, values: [] });
  return Number(row?.[0]);
}

async function withTables<Answer>(
  { place, today, use }: { place: Place; today: Day; use: Use },
  act: (tables: Tables) => Promise<Answer>,
): Promise<Answer> {
  const tables =
    'url' in place
      ? await openPostgresTables({ url: place.url, today, use })
      : openSqliteTables({ path: place.path, today, use });
  try {
    return await act(tables);
  } finally {
    await tables.close();
  }
}

async function catchUnusable<Answer>(act: () => Promise<Answer>): Promise<UsableOr<Answer>> {
  try {
    return { answer: await act() };
  } catch (error) {
    if (error instanceof StoreUnusable) return { unusable: error.message };
    throw error;
  }
}
