/**
 * One connection to SQLite: the pragmas are set and read back after each open, each named query is prepared once, and
 * rows are plain objects with the domain's names. The connection offers the steps of a transaction; `group-commit.ts`
 * decides what a transaction contains and how faults are handled.
 */

import Database from 'better-sqlite3';
import type { Day } from '../../server/domain/kernel/day.ts';
import type { Query } from '../../server/domain/kernel/query.ts';
import { faultOf, lineForOpening } from './faults.ts';
import { claimFile } from './file.ts';
import { migrate } from './migrate.ts';
import { bind, rowOf } from '../dialect/statements.ts';
import { PreparedQueries, type PreparedQuery } from './prepared-query.ts';
import { RememberedRows } from './remembered-rows.ts';
import { StoreUnusable } from '../store/unusable.ts';
import { checkpointMarked, clearMark, requireWal } from './wal-mark.ts';
import { type Operation, SerializationConflict } from '../../server/domain/kernel/operation.ts';

/**
 * The kinds of a connection. A `reader` never writes. An `alone` connection has exclusive access to the file, or is
 * refused as busy. A `writer` is every other connection. Only the writer's owner checkpoints the WAL.
 */
export type ConnectionKind = 'writer' | 'reader' | 'alone';

/**
 * How many milliseconds a connection waits: a writer for another's write, a reader for any lock. `alone` does not wait.
 */
const BUSY_MS: Readonly<Record<ConnectionKind, number>> = { writer: 5_000, reader: 50, alone: 0 };
const CACHE_KIB = 16_000;
/** The size of the WAL, in pages, at which the writer's owner should checkpoint. */
export const WAL_PAGES = 2_000;
const BUSY_RETRY_MS = 20;

/** The pragmas of a connection, in this order. Each pragma is set, then read back and compared. */
const PRAGMAS: readonly [name: string, value: (kind: ConnectionKind) => string | number][] = [
  ['busy_timeout', (kind) => BUSY_MS[kind]],
  ['locking_mode', (kind) => (kind === 'alone' ? 'exclusive' : 'normal')],
  ['journal_mode', () => 'wal'],
  ['synchronous', () => 2],
  ['foreign_keys', () => 1],
  ['secure_delete', () => 1],
  ['cache_size', () => -CACHE_KIB],
  ['temp_store', () => 2],
  ['trusted_schema', () => 0],
  ['wal_autocheckpoint', () => 0],
  ['query_only', (kind) => (kind === 'reader' ? 1 : 0)],
];

/**
 * Opens a database file for writing and brings its schema up to date. A missing file is created with mode 0600. A
 * reader expects that the file exists and is up to date.
 *
 * @param today the day that is recorded with a change of the schema
 * @throws StoreUnusable
 */
