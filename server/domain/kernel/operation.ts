/**
 * How an operation calls the store. An operation is a generator: it yields batches of named queries, receives their
 * results, and returns a plain answer. It cannot await and does no I/O, so the same operation runs inside SQLite's
 * writer thread and over PostgreSQL's wire protocol.
 */

import type { Query } from './query.ts';

/** One batch. `last`: no batch follows, so that a store over a network sends the commit with it. */
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
 * Another transaction changed a row between this one's read and write. The whole operation is rolled back, and a store
 * in which that can happen runs it again.
 */
export class SerializationConflict extends Error {
  constructor(what: string) {
    super(`${what}: another change came between`);
    this.name = 'SerializationConflict';
  }
}

/** The same query, required to change a row: if it changes none, it throws {@link SerializationConflict}. */
export function mustAffect(query: Query<number>): Query<number> {
  return { guard: true, ...query };
}

/**
 * Sends one batch and gives each result its own type: `const [license] = yield* ask(licenseQueries.lockLicense(…))`.
 * Queries of a batch run in order. An undefined query is skipped, and its result is undefined.
 */
export function* ask<const Asked extends readonly (Query | undefined)[]>(
  ...batch: Asked
): Operation<Results<Asked>> {
  const results = yield batch.filter((query) => query !== undefined);
  let next = 0;
  return batch.map((query) => (query === undefined ? undefined : results[next++])) as Results<Asked>;
}

/** Sends the last batch together with the commit. Conditions of the commit are `mustAffect` queries. */
export function* commitWith(...batch: readonly Query<number>[]): Operation<void> {
  yield Object.assign([...batch], { last: true as const });
}
