/**
 * How an operation speaks to the store. An operation is a generator: it yields batches of named queries, receives
 * their results, and returns a plain answer. It cannot await and does no I/O, so the same operation runs inside
 * SQLite's writer thread and over PostgreSQL's wire. The SQL behind each name belongs to `db`.
 */

import type { AbandonedQueries } from './abandoned.ts';
import type { AccountEmailQueries } from './account-email.ts';
import type { AccountQueries } from './account.ts';
import type { ActivationQueries } from './activation.ts';
import type { AdmissionQueries } from './admission.ts';
import type { AttemptQueries } from './attempt.ts';
import type { CountQueries } from './count.ts';
import type { DutyQueries } from './duty.ts';
import type { ErasureQueries } from './erasure.ts';
import type { GenerationQueries } from './generation.ts';
import type { IdempotencyQueries } from './idempotency.ts';
import type { LicenseQueries } from './license.ts';
import type { LinkQueries } from './link.ts';
import type { MailQueries } from './mail.ts';
import type { SentNoticeQueries } from './notice-send.ts';
import type { NoticeQueries } from './notice.ts';
import type { OperatorQueries } from './operator.ts';
import type { OwnerQueries } from './owned.ts';
import type { ProductQueries } from './product.ts';
import type { PurgeQueries } from './purge.ts';
import type { ReceiptQueries } from './receipt.ts';
import type { RecoveryCodeQueries } from './recovery-code.ts';
import type { RestoredQueries } from './restored.ts';
import type { SessionQueries } from './session.ts';
import type { TelemetryQueries } from './telemetry.ts';
import type { TombstoneQueries } from './tombstone.ts';

/** Every named query: its parameters and what comes back (a row or undefined, rows, or the number of rows changed). */
export interface Queries
  extends
    ProductQueries,
    LicenseQueries,
    ActivationQueries,
    OperatorQueries,
    OwnerQueries,
    IdempotencyQueries,
    PurgeQueries,
    DutyQueries,
    AdmissionQueries,
    TombstoneQueries,
    GenerationQueries,
    ReceiptQueries,
    ErasureQueries,
    AccountQueries,
    AbandonedQueries,
    AccountEmailQueries,
    SessionQueries,
    RestoredQueries,
    AttemptQueries,
    RecoveryCodeQueries,
    LinkQueries,
    MailQueries,
    NoticeQueries,
    SentNoticeQueries,
    CountQueries,
    TelemetryQueries {}

export type QueryName = keyof Queries;

export type QueryParams = Readonly<Record<string, string | number | null>>;

/** One named query with its parameters. The phantom `result` carries the type of its answer. */
export interface Query<Result = unknown> {
  readonly name: QueryName;
  readonly params: QueryParams;
  readonly result?: Result;
  /** It must change a row: see {@link guarded}. */
  readonly guard?: true;
}

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
 * Somebody else's change came between reading and writing. The operation is undone as a whole, and a store in which
 * that can happen runs it again.
 */
export class Overtaken extends Error {
  constructor(what: string) {
    super(`${what}: another change came between`);
    this.name = 'Overtaken';
  }
}

/** Names a query and gives it its parameters. */
export function query<Name extends QueryName>(
  name: Name,
  params: Parameters<Queries[Name]>[0],
): Query<ReturnType<Queries[Name]>> {
  return { name, params: params as QueryParams };
}

/** The same query, where it must change a row: if it changes none, the operation was {@link Overtaken}. */
export function guarded(one: Query<number>): Query<number> {
  return { guard: true, ...one };
}

/**
 * Sends one batch and gives each result its own type: `const [license] = yield* ask(query('lockLicense', …))`. Queries
 * of a batch are run in their order. One that is undefined is not asked, and its result is undefined.
 */
export function* ask<const Asked extends readonly (Query | undefined)[]>(
  ...batch: Asked
): Operation<Results<Asked>> {
  const results = yield batch.filter((one) => one !== undefined);
  let at = 0;
  return batch.map((one) => (one === undefined ? undefined : results[at++])) as Results<Asked>;
}

/** Sends the last batch, with which the operation is committed: whatever must hold for it stands in guards. */
export function* finish(...batch: readonly Query<number>[]): Operation<void> {
  yield Object.assign([...batch], { last: true as const });
}
