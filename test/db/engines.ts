/** The stores over which the contract is held: each opens an empty database and answers batches of named queries. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoreOf } from '../../db/catalogue.ts';
import { openInThreadStore } from '../../db/in-thread.ts';
import { openWriterStore } from '../../db/writer-store.ts';
import { query, type Queries, type QueryName } from '../../server/domain/query.ts';
import { TODAY } from '../support/rows.ts';
import { BATCHES, CALL, NO_PORTS } from './batches.ts';

export type BatchStore = StoreOf<typeof BATCHES>;

export interface Engine {
  readonly name: string;
  open(path: string, onFatal?: (error: Error) => void): Promise<BatchStore>;
}

const WORKER = new URL('../support/db-worker.js', import.meta.url);

const IN_THREAD: Engine = {
  name: 'SQLite in the calling thread',
  open: (path) =>
    Promise.resolve(openInThreadStore({ path, today: TODAY, ...NO_PORTS, operations: BATCHES })),
};

export const WRITER: Engine = {
  name: 'SQLite behind the writer thread',
  open: (path, onFatal = () => undefined) =>
    openWriterStore({
      path,
      today: TODAY,
      worker: WORKER,
      workerData: {},
      onFatal,
      ...NO_PORTS,
      operations: BATCHES,
    }),
};

export const ENGINES: readonly Engine[] = [IN_THREAD, WRITER];

/** A fresh folder, and the end of it. */
export function freshFolder(): { path: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'quietkey-db-'));
  return {
    path: join(folder, 'quietkey.db'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Asks a store single queries, with the types of the domain's port. */
export interface Asker {
  <Name extends QueryName>(
    name: Name,
    params: Parameters<Queries[Name]>[0],
  ): Promise<ReturnType<Queries[Name]>>;
}

export function askerOf(store: BatchStore, operation: 'read' | 'write' = 'write'): Asker {
  return async (name, params) => {
    const [answer] = await store.run(operation, [query(name, params)], CALL);
    return answer?.result as ReturnType<Queries[typeof name]>;
  };
}
