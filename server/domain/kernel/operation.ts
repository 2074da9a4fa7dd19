/**
 * How an operation calls the store. An operation is a generator that yields batches of named queries, receives their
 * results, and returns a plain answer. An operation cannot await and does no I/O, so one operation runs unchanged
 * inside SQLite's writer thread and over PostgreSQL's wire protocol.
 */

import type { Query } from './query.ts';
import { Refusal, refuseAll } from './refusal.ts';

/** One batch of queries. `last`: no batch follows, so a store over a network can send the commit with it. */
export interface Batch extends ReadonlyArray<Query> {
  readonly last?: true;
}

export type Operation<Answer> = Generator<Batch, Answer, readonly unknown[]>;

type Results<Asked extends readonly (Query | undefined)[]> = {
  [Index in keyof Asked]: Asked[Index] extends Query<infer Result>
    ? Result
    : Asked[Index] extends Query<infer Result> | undefined
      ? Result | undefined
      : never;
};

/**
 * Thrown if another transaction changed a row between this transaction's read and write. The whole operation is
 * rolled back. A store in which such a conflict can happen runs the operation again.
 */
export class SerializationConflict extends Error {
  constructor(what: string) {
    super(`${what}: another change came between`);
    this.name = 'SerializationConflict';
  }
}

/** Requires that a query changes a row: a query that changes none throws {@link SerializationConflict}. */
export function mustAffect(query: Query<number>): Query<number> {
  return { guard: true, ...query };
}

/**
 * Sends one batch and gives each result its own type: `const [license] = yield* ask(licenseQueries.lockLicense(…))`.
 * The queries of a batch run in order. An undefined query is skipped, and its result is undefined.
 */
export function* ask<const Asked extends readonly (Query | undefined)[]>(
  ...batch: Asked
): Operation<Results<Asked>> {
  const results = yield batch.filter((query) => query !== undefined);
  let next = 0;
  return batch.map((query) => (query === undefined ? undefined : results[next++])) as Results<Asked>;
}

/**
 * Runs all of the given independent checks, and refuses with all of their refusals together. The checks write nothing,
 * since a refusal rolls back.
 */
export function* checkAll(...checks: readonly Operation<unknown>[]): Operation<void> {
  const refusals: Refusal[] = [];
  for (const check of checks) {
    try {
      yield* check;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusals.push(error);
    }
  }
  refuseAll(refusals);
}

/** Sends the last batch together with the commit. `mustAffect` queries are the conditions of the commit. */
export function* commitWith(...batch: readonly Query<number>[]): Operation<void> {
  yield Object.assign([...batch], { last: true as const });
}
