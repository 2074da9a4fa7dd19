/**
 * The store on PostgreSQL: operations run in the calling thread over a pool of connections. After a serialization
 * conflict, or if the server is lost, an operation is run again from its beginning until it ends or its time limit is
 * reached. Work outside of the transaction is never repeated. If the connection was lost during a commit, only an
 * operation that recognises its own result by a natural key is run again; for any other operation the outcome is
 * reported as unknown.
 */

import { randomInt } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Day } from '../../server/domain/kernel/day.ts';
import type { Catalogue, NamedOperation } from '../../server/domain/kernel/named-operation.ts';
import type { Store } from '../../server/domain/operations.ts';
import type { Call } from '../../server/domain/kernel/ports.ts';
import { SerializationConflict } from '../../server/domain/kernel/operation.ts';
import { CATALOGUE, entryOf, type Job, type Ports } from '../store/catalogue.ts';
import { refused, settled, thrown, type Outcome } from '../store/outcome.ts';
import { PostgresFault } from './faults.ts';
import { CommitWatch, IS_READ_ONLY } from './commit-watch.ts';
import { LONG_ANSWER_MS, openPool, type PostgresPool } from './pool.ts';
import { openSchema } from './migrate.ts';
import { runOperation } from './transaction.ts';
import { vacuumAll } from './vacuum.ts';

export interface PostgresStoreOptions extends Ports {
  /** The URL `postgres://user:password@host:port/database`. It is never shown, since it contains the password. */
  readonly url: string;
  /** The day that is recorded with a change of the schema. */
  readonly today: Day;
  /** The catalogue of operations. By default it is Quietkey's own catalogue. */
  readonly operations?: Catalogue;
}

/**
 * How long after its beginning a call is retried, in milliseconds: after a conflict, while no server answers, and after
 * a commit with an unknown result. The time for an unknown result must exceed the time after which a connection counts
 * as lost.
 */
const RETRY_MS = 5_000;
const AWAY_MS = 2_000;
const UNSURE_MS = 8_000;
const PAUSE_MS = 8;
const PAUSE_MS_MAX = 250;
/**
 * The maximum number of runs of an operation that end with a duplicate row. A duplicate row was inserted by a
 * concurrent transaction, and the next run finds that row; after this many runs the duplicate is a bug.
 */
const DUPLICATES_MAX = 3;
const RETRY_SECONDS = 1;
const READY_MS = 1_000;

/** The read operations that count whole tables, for an operator who waits for the result. */
const LONG_READS: ReadonlySet<string> = new Set(['planPurge']);

/** Connects to PostgreSQL, brings the schema up to date, and checks the server's settings. @throws StoreUnusable */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  const { url, today, vault, signer } = options;
  const pool = await openPool(url);
  try {
    await openSchema(pool, { url, today });
  } catch (error) {
    await pool.close();
    throw error;
  }
  const runner = new PostgresRunner(pool, options.operations ?? CATALOGUE, { vault, signer });
  const store = {
    run: async ({ name }: NamedOperation, input: unknown, call: Call): Promise<unknown> =>
      settled(await runner.run({ name, input, call })),
    ready: () => runner.isReady(),
    secureDelete: () => vacuumAll(pool),
    close: () => runner.close(),
  };
  return store as Store;
}

class PostgresRunner {
  readonly #pool: PostgresPool;
  readonly #operations: Catalogue;
  readonly #ports: Ports;
  readonly #commits: CommitWatch;
  readonly #underWay = new Set<Promise<Outcome>>();
  #isClosing = false;

  constructor(pool: PostgresPool, operations: Catalogue, ports: Ports) {
    this.#pool = pool;
    this.#operations = operations;
    this.#ports = ports;
    this.#commits = new CommitWatch(pool);
  }

