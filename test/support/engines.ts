/**
 * The stores on which the contract is tested: each opens an empty database and runs batches of named queries.
 */

import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openInThreadStore } from '../../db/sqlite/store/in-thread-store.ts';
import { openPostgresStore } from '../../db/postgres/store.ts';
import { openWriterStore } from '../../db/sqlite/store/server-store.ts';
import { BATCHES, CALL, NO_PORTS } from '../db/batches.ts';
import { INVENTORY } from '../../server/domain/inventory/inventory.ts';
import { atEnd } from './at-end.ts';
import { putEmptyFile } from './empty-file.ts';
import { emptyDatabase } from './postgres.ts';
import { TODAY } from './rows.ts';
import type { Store } from '../../server/domain/operations.ts';
import type { Query } from '../../server/domain/kernel/query.ts';

export type BatchStore = Store;

/** A store over an empty database, and a function that closes both. */
export interface Opened {
  readonly store: BatchStore;
  end(): Promise<void>;
}

export interface Engine {
  readonly name: string;
  /** The engine's messages if a row violates the schema. */
  readonly messages: { readonly foreignKey: string; readonly check: string; readonly key: string };
  open(): Promise<Opened>;
}

/** The worker that serves the operations of `batches.ts`. */
export const TEST_WORKER = new URL('./db-worker.js', import.meta.url);

const SQLITE_MESSAGES = {
  foreignKey: 'SQLITE_CONSTRAINT_FOREIGNKEY',
  check: 'SQLITE_CONSTRAINT_CHECK',
  key: 'SQLITE_CONSTRAINT_PRIMARYKEY',
};

/** A thread loads its modules for most of the time of a short test, so the next one uses its store. */
const idleWriters: { store: BatchStore; path: string }[] = [];

const IN_THREAD: Engine = {
  name: 'SQLite in the calling thread',
  messages: SQLITE_MESSAGES,
  open: () =>
    inFolder((path) => {
      putEmptyFile(path, TODAY);
      return Promise.resolve(openInThreadStore({ path, today: TODAY, ...NO_PORTS, operations: BATCHES }));
    }),
};

const WRITER: Engine = {
  name: 'SQLite behind the writer thread',
  messages: SQLITE_MESSAGES,
  open: async () => {
    const opened = idleWriters.pop() ?? (await openIdleWriter());
    return {
      store: opened.store,
      end: async () => {
        emptyTables(opened.path);
        idleWriters.push(opened);
      },
    };
  },
};

const POSTGRES: Engine = {
  name: 'PostgreSQL',
  messages: { foreignKey: '23503', check: '23514', key: '23505' },
  open: async () => {
    const database = await emptyDatabase();
    const store = await openPostgresStore({
      url: database.url,
      today: TODAY,
      ...NO_PORTS,
      operations: BATCHES,
    });
    return {
      store,
      end: async () => {
        await store.close();
        await database.end();
      },
    };
  },
};

export const ENGINES: readonly Engine[] = [IN_THREAD, WRITER, POSTGRES];

/** A store behind a writer thread over a new file. */
export function openWriterAt(
  path: string,
  onFatal: (error: Error) => void = () => undefined,
): Promise<BatchStore> {
  return openWriterStore({
    path,
    today: TODAY,
    worker: TEST_WORKER,
    workerData: {},
    onFatal,
    ...NO_PORTS,
    operations: BATCHES,
  });
}

async function openIdleWriter(): Promise<{ store: BatchStore; path: string }> {
  const folder = freshFolder();
  const store = await openWriterAt(folder.path);
  atEnd(async () => {
    await store.close();
    folder.remove();
  });
  return { store, path: folder.path };
}

function emptyTables(path: string): void {
  const database = new Database(path);
  database.pragma('foreign_keys = off');
  database.pragma('secure_delete = on');
  const tables = Object.keys(INVENTORY).filter((table) => table !== 'schema_migrations');
  database.transaction(() => tables.forEach((table) => database.exec(`DELETE FROM ${table}`)))();
  database.close();
}

/** A fresh folder, and a function that removes it. */
export function freshFolder(): { path: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'quietkey-db-'));
  return {
    path: join(folder, 'quietkey.db'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function inFolder(open: (path: string) => Promise<BatchStore>): Promise<Opened> {
  const folder = freshFolder();
  const store = await open(folder.path);
  return {
    store,
    end: async () => {
      await store.close();
      folder.remove();
    },
  };
}

/** Runs single queries on a store. */
export type Asker = <Result>(query: Query<Result>) => Promise<Result>;

export function askerOf(store: BatchStore, operation: 'read' | 'write' = 'write'): Asker {
  return async <Result>(query: Query<Result>) => {
    const [answer] = await store.run(BATCHES[operation], [query], CALL);
    return answer?.result as Result;
  };
}
