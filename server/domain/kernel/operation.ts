/**
 * How an operation speaks to the store. An operation is a generator: it yields batches of named queries, receives
 * their results, and returns a plain answer. It cannot await and does no I/O, so the same operation runs inside
 * SQLite's writer thread and over PostgreSQL's wire.
 */

import type { Query } from './query.ts';

/** What is asked at once. `last`: nothing is asked after it, so that a store over a wire sends its commit along. */
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
 * Another transaction changed a row between this one's read and write. The operation is undone as a whole, and a store
 * in which that can happen runs it again.
 */
export class SerializationConflict extends Error {
  constructor(what: string) {
    super(`${what}: another change came between`);
    this.name = 'SerializationConflict';
  }
}

/** The same query, where it must change a row: if it changes none, it is a {@link SerializationConflict}. */
export function mustAffect(query: Query<number>): Query<number> {
  return { guard: true, ...query };
}

/**
 * Sends one batch and gives each result its own type: `const [license] = yield* ask(licenseQueries.lockLicense(…))`.
 * Queries of a batch are run in their order. One that is undefined is not asked, and its result is undefined.
 */
export function* ask<const Asked extends readonly (Query | undefined)[]>(
  ...batch: Asked
): Operation<Results<Asked>> {
  const results = yield batch.filter((query) => query !== undefined);
  let next = 0;
  return batch.map((query) => (query === undefined ? undefined : results[next++])) as Results<Asked>;
}

/** Sends the last batch, with which the operation is committed: what must hold for it is in `mustAffect` queries. */
export function* commitWith(...batch: readonly Query<number>[]): Operation<void> {
  yield Object.assign([...batch], { last: true as const });
}
