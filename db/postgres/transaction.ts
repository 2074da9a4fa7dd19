/**
 * One run of one operation over PostgreSQL, as one transaction. BEGIN travels with the first batch and COMMIT with the
 * last, so that an operation takes as many round trips as it has batches. Whoever is told "done" was committed: a COMMIT
 * that answers anything else, or an error anywhere before it, is a failure. Running it again is the store's work.
 */

import type { Batch, Operation } from '../../server/domain/kernel/operation.ts';
import { faultOfReading, PostgresFault } from './faults.ts';
import type { PostgresConnection } from './pool.ts';
import { resultOf, wordingOf, type Answered, type Wording } from './statements.ts';

export interface TransactionOptions {
  /** `read`: over one state of the store, and the server refuses to write. */
  readonly mode: 'read' | 'write';
  /** How long an answer may take. */
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
 * Drives an operation to its committed answer.
 * @throws PostgresFault where it was not committed, or `unsure`; what the operation throws goes through
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

  /** Answers a batch: begins the transaction with the first one, and commits it with the last. */
  async ask(batch: Batch): Promise<unknown[]> {
    if (this.#state === 'ended') throw new Error('an operation asked after its last batch');
    const isLast = batch.last === true;
    if (batch.length === 0 && !(isLast && this.#state === 'open')) return [];
    const wordings = batch.map(wordingOf);
    const begin = this.#state === 'none' ? [BEGIN[this.#options.mode]] : [];
    const answers = await this.#send([...begin, ...wordings], isLast);
    return batch.map((query, i) => resultOf(query, answers[begin.length + i] ?? missing()));
  }

  /** Commits what is open. What only read has nothing that could be lost, and does not wait for the answer. */
  async commit(): Promise<void> {
    if (this.#state !== 'open') return;
    if (this.#options.mode === 'read') return this.undo();
    await this.#send([], true);
  }

  /** Does not wait either: whatever becomes of it, the transaction is not committed. */
  undo(): void {
    if (this.#state !== 'open') return;
    this.#state = 'ended';
    this.#connection.send([ROLLBACK]).catch(() => undefined);
  }

  async #send(wordings: readonly Wording[], commits: boolean): Promise<Answered[]> {
    this.#state = commits ? 'ended' : 'open';
    try {
      const sent = commits ? [...wordings, COMMIT] : wordings;
      const answers = await this.#connection.send(sent, this.#options.answerMs);
      if (commits && answers.at(-1)?.command !== 'COMMIT') throw new PostgresFault('again');
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