export function openWriter(path: string, today: Day): SqliteConnection {
  claimFile(path);
  return opening(path, () => {
    const connection = new SqliteConnection(path, 'writer');
    try {
      requireWal(connection.database);
      migrate(connection.database, today);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  });
}

/**
 * Opens the file for a server's one writer, and first makes the file's content durable. A process that is killed
 * between the write of a commit and its fsync leaves a commit that can be read but may be lost in a power cut. A
 * repeated request would be answered from that commit without a write.
 *
 * @throws StoreUnusable
 */
export function openServing(path: string, today: Day): SqliteConnection {
  const connection = openWriter(path, today);
  return opening(path, () => {
    try {
      connection.settle();
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  });
}

/** Opens a database file for reading while a writer has the file open. @throws StoreUnusable */
export function openReader(path: string): SqliteConnection {
  return opening(path, () => new SqliteConnection(path, 'reader'));
}

/** Opens a database file that is up to date, with exclusive access. @throws StoreUnusable if the file is in use */
export function openAlone(path: string): SqliteConnection {
  return opening(path, () => new SqliteConnection(path, 'alone'));
}

/** Runs an operation, each of its batches of queries at once. Errors of a query or of the operation pass through. */
export function runOperation<Answer>(connection: SqliteConnection, operation: Operation<Answer>): Answer {
  let isLast = false;
  let step = operation.next([]);
  while (step.done !== true) {
    if (isLast) throw new Error('an operation asked after its last batch');
    isLast = step.value.last === true;
    step = operation.next(step.value.map((query) => connection.run(query)));
  }
  return step.value;
}

export class SqliteConnection {
  readonly database: Database.Database;
  readonly #queries: PreparedQueries;
  readonly #remembered: RememberedRows;
  readonly #step: Readonly<Record<Step, Database.Statement>>;
  #reading = false;
  #changes = 0;

  constructor(path: string, kind: ConnectionKind) {
    this.database = new Database(path, {
      readonly: kind === 'reader',
      fileMustExist: true,
      timeout: BUSY_MS[kind],
    });
    try {
      setPragmas(this.database, kind);
      this.#step = prepareSteps(this.database);
      this.#queries = new PreparedQueries(this.database);
      this.#remembered = new RememberedRows(this.database);
    } catch (error) {
      this.database.close();
      throw error;
    }
  }

  get inTransaction(): boolean {
    return this.database.inTransaction;
  }

  /** The number of queries so far that may have changed a row. */
  get changes(): number {
    return this.#changes;
  }

  /** Runs one step of a transaction, such as its begin or its commit. */
  step(step: Step): void {
    this.#reading = step === 'beginRead';
    this.#step[step].run();
    if (step === 'beginWrite' || step === 'beginRead') this.#remembered.begin();
  }

  /** Runs one named query. Returns one row or undefined, a list of rows, or the number of changed rows. */
  run(query: Query): unknown {
    const prepared = this.#queries.of(query);
    if (prepared.gives === 'rowCount') return this.#change(query, prepared);
    if (prepared.productOf === undefined || !this.inTransaction) return read(prepared, query);
    const product = prepared.productOf(query);
    if (product === undefined) return undefined;
    return this.#remembered.row(product, () => read(prepared, query) as object | undefined);
  }

  #change(query: Query, { statement, parameters, changesRemembered }: PreparedQuery): number {
    if (this.#reading) throw new Error(`an operation that only reads asked for ${query.name}`);
    const bound = bind(parameters, query.params);
    this.#changes += 1;
    if (changesRemembered) this.#remembered.change();
    const { changes } = statement.run(bound);
    if (query.guard === true && changes === 0) throw new SerializationConflict(query.name);
    return changes;
  }

  /** Checkpoints the WAL into the file if the WAL has grown to this many pages. Returns whether it did. */
  checkpointWhenGrown(pages = WAL_PAGES): boolean {
    const [state] = this.database.pragma('wal_checkpoint(NOOP)') as { log: number }[];
    if (state === undefined || state.log < pages) return false;
    checkpointMarked(this.database);
    return true;
  }

  /** The writer's first step: the WAL is synced and checkpointed into the file, and the next commit restarts it. */
  settle(): void {
    try {
      this.database.pragma('wal_checkpoint(PASSIVE)');
    } catch (error) {
      // a checkpoint syncs the WAL before it needs space, so the content is durable even if the disk is full
      if (faultOf(error) !== 'full') throw error;
    }
    if (this.canWrite()) checkpointMarked(this.database);
  }

  /** The writer's last step: the WAL is checkpointed and truncated, unless readers prevent it. */
  checkpointAll(): void {
    clearMark(this.database);
    this.database.pragma('wal_checkpoint(TRUNCATE)');
  }

  /** Whether a write can be made durable. Tries it with a field of the file's header, which keeps its value. */
  canWrite(): boolean {
    try {
      const version = this.database.pragma('user_version', { simple: true }) as number;
      this.database.pragma(`user_version = ${version}`);
      return true;
    } catch {
      return false;
    }
  }

  close(): void {
    this.database.close();
  }
}

const STEPS = {
  beginWrite: 'BEGIN IMMEDIATE',
  beginRead: 'BEGIN',
  commit: 'COMMIT',
  rollback: 'ROLLBACK',
  savepoint: 'SAVEPOINT operation',
  release: 'RELEASE operation',
  rollbackTo: 'ROLLBACK TO operation',
} as const;

type Step = keyof typeof STEPS;

function prepareSteps(database: Database.Database): Record<Step, Database.Statement> {
  const prepared = Object.entries(STEPS).map(([step, sql]) => [step, database.prepare(sql)]);
  return Object.fromEntries(prepared) as Record<Step, Database.Statement>;
}

function read({ statement, parameters, gives, names }: PreparedQuery, { params }: Query): unknown {
  const bound = bind(parameters, params);
  if (gives === 'rows') return (statement.all(bound) as unknown[][]).map((values) => rowOf(names, values));
  const values = statement.get(bound) as unknown[] | undefined;
  return values === undefined ? undefined : rowOf(names, values);
}

function setPragmas(database: Database.Database, kind: ConnectionKind): void {
  for (const [name, value] of PRAGMAS) {
    const wanted = value(kind);
    untilFree(BUSY_MS[kind], () => database.pragma(`${name} = ${wanted}`));
    const found = database.pragma(name, { simple: true });
    if (found !== wanted)
      throw new StoreUnusable(`SQLite reports ${name} = ${String(found)} instead of ${wanted}.`);
  }
}

/** Repeats `act` while the database is locked, since a concurrent change to WAL mode ignores the busy timeout. */
function untilFree(milliseconds: number, act: () => void): void {
  for (let waited = 0; ; waited += BUSY_RETRY_MS) {
    try {
      return act();
    } catch (error) {
      if (faultOf(error) !== 'busy' || waited >= milliseconds) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BUSY_RETRY_MS);
    }
  }
}

function opening(path: string, open: () => SqliteConnection): SqliteConnection {
  try {
    return open();
  } catch (error) {
    const line = lineForOpening(path, error);
    throw line === undefined ? error : new StoreUnusable(line);
  }
}
