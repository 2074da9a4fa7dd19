/**
 * The store on SQLite in the calling thread, for the command line and the tests. Calls of one turn of the event loop
 * form one group commit, as in a server's writer. This store checkpoints a WAL that has grown, since an idle server
 * would not do that, and yields to a server that writes. Its answers are the same as those of a server's store.
 */

import type { Catalogue, NamedOperation } from '../../../server/domain/kernel/named-operation.ts';
import type { Store } from '../../../server/domain/operations.ts';
import type { Call } from '../../../server/domain/kernel/ports.ts';
import type { SecureDeletion } from '../../../server/domain/privacy/receipt.ts';
import { CATALOGUE, entryOf, type Job, type StoreOptions } from '../../store/catalogue.ts';
import { runGroup, runRead, type Group } from './group-commit.ts';
import { refused, settled, type Outcome } from '../../store/outcome.ts';
import { JobQueue } from './queue.ts';
import { isAlone } from '../secure-delete/alone.ts';
import { faultOf } from '../faults.ts';
import { openWriter } from '../connection.ts';
import { ServerYield } from './yield-to-server.ts';
import { secureDelete } from '../secure-delete/spawn-scrub.ts';

/**
 * The size of the WAL, in pages, at which a command checkpoints it. The size is above a server's limit, so that a
 * running server checkpoints first.
 */
const WAL_PAGES = 4_000;

/** Opens the database file and brings its schema up to date. @throws StoreUnusable */
export function openInThreadStore(options: StoreOptions): Store {
  const { path, today, vault, signer } = options;
  const operations: Catalogue = options.operations ?? CATALOGUE;
  const writer = new InThreadWriter({
    connection: openWriter(path, today),
    operations,
    ports: { vault, signer },
  });
  const store = {
    // this function is async, so that an error of an operation becomes a rejection, as with the writer thread
    run: async ({ name }: NamedOperation, input: unknown, call: Call): Promise<unknown> => {
      const job: Job = { name, input, call };
      const reads = entryOf(operations, name).mode === 'read';
      return settled(reads ? writer.read(job) : await writer.write(job));
    },
    ready: (): Promise<boolean> => Promise.resolve(writer.isReady()),
    secureDelete: () => writer.secureDelete(path),
    close: async (): Promise<void> => writer.close(),
  };
  return store as Store;
}

class InThreadWriter {
  readonly #group: Group;
  readonly #queue = new JobQueue();
  readonly #serverYield: ServerYield;
  #awaited = false;
  #full = false;
  #broken = false;
  /** Whether another process checkpoints the WAL at present. */
  #leavesWal = false;

  constructor(group: Group) {
    this.#group = group;
    this.#serverYield = new ServerYield(group.connection);
  }

  read(job: Job): Outcome {
    return runRead(this.#group, job);
  }

  write(job: Job): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.#queue.add({ job, since: 0, resolve: (outcome) => resolve(outcome as Outcome), reject });
      this.#flushLater();
    });
  }

  isReady(): boolean {
    if (!this.#broken) this.#full = !this.#group.connection.canWrite();
    return !this.#full && !this.#broken;
  }

  /**
   * Runs the secure delete only if no other process has the database open. Another process may be a server, and then
   * the secure delete is the server's task.
   */
  async secureDelete(path: string): Promise<SecureDeletion> {
    const { connection } = this.#group;
    if (this.#broken) return { kind: 'put off', because: 'lost' };
    if (!isAlone(connection)) return { kind: 'put off', because: 'beside' };
    this.#leavesWal = true;
    try {
      return await secureDelete(path);
    } finally {
      this.#leavesWal = false;
    }
  }

  close(): void {
    while (this.#queue.size > 0) this.#flush();
    this.#group.connection.close();
  }

  /** Runs the waiting calls in a later turn of the event loop, so that the calls of one turn form one group. */
  #flushLater(): void {
    if (this.#awaited || this.#queue.size === 0) return;
    this.#awaited = true;
    this.#serverYield.next(() => {
      this.#awaited = false;
      this.#flush();
      this.#flushLater();
    });
  }

  #flush(): void {
    const gathered = this.#queue.gather(this.#serverYield.jobs);
    if (gathered.length === 0) return;
    const jobs = gathered.map(({ job }) => job);
    const outcomes = this.#broken ? [] : this.#serverYield.take(jobs.length, () => this.#run(jobs));
    gathered.forEach(({ resolve }, i) => resolve(outcomes[i] ?? refused('outcome_unknown')));
    this.#checkpoint();
  }

  #run(jobs: readonly Job[]): readonly Outcome[] {
    const { outcomes, full, broken } = runGroup(this.#group, jobs);
    this.#full = full;
    this.#broken = broken !== undefined;
    return outcomes;
  }

  /**
   * Checkpoints the WAL without waiting. If a server checkpoints at this moment, or readers use the WAL, the checkpoint
   * is left to a later time.
   */
  #checkpoint(): void {
    if (this.#broken || this.#leavesWal) return;
    try {
      this.#group.connection.checkpointWhenGrown(WAL_PAGES);
    } catch (error) {
      const fault = faultOf(error);
      this.#full ||= fault === 'full';
      this.#broken = fault !== 'full' && fault !== 'busy';
    }
  }
}
