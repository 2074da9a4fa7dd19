/**
 * A PostgreSQL database as tables of rows, read and written over one connection. A copy reads one snapshot of the
 * database, however long the copy takes. A copy from or to a database is refused while a server is connected to the
 * database, since the server's writes would be missing from the copy.
 */

import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Day } from '../../server/domain/kernel/day.ts';
import { lineForOpening, PostgresFault } from './faults.ts';
import type { PostgresConnection } from './connection.ts';
import { LONG_ANSWER_MS, openPool, type PostgresPool } from './pool.ts';
import { openSchema, placeOf } from './migrate.ts';
import type { Answered, Wording } from './statements.ts';
import type { Row, Sql, Tables, Use } from '../store/row-source.ts';
import { StoreUnusable } from '../store/unusable.ts';

export interface OpenPostgresTables {
  readonly url: string;
  /** The day that is recorded with a change of the schema. */
  readonly today: Day;
  readonly use: Use;
}

/** How long a copy waits for a server that is just stopping, in milliseconds. */
const OTHERS_MS = 2_000;
const LOOK_AGAIN_MS = 100;

/**
 * The sessions of other programs of Quietkey. A program closes a session that has been idle for 30 seconds. A session
 * that is idle for longer belongs to a pooler, which keeps it for the next client.
 */
const OTHERS = `
  SELECT COUNT(*) FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = 'quietkey' AND pid <> pg_backend_pid()
    AND NOT (state = 'idle' AND state_change < now() - INTERVAL '40 seconds')`;
const KEY = `
  SELECT used.column_name
  FROM information_schema.table_constraints AS rule
  JOIN information_schema.key_column_usage AS used
    ON used.constraint_schema = rule.constraint_schema AND used.constraint_name = rule.constraint_name
  WHERE rule.constraint_type = 'PRIMARY KEY' AND rule.table_schema = current_schema() AND rule.table_name = $1
  ORDER BY used.ordinal_position`;
const SNAPSHOT = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';

/** Brings the schema of the database up to date, and opens the database. @throws StoreUnusable */
export async function openPostgresTables({ url, today, use }: OpenPostgresTables): Promise<Tables> {
  const place = placeOf(url);
  const pool = await openPool(url);
  try {
    await openSchema(pool, { url, today });
    const tables = new PostgresTables(place, pool, await pool.checkout());
    await tables.begin(use);
    return tables;
  } catch (error) {
    await pool.close();
    throw unusable(place, error);
  }
}

class PostgresTables implements Tables {
  readonly place: string;
  readonly #pool: PostgresPool;
  readonly #connection: PostgresConnection;

  constructor(place: string, pool: PostgresPool, connection: PostgresConnection) {
    this.place = place;
    this.#pool = pool;
    this.#connection = connection;
  }

  /**
   * Begins the transaction of a copy or a check. The connection is released if the begin fails, because closing the
   * pool waits for its connections.
   */
  async begin(use: Use): Promise<void> {
    try {
      if (use !== 'look') await this.#requireAlone();
      if (use === 'from')
        await this.#send([step(SNAPSHOT), step('SET LOCAL idle_in_transaction_session_timeout = 0')]);
    } catch (error) {
      this.#connection.release();
      throw error;
    }
  }

  async keyOf(table: string): Promise<string[]> {
    return (await this.rows({ text: KEY, values: [table] })).map(([name]) => String(name));
  }

  async rows(sql: Sql): Promise<Row[]> {
    const [answer] = await this.#send([wordingOf(sql)]);
    return (answer?.rows ?? []) as Row[];
  }

  async change(changes: readonly Sql[]): Promise<void> {
    try {
      const answers = await this.#send([step('BEGIN'), ...changes.map(wordingOf), step('COMMIT')]);
      if (answers.at(-1)?.command !== 'COMMIT')
        throw new StoreUnusable(`${this.place} did not commit the changes.`);
    } catch (error) {
      await this.#connection.send([step('ROLLBACK')]).catch(() => undefined);
      throw error;
    }
  }

  /**
   * Finds no damage: PostgreSQL checks its pages itself, and its durability settings were checked when the database was
   * opened.
   */
  async damages(): Promise<string[]> {
    return [];
  }

  async close(): Promise<void> {
    await this.#connection.send([step('ROLLBACK')]).catch(() => undefined);
    this.#connection.release();
    await this.#pool.close();
  }

  async #requireAlone(): Promise<void> {
    const until = performance.now() + OTHERS_MS;
    for (;;) {
      const [row] = await this.rows({ text: OTHERS, values: [] });
      if (row?.[0] === 0) return;
      if (performance.now() >= until)
        throw new StoreUnusable(
          `A server is connected to ${this.place}: stop it first. Behind a pooler, wait a minute after that.`,
        );
      await sleep(LOOK_AGAIN_MS);
    }
  }

  async #send(wordings: readonly Wording[]): Promise<Answered[]> {
    try {
      return await this.#connection.send(wordings, { answerMs: LONG_ANSWER_MS });
    } catch (error) {
      throw unusable(this.place, error);
    }
  }
}

function unusable(place: string, error: unknown): unknown {
  return error instanceof PostgresFault ? new StoreUnusable(lineForOpening(place, error)) : error;
}

function step(text: string): Wording {
  return { text, rowMode: 'array' };
}

function wordingOf({ text, values }: Sql): Wording {
  return { text, values: [...values], rowMode: 'array' };
}
