/**
 * Connections to PostgreSQL in a bounded pool. A transaction checks out one connection, and its statements are
 * pipelined. Every wait for a connection, an answer or a lock is bounded. A connection is used for a minute at most,
 * and never after a newer primary was seen. The driver is loaded only here, so a server on SQLite never loads the
 * driver.
 */

import type { Client, Pool, PoolClient } from 'pg';
import { QUEUE_JOBS_MAX, QUEUE_MS_MAX } from '../store/queue-limits.ts';
import { PostgresConnection } from './connection.ts';
import { faultOf, PostgresFault, READ_ONLY } from './faults.ts';
import { LatestTimeline } from './primary.ts';

/** The number of connections of one node. A measurement with 64 connections was slower than one with 16. */
const CONNECTIONS = 12;
const IDLE_MS = 30_000;
/** After this time in seconds a connection is closed when its transaction ends, so that it follows a moved database. */
const AGE_SECONDS_MAX = 60;
/** After this time in milliseconds the server ends a statement for which no client waits any longer. */
const STATEMENT_MS = 30_000;
/**
 * A statement may wait for two locks, one after the other, and each wait has this limit. Twice the limit stays below the
 * time after which an unanswered connection counts as lost (`findings/postgres-lock-timeout-starts-again.sh`).
 */
const LOCK_MS = 1_500;
const IDLE_IN_TRANSACTION_MS = 10_000;
/** The time limit of an answer to the counts of a dry run, in milliseconds. They read whole tables. */
export const LONG_ANSWER_MS = STATEMENT_MS;

const TYPE_INT8 = 20;
const TYPE_INT4 = 23;

/** The time limits of a connection outside of the pool, in milliseconds. They are part of its start message. */
export interface Limits {
  readonly statement_timeout?: number;
}

export class PostgresPool {
  readonly #pool: Pool;
  readonly #clientWith: (limits: Limits) => Client;
  readonly #latest = new LatestTimeline();
  readonly #timelines = new WeakMap<Client | PoolClient, number | undefined>();
  readonly #givenUp = new Set<PostgresConnection>();

  /** @param clientWith makes a client that belongs to no pool */
  constructor(pool: Pool, clientWith: (limits: Limits) => Client) {
    this.#pool = pool;
    this.#clientWith = clientWith;
    // a connection that fails while idle is replaced when a connection is needed
    pool.on('error', () => undefined);
    // a connection that fails during a transaction reports the failure in the answers to its statements
    pool.on('connect', (pooled) => pooled.on('error', () => undefined));
  }

  /**
   * Takes a connection from the pool for one transaction.
   * @throws PostgresFault `busy` or `lost` after two seconds at most
   */
  async checkout(): Promise<PostgresConnection> {
    return this.#onPrimary(() => this.#take());
  }

  /**
   * Opens a connection outside of the pool, to the current primary. It is closed when it is released.
   * @throws PostgresFault `lost` after two seconds at most
   */
  async openOwn(limits: Limits = {}): Promise<PostgresConnection> {
    return this.#onPrimary(() => this.#open(limits));
  }

  /** Closes the connections whose commit was given up. Their transactions may still wait in the server. */
  dropGivenUp(): void {
    for (const connection of this.#givenUp) connection.drop();
  }

  async close(): Promise<void> {
    this.dropGivenUp();
    await this.#pool.end();
  }

  /** Takes connections until one leads to the latest primary. */
  async #onPrimary(take: () => Promise<PostgresConnection>): Promise<PostgresConnection> {
    for (;;) {
      const connection = await take();
      if (await this.#leadsToPrimary(connection)) return connection;
      connection.drop();
    }
  }

  async #take(): Promise<PostgresConnection> {
    if (this.#pool.waitingCount >= QUEUE_JOBS_MAX) throw new PostgresFault('busy');
    const isFull = this.#pool.idleCount === 0 && this.#pool.totalCount >= CONNECTIONS;
    try {
      const client = await this.#pool.connect();
      const connection = new PostgresConnection(client, {
        takeBack: (isLost) => {
          this.#givenUp.delete(connection);
          client.release(isLost);
        },
        noteGivenUp: () => this.#givenUp.add(connection),
      });
      return connection;
    } catch (error) {
      const fault = faultOf(error);
      throw isFull && fault.state === '' ? new PostgresFault('busy') : fault;
    }
  }

  async #open(limits: Limits): Promise<PostgresConnection> {
    const client = this.#clientWith(limits);
    client.on('error', () => undefined);
    try {
      await client.connect();
    } catch (error) {
      throw faultOf(error);
    }
    return new PostgresConnection(client, { takeBack: () => void client.end().catch(() => undefined) });
  }

  /** Whether a connection leads to the latest primary. Each new connection is asked once. */
  async #leadsToPrimary(connection: PostgresConnection): Promise<boolean> {
    const { client } = connection;
    if (this.#timelines.has(client)) return this.#latest.isLatest(this.#timelines.get(client));
    try {
      const timeline = await connection.timeline();
      if (timeline === 'standby') throw new PostgresFault('lost', READ_ONLY);
      this.#timelines.set(client, timeline);
      if (this.#latest.note(timeline)) return true;
      throw new PostgresFault('lost', READ_ONLY);
    } catch (error) {
      connection.drop();
      throw error;
    }
  }
}

/** Makes the pool of connections to a database. No connection is opened yet. */
export async function openPool(url: string): Promise<PostgresPool> {
  const { default: pg } = await import('pg');
  const config = {
    connectionString: named(url),
    pipeline: true,
    connectionTimeoutMillis: QUEUE_MS_MAX,
    statement_timeout: STATEMENT_MS,
    lock_timeout: LOCK_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
    types: { getTypeParser: (type: number) => (type === TYPE_INT8 || type === TYPE_INT4 ? Number : String) },
  };
  const pool = new pg.Pool({
    ...config,
    max: CONNECTIONS,
    idleTimeoutMillis: IDLE_MS,
    maxLifetimeSeconds: AGE_SECONDS_MAX,
  });
  return new PostgresPool(pool, (limits) => new pg.Client({ ...config, ...limits }));
}

/**
 * The URL with Quietkey's application name, by which a copy recognises a connected server. It replaces any name that
 * the URL or the environment gives.
 */
function named(url: string): string {
  const address = new URL(url);
  address.searchParams.set('application_name', 'quietkey');
  address.searchParams.delete('durability');
  return address.href;
}
