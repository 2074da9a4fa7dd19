/**
 * The writer thread of the SQLite store: in a server only this thread writes to the database and checkpoints the WAL.
 * The thread runs one group of jobs at a time, answers the group, and checkpoints the WAL between groups. After a fault
 * that makes the disk untrustworthy the thread acknowledges nothing. Groups cross threads as texts, which are cheaper than
 * objects (`group-message.ts`). `writer-link.ts` gathers the groups.
 */

import type { MessagePort } from 'node:worker_threads';
import type { Catalogue } from '../../../server/domain/kernel/named-operation.ts';
import type { Day } from '../../../server/domain/kernel/day.ts';
import { CATALOGUE, type Job, type Ports } from '../../store/catalogue.ts';
import { runGroup, type Group, type GroupEnd } from './group-commit.ts';
import { writeEnd, type EndMessage } from './group-message.ts';
import { refused } from '../../store/outcome.ts';
import { codeOf, faultOf } from '../faults.ts';
import { openServing, type SqliteConnection } from '../connection.ts';
import { StoreUnusable } from '../../store/unusable.ts';

/** A message to the writer thread: a group as JSON of jobs, or a request. */
export type ToWriter = string | { readonly ask: 'probe' | 'leaveWal' | 'checkpoint' | 'close' };

/** A message from the writer thread: the end of a group, or a note. */
export type FromWriter =
  | EndMessage
  | { readonly note: 'open' }
  | { readonly note: 'unusable'; readonly line: string }
  | { readonly note: 'full' }
  | { readonly note: 'broken'; readonly code: string }
  | { readonly note: 'probed'; readonly writable: boolean };

export interface WriterOptions extends Ports {
  /** The `parentPort` of the worker thread. */
  readonly port: MessagePort;
  readonly path: string;
  /** The day that is recorded with a change of the schema. */
  readonly today: Day;
  readonly operations?: Catalogue;
}

/**
 * Opens the database and runs groups until the writer is asked to close; then the port is closed and the thread ends. A
 * database that cannot be opened is reported to the main thread, which throws `StoreUnusable`.
 */
export function serveWriter({
  port,
  path,
  today,
  vault,
  signer,
  operations = CATALOGUE,
}: WriterOptions): void {
  const send = (message: FromWriter): void => port.postMessage(message);
  const connection = openOrReport(path, today, send);
  if (connection === undefined) return port.close();
  const thread = new WriterThread({ connection, operations, ports: { vault, signer } }, send);
  port.on('message', (message: ToWriter) => {
    if (typeof message === 'string') thread.run(JSON.parse(message) as Job[]);
    else if (message.ask === 'probe') thread.probe();
    else if (message.ask === 'leaveWal') thread.leaveWal(true);
    else if (message.ask === 'checkpoint') thread.leaveWal(false);
    else {
      thread.finish();
      port.close();
    }
  });
  send({ note: 'open' });
}

class WriterThread {
  readonly #group: Group;
  readonly #send: (message: FromWriter) => void;
  /** The code of a fault after which the store cannot be used; undefined if none occurred. */
  #broken: string | undefined;
  /** Whether another process checkpoints the WAL at present. */
  #leavesWal = false;
  /** Whether the file has the mark that its latest commits are in the WAL. A scrub leaves a file without it. */
  #isMarked = true;

  constructor(group: Group, send: (message: FromWriter) => void) {
    this.#group = group;
    this.#send = send;
  }

  run(jobs: readonly Job[]): void {
    const end = this.#broken === undefined ? runGroup(this.#group, jobs) : lost(jobs, this.#broken);
    this.#broken = end.broken;
    this.#send(writeEnd(end));
    this.#checkpoint();
  }

  probe(): void {
    const writable = this.#broken === undefined && this.#group.connection.canWrite();
    this.#send({ note: 'probed', writable });
  }

  /** Leaves the WAL to the process that scrubs the file, or checkpoints it again. */
  leaveWal(leaves: boolean): void {
    this.#leavesWal = leaves;
    this.#isMarked = false;
    this.#checkpoint();
  }

  finish(): void {
    if (this.#broken === undefined) finish(this.#group.connection);
  }

  /** Checkpoints the WAL between two groups, after the answers were sent. */
  #checkpoint(): void {
    if (this.#broken !== undefined || this.#leavesWal) return;
    this.#unlessBroken(() => {
      const { connection } = this.#group;
      if (!this.#isMarked) this.#isMarked = connection.checkpointWhenGrown(1);
      else connection.checkpointWhenGrown();
    });
  }

  #unlessBroken(act: () => void): void {
    try {
      act();
    } catch (error) {
      const fault = faultOf(error);
      if (fault === 'full') this.#send({ note: 'full' });
      if (fault === 'full' || fault === 'busy') return;
      this.#broken = codeOf(error);
      this.#send({ note: 'broken', code: this.#broken });
    }
  }
}

function openOrReport(
  path: string,
  today: Day,
  send: (message: FromWriter) => void,
): SqliteConnection | undefined {
  try {
    return openServing(path, today);
  } catch (error) {
    if (!(error instanceof StoreUnusable)) throw error;
    send({ note: 'unusable', line: error.message });
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
