/**
 * Opens a PostgreSQL database: checks the settings and the session on which the store relies, and brings the schema up
 * to date. Several nodes may open the database at once. The row that records a schema change is written before the
 * change is made, so the first node makes the change, and the other nodes wait for its commit and then skip the change.
 * `migrations.ts` lists the changes.
 */

import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Day } from '../../server/domain/kernel/day.ts';
import { INVENTORY } from '../../server/domain/inventory/inventory.ts';
import {
  checksum,
  MIGRATIONS,
  pendingMigrations,
  SCHEMA_MIGRATIONS,
  SERVES_NOTED_FROM,
  type AppliedMigration,
  type Migration,
} from '../migrations/migrations.ts';
import { isRaceToCreate, lineForOpening, PostgresFault } from './faults.ts';
import type { PostgresConnection } from './connection.ts';
import type { PostgresPool } from './pool.ts';
import { requireSession } from './session.ts';
import { requireSettings } from './settings.ts';
import type { Answered, Wording } from './statements.ts';
import { StoreUnusable } from '../store/unusable.ts';

/** The time limit of one schema change, in milliseconds. A change of a large table may take long. */
const CHANGE_MS = 3_600_000;
/** How long a node waits for another node to make the schema changes, in milliseconds. */
const OTHERS_MS = 60_000;
const LOOK_AGAIN_MS = 200;

/** The faults that a node can meet while another node makes the schema changes. */
const RACE: ReadonlySet<string> = new Set(['duplicate', 'conflict', 'busy']);

/**
 * The column type of text. Text is compared byte by byte, as SQLite does, so that both engines sort keys and walk along
 * them in the same order.
 */
const TEXT = 'TEXT COLLATE "C"';

/** The columns that identify a person in plain text, or contain text about a person. */
const UNSAMPLED = Object.entries(INVENTORY).flatMap(([table, { columns }]) =>
  Object.entries(columns)
    .filter(([, { subject, form }]) => subject === 'person' && (form === 'plain' || form === 'sealed'))
    .map(([column]) => ({ table, column })),
);

/** The location of a database, for the operator: never the user or the password. */
export function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

/** The database to open, and the day that is recorded with a change of its schema. */
export interface OpenSchema {
  readonly url: string;
  readonly today: Day;
}

/** Checks the server's settings and brings the schema up to date. @throws StoreUnusable */
export async function openSchema(pool: PostgresPool, { url, today }: OpenSchema): Promise<void> {
  const place = placeOf(url);
  try {
    await withConnection(pool, (connection) => requireSettings(connection, url));
    await requireSession(pool, place);
    await migrate(pool, place, today);
    await withConnection(pool, (connection) => leaveUnsampled(connection));
  } catch (error) {
    throw error instanceof PostgresFault ? new StoreUnusable(lineForOpening(place, error)) : error;
  }
}

/** Applies the schema changes that the database has not applied yet. @throws StoreUnusable, PostgresFault */
export async function migrate(
  pool: PostgresPool,
  place: string,
  today: Day,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  const until = performance.now() + OTHERS_MS;
  for (;;) {
    try {
      return await withConnection(pool, async (connection) => {
        const pending = pendingMigrations(await applied(connection, place), migrations);
        if (pending.length === 0) return;
        await makeList(connection);
        await makeAll(connection, pending, today);
      });
    } catch (error) {
      const isRace = error instanceof PostgresFault && RACE.has(error.kind);
      if (!isRace || performance.now() >= until) throw error;
      await sleep(LOOK_AGAIN_MS);
    }
  }
}

async function makeList(connection: PostgresConnection): Promise<void> {
  try {
    await connection.send([text(inC(SCHEMA_MIGRATIONS))]);
  } catch (error) {
    if (!(error instanceof PostgresFault && isRaceToCreate(error))) throw error;
  }
}

async function makeAll(
  connection: PostgresConnection,
  pending: readonly Migration[],
  today: Day,
): Promise<void> {
  try {
    await connection.send([text('BEGIN'), text('SET LOCAL statement_timeout = 0')]);
    for (const migration of pending) await connection.send(change(migration, today), { answerMs: CHANGE_MS });
    const [commit] = await connection.send([text('COMMIT')]);
    if (commit?.command !== 'COMMIT') throw new PostgresFault('conflict');
  } catch (error) {
    await connection.send([text('ROLLBACK')]).catch(() => undefined);
    throw error;
  }
}

function change(migration: Migration, today: Day): Wording[] {
  const { version, name, sql, serves } = migration;
  const noted = {
    ...text('INSERT INTO schema_migrations (version, name, checksum, day) VALUES ($1, $2, $3, $4)'),
    values: [version, name, checksum(migration), today],
  };
  const served = {
    ...text('UPDATE schema_migrations SET serves = $1 WHERE version = $2'),
    values: [serves, version],
  };
  return [noted, text(inC(sql)), ...(version < SERVES_NOTED_FROM ? [] : [served])];
}

async function applied(connection: PostgresConnection, place: string): Promise<AppliedMigration[]> {
  const tables = await one(
    connection,
    `SELECT table_name FROM information_schema.tables
     WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`,
  );
  if (tables.length === 0) return [];
  if (!tables.some(([name]) => name === 'schema_migrations')) {
    throw new StoreUnusable(
      `The database ${place} belongs to another program: give Quietkey one of its own.`,
    );
  }
  const [latest] = await one(connection, 'SELECT COALESCE(MAX(version), 0) FROM schema_migrations');
  const serves = Number(latest?.[0]) < SERVES_NOTED_FROM ? 'NULL' : 'serves';
  const rows = await one(
    connection,
    `SELECT version, checksum, ${serves} FROM schema_migrations ORDER BY version`,
  );
  return rows.map(([version, sum, oldest]) => ({
    version: version as number,
    checksum: sum as string,
    serves: oldest as number | null,
  }));
}

/** Disables the planner's samples of the columns about persons: a sample would survive the erasure of the person. */
async function leaveUnsampled(connection: PostgresConnection): Promise<void> {
  const sampled = await one(
    connection,
    `SELECT relname || '.' || attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
     WHERE relnamespace = current_schema()::regnamespace AND attstattarget IS DISTINCT FROM 0`,
  );
  const due = UNSAMPLED.filter(({ table, column }) =>
    sampled.some(([name]) => name === `${table}.${column}`),
  );
  if (due.length === 0) return;
  await connection.send(
    due.map(({ table, column }) => text(`ALTER TABLE ${table} ALTER COLUMN ${column} SET STATISTICS 0`)),
  );
}

async function withConnection<Result>(
  pool: PostgresPool,
  act: (connection: PostgresConnection) => Promise<Result>,
): Promise<Result> {
  const connection = await pool.checkout();
  try {
    return await act(connection);
  } finally {
    connection.release();
  }
}

async function one(connection: PostgresConnection, sql: string): Promise<Answered['rows']> {
  const [answer] = await connection.send([text(sql)]);
  return answer?.rows ?? [];
}

function text(sql: string): Wording {
  return { text: sql, rowMode: 'array' };
}

function inC(sql: string): string {
  return sql.replaceAll(/\bTEXT\b/g, TEXT);
}
