/**
 * Connections to PostgreSQL in a bounded pool. A transaction checks out one connection, and its statements are
 * pipelined. Every wait for a connection, an answer or a lock is bounded. The driver is loaded only here, so a server
 * on SQLite never loads the driver.
 */

import type { Pool, PoolClient } from 'pg';
import { QUEUE_JOBS_MAX, QUEUE_MS_MAX } from '../store/queue-limits.ts';
import { faultOf, isForgotten, PostgresFault } from './faults.ts';
import type { Answered, Wording } from './statements.ts';

/** The number of connections of one node. A measurement with 64 connections was slower than one with 16. */
const CONNECTIONS = 12;
const IDLE_MS = 30_000;
/** After this time in milliseconds the server ends a statement for which no client waits any longer. */
const STATEMENT_MS = 30_000;
const LOCK_MS = 2_000;
const IDLE_IN_TRANSACTION_MS = 10_000;
/** After this time in milliseconds without an answer a connection counts as lost. */
const ANSWER_MS = 4_000;
/** The time limit of an answer to the counts of a dry run, which read whole tables. */
export const LONG_ANSWER_MS = STATEMENT_MS;

const TYPE_INT8 = 20;
const TYPE_INT4 = 23;

export class PostgresPool {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
    // a connection that fails while idle is replaced when a connection is needed
    pool.on('error', () => undefined);
    // a connection that fails during a transaction reports the failure in the answers to its statements
    pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /**
   * Takes a connection from the pool for one transaction.
   * @throws PostgresFault `busy` or `lost` after two seconds at most
   */
  async checkout(): Promise<PostgresConnection> {
    if (this.#pool.waitingCount >= QUEUE_JOBS_MAX) throw new PostgresFault('busy');
    const isFull = this.#pool.idleCount === 0 && this.#pool.totalCount >= CONNECTIONS;
    try {
      return new PostgresConnection(await this.#pool.connect());
    } catch (error) {
      const fault = faultOf(error);
      throw isFull && fault.state === '' ? new PostgresFault('busy') : fault;
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}

/** Makes the pool of connections to a database. No connection is opened yet. */
export async function openPool(url: string): Promise<PostgresPool> {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    connectionString: named(url),
    pipeline: true,
    max: CONNECTIONS,
    idleTimeoutMillis: IDLE_MS,
    connectionTimeoutMillis: QUEUE_MS_MAX,
    statement_timeout: STATEMENT_MS,
    lock_timeout: LOCK_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
    types: { getTypeParser: (type: number) => (type === TYPE_INT8 || type === TYPE_INT4 ? Number : String) },
  });
  return new PostgresPool(pool);
}

/**
 * The URL with the product's application name, by which a copy recognises a connected server. So neither the URL nor
 * the environment may give another name.
 */
function named(url: string): string {
  const address = new URL(url);
  address.searchParams.set('application_name', 'quietkey');
  return address.href;
}

export class PostgresConnection {
  readonly #client: PoolClient;
  #isLost = false;

  constructor(client: PoolClient) {
    this.#client = client;
  }

  /**
   * Sends statements together, in one round trip, and returns each answer. @throws PostgresFault of the first statement
   * that failed
   */
  async send(statements: readonly Wording[], answerMs = ANSWER_MS): Promise<Answered[]> {
    const { stream } = this.#client.connection;
    const timer = setTimeout(() => stream.destroy(), answerMs);
    stream.cork();
    const sent = statements.map((statement) => this.#client.query<unknown[]>(statement));
    stream.uncork();
    const ends = await Promise.allSettled(sent);
    clearTimeout(timer);
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw this.#noted(faultOf(failed.reason));
    return ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
  }

  /**
   * Returns the connection to the pool. Its outstanding answers arrive before the next transaction on this connection
   * begins.
   */
  release(): void {
    this.#client.release(this.#isLost);
  }

  #noted(fault: PostgresFault): PostgresFault {
    if (fault.kind === 'lost' || isForgotten(fault)) this.#isLost = true;
    return fault;
  }
}
