/**
 * The writer thread's side: it alone writes in a server, it alone checkpoints. It takes one group at a time, answers
 * it, and moves the WAL into the file between groups. After a fault that says the disk cannot be trusted it acknowledges
 * nothing more. Texts cross threads as JSON, which is cheaper than objects; gathering groups is the other side's work.
 */

import type { MessagePort } from 'node:worker_threads';
import type { Catalogue } from '../../../server/domain/kernel/named-operation.ts';
import type { Day } from '../../../server/domain/kernel/day.ts';
import { CATALOGUE, type Job, type Ports } from '../../store/catalogue.ts';
import { runGroup, type Group, type GroupEnd } from './group-commit.ts';
import { refused } from '../../store/outcome.ts';
import { pageCount, rewrite, type Rewritten } from '../secure-delete/vacuum.ts';
import { codeOf, faultOf } from '../faults.ts';
import { openServing, WAL_PAGES, type SqliteConnection } from '../connection.ts';
import { StoreUnusable } from '../../store/unusable.ts';

/**
 * Pages to which the WAL may grow while the file is scanned: 64 MB, or as many as the file has, for which the rewrite
 * needed room too. A scan is faster than writes are; one that is not says nothing, for the file was changed under it.
 */
const WAL_PAGES_WHILE_SCANNED = 16_000;

/** To the writer: a group as JSON of jobs, or a request. */
export type ToWriter = string | { readonly ask: 'probe' | 'rewrite' | 'endScan' | 'close' };

/** From the writer: a group's end as JSON, or a note. */
export type FromWriter =
  | string
  | { readonly note: 'open' }
  | { readonly note: 'unusable'; readonly line: string }
  | { readonly note: 'full' }
  | { readonly note: 'broken'; readonly code: string }
  | { readonly note: 'probed'; readonly writable: boolean }
  | { readonly note: 'rewritten'; readonly end: Rewritten | undefined }
  | { readonly note: 'scanned'; readonly untouched: boolean };

export interface WriterOptions extends Ports {
  /** The worker's `parentPort`. */
  readonly port: MessagePort;
  readonly path: string;
  /** Noted with a change of the schema. */
  readonly today: Day;
  readonly operations?: Catalogue;
}

/**
 * Opens the database and serves groups until it is asked to close; then the port is closed and the thread ends. A
 * database that cannot be opened is told to the other side, which throws `StoreUnusable`.
 */
export function serveWriter({
  port,
  path,
  today,
  vault,
  signer,
  operations = CATALOGUE,
}: WriterOptions): void {
  const tell = (message: FromWriter): void => port.postMessage(message);
  const connection = openOrTell(path, today, tell);
  if (connection === undefined) return port.close();
  const thread = new WriterThread({ connection, operations, ports: { vault, signer } }, tell);
  port.on('message', (message: ToWriter) => {
    if (typeof message === 'string') thread.run(JSON.parse(message) as Job[]);
    else if (message.ask === 'probe') thread.probe();
    else if (message.ask === 'rewrite') thread.rewrite();
    else if (message.ask === 'endScan') thread.endScan();
    else {
      thread.finish();
      port.close();
    }
  });
  tell({ note: 'open' });
}

class WriterThread {
  readonly #group: Group;
  readonly #tell: (message: FromWriter) => void;
  /** The code of a fault that ends the store. */
  #broken: string | undefined;
  #walPages = WAL_PAGES;
  /** No page was moved into the file since it was written anew. */
  #untouched = false;

  constructor(group: Group, tell: (message: FromWriter) => void) {
    this.#group = group;
    this.#tell = tell;
  }

  run(jobs: readonly Job[]): void {
    const end = this.#broken === undefined ? runGroup(this.#group, jobs) : lost(jobs, this.#broken);
    this.#broken = end.broken;
    this.#tell(JSON.stringify(end));
    this.#checkpoint();
  }

  probe(): void {
    const writable = this.#broken === undefined && this.#group.connection.canWrite();
    this.#tell({ note: 'probed', writable });
  }

  /** Afterwards the file is left as it is until `endScan`, so that it can be scanned while groups go on. */
  rewrite(): void {
    const end =
      this.#broken === undefined ? this.#unlessBroken(() => rewrite(this.#group.connection)) : undefined;
    if (end === 'rewritten') {
      this.#walPages = Math.max(WAL_PAGES_WHILE_SCANNED, pageCount(this.#group.connection.database));
      this.#untouched = true;
    }
    this.#tell({ note: 'rewritten', end });
  }

  /** Tells whether the scan saw one state of the file. From now on the WAL is moved into it again when it has grown. */
  endScan(): void {
    this.#tell({ note: 'scanned', untouched: this.#untouched });
    this.#walPages = WAL_PAGES;
    this.#checkpoint();
  }

  finish(): void {
    if (this.#broken === undefined) finish(this.#group.connection);
  }

  /** Between groups, after the answers are on their way. */
  #checkpoint(): void {
    if (this.#broken !== undefined) return;
    const moved = this.#unlessBroken(() => this.#group.connection.checkpointWhenGrown(this.#walPages));
    if (moved !== false) this.#untouched = false;
  }

  #unlessBroken<Answer>(act: () => Answer): Answer | undefined {
    try {
      return act();
    } catch (error) {
      const fault = faultOf(error);
      if (fault === 'full') this.#tell({ note: 'full' });
      if (fault === 'full' || fault === 'busy') return undefined;
      this.#broken = codeOf(error);
      this.#tell({ note: 'broken', code: this.#broken });
      return undefined;
    }
  }
}

function openOrTell(
  path: string,
  today: Day,
  tell: (message: FromWriter) => void,
): SqliteConnection | undefined {
  try {
    return openServing(path, today);
  } catch (error) {
    if (!(error instanceof StoreUnusable)) throw error;
    tell({ note: 'unusable', line: error.message });
    return undefined;
  }
}

function finish(connection: SqliteConnection): void {
  try {
    connection.checkpointAll();
  } finally {
    connection.close();
  }
}

function lost(jobs: readonly Job[], broken: string): GroupEnd {
  return { outcomes: jobs.map(() => refused('outcome_unknown')), full: false, broken };
}