  async run(job: Job): Promise<Outcome> {
    if (this.#isClosing) return refused('server_unavailable', { retryAfter: RETRY_SECONDS });
    const outcome = this.#outcomeOf(job);
    this.#underWay.add(outcome);
    try {
      return await outcome;
    } finally {
      this.#underWay.delete(outcome);
    }
  }

  /** Closes the store after all accepted calls are answered. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await Promise.allSettled(this.#underWay);
    this.#commits.close();
    await this.#pool.close();
  }

  async #outcomeOf(job: Job): Promise<Outcome> {
    const entry = entryOf(this.#operations, job.name);
    try {
      const decided = await untilDone(() => this.#once(job), entry.repeats?.(job.input as never) === true);
      return { answer: entry.conclude(decided as never, this.#ports.signer, this.#ports.vault) };
    } catch (error) {
      return error instanceof PostgresFault ? ended(error, job.name) : thrown(error, job.name, '');
    }
  }

  /** Whether the pool has a connection, and the database accepts writes and confirms commits now. */
  async isReady(): Promise<boolean> {
    if (this.#isClosing) return false;
    const asked = Promise.all([this.#isWritable(), this.#commits.isConfirming()]).then(
      (answers) => answers.every(Boolean),
      () => false,
    );
    return Promise.race([asked, sleep(READY_MS, false, { ref: false })]);
  }

  async #once({ name, input, call }: Job): Promise<unknown> {
    const { mode, operate } = entryOf(this.#operations, name);
    const answerMs = LONG_READS.has(name) ? LONG_ANSWER_MS : undefined;
    if (mode === 'write' && this.#commits.isHanging) throw new PostgresFault('lost');
    const connection = await this.#pool.checkout();
    try {
      const operation = operate(input as never, call, this.#ports.vault);
      return await runOperation(connection, operation, { mode, answerMs });
    } catch (error) {
      if (connection.isGivenUp) this.#commits.noteGivenUp();
      throw error;
    } finally {
      connection.release();
    }
  }

  async #isWritable(): Promise<boolean> {
    const connection = await this.#pool.checkout();
    try {
      const [answer] = await connection.send([IS_READ_ONLY]);
      return answer?.rows[0]?.[0] === 'off';
    } finally {
      connection.release();
    }
  }
}

/**
 * Repeats a run until it succeeds or may not be retried. The waits between the runs have full jitter, so that
 * operations that collided once do not collide again.
 * @param repeats whether the operation may be run again after a commit with an unknown result
 */
async function untilDone<Answer>(run: () => Promise<Answer>, repeats: boolean): Promise<Answer> {
  const begin = performance.now();
  let isUnsure = false;
  let duplicates = 0;
  for (let runs = 1; ; runs += 1) {
    try {
      return await run();
    } catch (error) {
      const fault = error instanceof SerializationConflict ? new PostgresFault('conflict') : error;
      if (!(fault instanceof PostgresFault)) throw fault;
      isUnsure ||= fault.kind === 'unsure';
      duplicates += fault.kind === 'duplicate' ? 1 : 0;
      const patience = isUnsure ? (repeats ? UNSURE_MS : 0) : patienceFor(fault, duplicates);
      if (performance.now() - begin >= patience)
        throw isUnsure ? new PostgresFault('unsure', fault.state, fault.code) : fault;
      await pause(runs);
    }
  }
}

/** The number of milliseconds after its beginning for which a call is retried after this fault. */
function patienceFor({ kind }: PostgresFault, duplicates: number): number {
  if (kind === 'lost') return AWAY_MS;
  return kind === 'conflict' || (kind === 'duplicate' && duplicates < DUPLICATES_MAX) ? RETRY_MS : 0;
}

async function pause(runs: number): Promise<void> {
  const longest = Math.min(PAUSE_MS_MAX, PAUSE_MS * 2 ** runs);
  await new Promise((resolve) => {
    setTimeout(resolve, randomInt(longest + 1));
  });
}

/** The outcome of a call to the store whose last run ended in a fault. */
function ended(fault: PostgresFault, operation: string): Outcome {
  const cause = fault.state || fault.code;
  const parts = cause === '' ? {} : { cause };
  if (fault.kind === 'unsure') return refused('outcome_unknown', parts);
  if (fault.kind === 'full') return refused('disk_full', parts);
  if (fault.kind === 'bug' || fault.kind === 'duplicate') return thrown(fault, operation, fault.state);
  const code = fault.kind === 'lost' ? 'server_unavailable' : 'busy';
  return refused(code, { retryAfter: RETRY_SECONDS, ...parts });
}
