/**
 * The store of a server on SQLite. Writes go through the writer thread; reads run on their own connection in the
 * calling thread, so that pages which only read work while the disk stalls. The answers are the same as those of the
 * store in one thread. `writer-link.ts` and the writer thread form the groups of a commit.
 */

import type { Catalogue, NamedOperation } from '../../../server/domain/kernel/named-operation.ts';
import type { Store } from '../../../server/domain/operations.ts';
import type { Call } from '../../../server/domain/kernel/ports.ts';
import type { SecureDeletion } from '../../../server/domain/privacy/receipt.ts';
import { Refusal } from '../../../server/domain/kernel/refusal.ts';
import { CATALOGUE, entryOf, type Job, type StoreOptions } from '../../store/catalogue.ts';
import { runRead, type Group } from './group-commit.ts';
import { settled } from '../../store/outcome.ts';
import { codeOf, faultOf } from '../faults.ts';
import { openReader, type SqliteConnection } from '../connection.ts';
import { secureDelete } from '../secure-delete/spawn-scrub.ts';
import { WriterLink } from './writer-link.ts';

export interface WriterStoreOptions extends StoreOptions {
  /**
   * The compiled entry file of the worker thread. The worker gets `workerData` with `path` and `today`, and calls
   * `serveWriter`.
   */
  readonly worker: URL;
  readonly workerData: object;
  /**
   * Called once when the writer or the disk is lost, after every outstanding call was answered. The process should then
   * exit with status 70.
   */
  readonly onFatal: (error: Error) => void;
}

/**
 * Opens the database file, brings its schema up to date, and starts the writer. `close` drains the accepted calls, then
 * closes the reader's connection, then the writer, which truncates the WAL.
 * @throws StoreUnusable
 */
export async function openWriterStore(options: WriterStoreOptions): Promise<Store> {
  const { path, today, worker, workerData, vault, signer } = options;
  const onFatal = once(options.onFatal);
  const link = new WriterLink({ worker, workerData: { ...workerData, path, today }, onFatal });
  await link.opened();
  const connection = await openBeside(link, path);
  const operations: Catalogue = options.operations ?? CATALOGUE;
  const scrub = new ServerScrub(link, path);
  const reading: Group = { connection, operations, ports: { vault, signer } };
  const store = {
    async run({ name }: NamedOperation, input: unknown, call: Call): Promise<unknown> {
      const job: Job = { name, input, call };
      const reads = entryOf(operations, name).mode === 'read';
      return reads ? readOrQueue(reading, job, link, onFatal) : link.submit(job);
    },
    ready: () => link.writable(),
    secureDelete: () => scrub.run(),
    async close(): Promise<void> {
      const drained = link.drain();
      await scrub.close();
      await drained;
      connection.close();
      await link.close();
    },
  };
  return store as Store;
}

async function openBeside(link: WriterLink, path: string): Promise<SqliteConnection> {
  try {
    return openReader(path);
  } catch (error) {
    await link.drain();
    await link.close();
    throw error;
  }
}

/** The secure delete of a server, one at a time: another process scrubs the file, and checkpoints it meanwhile. */
class ServerScrub {
  readonly #link: WriterLink;
  readonly #path: string;
  readonly #closing = new AbortController();
  #running: Promise<SecureDeletion> | undefined;

  constructor(link: WriterLink, path: string) {
    this.#link = link;
    this.#path = path;
  }

  async run(): Promise<SecureDeletion> {
    if (this.#running !== undefined || this.#closing.signal.aborted)
      return { kind: 'put off', because: 'busy' };
    this.#link.leaveWal();
    try {
      this.#running = secureDelete(this.#path, this.#closing.signal);
      return await this.#running;
    } finally {
      this.#running = undefined;
      this.#link.checkpointAgain();
    }
  }

  /** Ends a scrub that is running. Fulfilled when its process has ended. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }
}

/** Runs a call on the reader. If the reader has to wait, the call goes to the writer's queue. */
function readOrQueue(
  reading: Group,
  job: Job,
  link: WriterLink,
  onFatal: (error: Error) => void,
): Promise<unknown> {
  return new Promise((resolve) => {
    try {
      resolve(settled(runRead(reading, job)));
    } catch (error) {
      const fault = faultOf(error);
      if (fault === 'busy') return resolve(link.submit(job));
      if (fault === undefined) throw error;
      onFatal(new Error(`the store cannot be read: ${codeOf(error)}`));
      throw new Refusal({ code: 'internal' });
    }
  });
}

function once(report: (error: Error) => void): (error: Error) => void {
  let reported = false;
  return (error) => {
    if (!reported) report(error);
    reported = true;
  };
}
