/**
 * How an operation speaks to the store. An operation is a generator: it yields batches of named queries, receives
 * their results, and returns a plain answer. It cannot await and does no I/O, so the same operation runs inside
 * SQLite's writer thread and over PostgreSQL's wire. The SQL behind each name belongs to `db`.
 */

import type { ActivationQueries } from './activation.ts';
import type { IdempotencyQueries } from './idempotency.ts';
import type { LicenseQueries } from './license.ts';
import type { OperatorQueries } from './operator.ts';
import type { ProductQueries } from './product.ts';
import type { PurgeQueries } from './purge.ts';

/** Every named query: its parameters and what comes back (a row or undefined, rows, or the number of rows changed). */
export interface Queries
  extends
    ProductQueries,
    LicenseQueries,
    ActivationQueries,
    OperatorQueries,
    IdempotencyQueries,
    PurgeQueries {}

export type QueryName = keyof Queries;

export type QueryParams = Readonly<Record<string, string | number | null>>;

/** One named query with its parameters. The phantom `result` carries the type of its answer. */
export interface Query<Result = unknown> {
  readonly name: QueryName;
  readonly params: QueryParams;
  readonly result?: Result;
}

export type Operation<Answer> = Generator<readonly Query[], Answer, readonly unknown[]>;

type Results<Batch extends readonly Query[]> = {
  [Index in keyof Batch]: Batch[Index] extends Query<infer Result> ? Result : never;
};

/** Names a query and gives it its parameters. */
export function query<Name extends QueryName>(
  name: Name,
  params: Parameters<Queries[Name]>[0],
): Query<ReturnType<Queries[Name]>> {
  return { name, params: params as QueryParams };
}

/** Sends one batch and gives each result its own type: `const [license] = yield* ask(query('lockLicense', …))`. */
export function* ask<const Batch extends readonly Query[]>(...batch: Batch): Operation<Results<Batch>> {
  return (yield batch) as Results<Batch>;
}
