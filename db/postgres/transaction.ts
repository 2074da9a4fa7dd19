/**
 * Runs one operation on PostgreSQL once, as one transaction. BEGIN is sent with the first batch and COMMIT with the
 * last, so an operation takes as many round trips as it has batches. Success means committed: a COMMIT with any other
 * answer, or an error before it, is a failure. Retrying is left to the store.
 */

import type { Batch, Operation } from '../../server/domain/kernel/operation.ts';
import { faultOfReading, PostgresFault } from './faults.ts';
import type { PostgresConnection } from './connection.ts';
import { resultOf, wordingOf, type Answered, type Wording } from './statements.ts';

export interface TransactionOptions {
  /** The mode of the transaction. `read` reads one snapshot, and the server refuses writes. */
  readonly mode: 'read' | 'write';
  /** The time limit of an answer, in milliseconds. */
  readonly answerMs?: number | undefined;
}

const step = (text: string): Wording => ({ text, rowMode: 'array' });
const BEGIN = {
  write: step('BEGIN'),
  read: step('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'),
} as const;
const COMMIT = step('COMMIT');
const ROLLBACK = step('ROLLBACK');

/**
 * Runs an operation to its committed answer.
 * @throws PostgresFault if the transaction was not committed, or `unsure` if that is unknown; errors of the operation
 * pass through
 */
export async function runOperation<Answer>(
  connection: PostgresConnection,
  operation: Operation<Answer>,
  options: TransactionOptions,
): Promise<Answer> {
  const transaction = new Transaction(connection, options);
  try {
    let next = operation.next([]);
    while (next.done !== true) next = operation.next(await transaction.ask(next.value));
    await transaction.commit();
    return next.value;
  } catch (error) {
    transaction.undo();
    throw error;
  }
}

class Transaction {
  readonly #connection: PostgresConnection;
  readonly #options: TransactionOptions;
  #state: 'none' | 'open' | 'ended' = 'none';

  constructor(connection: PostgresConnection, options: TransactionOptions) {
    this.#connection = connection;
    this.#options = options;
  }

  /**
   * Sends a batch of queries and returns their answers. The first batch begins the transaction, and the last one
   * commits it.
   */
  async ask(batch: Batch): Promise<unknown[]> {
    if (this.#state === 'ended') throw new Error('an operation asked after its last batch');
    const isLast = batch.last === true;
    if (batch.length === 0 && !(isLast && this.#state === 'open')) return [];
    const wordings = batch.map(wordingOf);
    const begin = this.#state === 'none' ? [BEGIN[this.#options.mode]] : [];
    const answers = await this.#send([...begin, ...wordings], isLast);
    return batch.map((query, i) => resultOf(query, answers[begin.length + i] ?? missing()));
  }

  /**
   * Commits the open transaction. A read-only transaction does not wait for the answer to its commit, since nothing
   * could be lost.
   */
  async commit(): Promise<void> {
    if (this.#state !== 'open') return;
    if (this.#options.mode === 'read') return this.undo();
    await this.#send([], true);
  }

  /**
   * Rolls the transaction back without waiting for the answer: even if the rollback fails, the transaction is not
   * committed.
   */
  undo(): void {
    if (this.#state !== 'open') return;
    this.#state = 'ended';
    this.#connection.send([ROLLBACK]).catch(() => undefined);
  }

  async #send(wordings: readonly Wording[], commits: boolean): Promise<Answered[]> {
    this.#state = commits ? 'ended' : 'open';
    try {
      const sent = commits ? [...wordings, COMMIT] : wordings;
      const answers = await this.#connection.send(sent, { answerMs: this.#options.answerMs, commits });
      if (commits && answers.at(-1)?.command !== 'COMMIT') throw new PostgresFault('conflict');
      return answers;
    } catch (error) {
      if (!(error instanceof PostgresFault)) throw error;
      if (this.#options.mode === 'read') throw faultOfReading(error);
      throw error.kind === 'lost' && commits ? new PostgresFault('unsure', error.state) : error;
    }
  }
}

function missing(): never {
  throw new Error('a statement was not answered');
}
