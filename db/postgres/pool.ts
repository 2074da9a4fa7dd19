/**
 * Connections to PostgreSQL: a bounded pool, from which one transaction at a time checks out a connection, and whose
 * statements are pipelined. Every wait is bounded: for a connection, an answer, a lock. The driver is loaded only here,
 * so a server on SQLite never loads it.
 */

import type { Pool, PoolClient } from 'pg';
import { QUEUE_JOBS_MAX, QUEUE_MS_MAX } from '../store/queue-limits.ts';
import { faultOf, isForgotten, PostgresFault } from './faults.ts';
import type { Answered, Wording } from './statements.ts';

/** Connections of one node: 64 were slower than 16. */
const CONNECTIONS = 12;
const IDLE_MS = 30_000;
/** After this time the server ends a statement that no client waits for any longer. */
const STATEMENT_MS = 30_000;
const LOCK_MS = 2_000;
const IDLE_IN_TRANSACTION_MS = 10_000;
/** After this time without an answer a connection counts as lost. */
const ANSWER_MS = 4_000;
/** For the counts of a dry run, which read whole tables. */
export const LONG_ANSWER_MS = STATEMENT_MS;

const TYPE_INT8 = 20;
const TYPE_INT4 = 23;

export class PostgresPool {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
    // a connection that dies while idle is replaced when it is needed
    pool.on('error', () => undefined);
    // a connection that dies at work reports so by its answers
    pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /** A connection for one transaction. @throws PostgresFault `busy` or `lost` after two seconds at most */
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

/** Opens no connection yet. */
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

/** A copy recognises a connected server by this name, so neither the URL nor the environment may give another. */
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

  /** Returns the connection to the pool. Its outstanding answers arrive before the next transaction begins. */
  release(): void {
    this.#client.release(this.#isLost);
  }

  #noted(fault: PostgresFault): PostgresFault {
    if (fault.kind === 'lost' || isForgotten(fault)) this.#isLost = true;
    return fault;
  }
}
