/**
 * The store over SQLite in the calling thread, for the command line and the tests: each operation is a group of its
 * own. It never checkpoints, since a server may have the file open. Answers as the store of a server does.
 */

import { OPERATIONS } from '../server/domain/operations.ts';
import type { Call } from '../server/domain/ports.ts';
import { entryOf, type Catalogue, type Job, type StoreOf, type StoreOptions } from './catalogue.ts';
import { runGroup, runRead, type Group } from './group.ts';
import { refused, settled, type Outcome } from './outcome.ts';
import { openWriter } from './sqlite.ts';

/**
 * Opens the file and brings its schema up to date.
 * @throws StoreUnusable
 */
export function openInThreadStore<Operations extends Catalogue = typeof OPERATIONS>(
  options: StoreOptions<Operations>,
): StoreOf<Operations> {
  const { path, today, vault, signer } = options;
  const connection = openWriter(path, today);
  const operations: Catalogue = options.operations ?? OPERATIONS;
  const group: Group = { connection, operations, ports: { vault, signer } };
  let full = false;
  let broken = false;

  const write = (job: Job): Outcome => {
    if (broken) return refused('outcome_unknown');
    const end = runGroup(group, [job]);
    full = end.full;
    broken = end.broken !== undefined;
    return end.outcomes[0] ?? refused('outcome_unknown');
  };
  const store = {
    // a promise, so that what an operation throws is a rejection, as it is with the writer thread
    run: (name: string, input: unknown, call: Call): Promise<unknown> =>
      new Promise((resolve) => {
        const job: Job = { name, input, call };
        const reads = entryOf(operations, name).mode === 'read';
        resolve(settled(reads ? runRead(group, job) : write(job)));
      }),
    ready: (): Promise<boolean> => {
      if (full) full = !connection.canWrite();
      return Promise.resolve(!full && !broken);
    },
    close: (): Promise<void> => {
      connection.close();
      return Promise.resolve();
    },
  };
  return store as StoreOf<Operations>;
}
