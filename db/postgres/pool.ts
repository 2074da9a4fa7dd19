/**
 * Connections to PostgreSQL: a bounded pool, from which each is checked out by one transaction at a time, and what is
 * sent on one is pipelined. Waiting is bounded everywhere: for a connection, for an answer, for a lock. The driver is
 * loaded here, and only here, so that a server over SQLite never loads it.
 */

import type { Pool, PoolClient } from 'pg';
import { QUEUE_JOBS_MAX, QUEUE_MS_MAX } from '../store/queue-limits.ts';
import { faultOf, isForgotten, PostgresFault } from './faults.ts';
import type { Answered, Wording } from './statements.ts';

/** Connections of one node: 64 were slower than 16 (DESIGN 7). */
const CONNECTIONS = 12;
const IDLE_MS = 30_000;
/** For the server to end what a client no longer waits for. */
const STATEMENT_MS = 30_000;
const LOCK_MS = 2_000;
const IDLE_IN_TRANSACTION_MS = 10_000;
/** After this without an answer a connection counts as lost. */
const ANSWER_MS = 4_000;
/** For the counts of a dry run, which read whole tables. */
export const LONG_ANSWER_MS = STATEMENT_MS;

const TYPE_INT8 = 20;
const TYPE_INT4 = 23;

export class PostgresPool {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
    // one that dies while it is idle is replaced when there is need of it
    pool.on('error', () => undefined);
    // one that dies at work tells so by its answers
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

/** By its name a copy knows a server that is connected, so neither the address nor the environment gives another. */
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
   * Sends statements together, one round trip, and answers each.
   * @throws PostgresFault that of the first statement that failed
   */
  async send(statements: readonly Wording[], answerMs = ANSWER_MS): Promise<Answered[]> {
    const { stream } = this.#client.connection;
    const timer = setTimeout(() => stream.destroy(), answerMs);
    stream.cork();
    const sent = statements.map((one) => this.#client.query<unknown[]>(one));
    stream.uncork();
    const ends = await Promise.allSettled(sent);
    clearTimeout(timer);
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw this.#noted(faultOf(failed.reason));
    return ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
  }

  /** Gives the connection back. What of it is still on its way is answered before the next transaction begins. */
  release(): void {
    this.#client.release(this.#isLost);
  }

  #noted(fault: PostgresFault): PostgresFault {
    if (fault.kind === 'lost' || isForgotten(fault)) this.#isLost = true;
    return fault;
  }
}
