/**
 * The writer thread's side: it alone writes in a server, it alone checkpoints. It takes one group at a time, answers
 * it, and moves the WAL into the file between groups. After a fault that says the disk cannot be trusted it acknowledges
 * nothing more. Texts cross threads as JSON, which is cheaper than objects; gathering groups is the other side's work.
 */

import type { MessagePort } from 'node:worker_threads';
import type { Day } from '../server/domain/day.ts';
import { OPERATIONS } from '../server/domain/operations.ts';
import type { Catalogue, Job, Ports } from './catalogue.ts';
import { runGroup, type Group, type GroupEnd } from './group.ts';
import { refused } from './outcome.ts';
import { codeOf, faultOf } from './sqlite-faults.ts';
import { openServing, type SqliteConnection } from './sqlite.ts';
import { StoreUnusable } from './unusable.ts';

/** To the writer: a group as JSON of jobs, or a request. */
export type ToWriter = string | { readonly ask: 'probe' | 'close' };

/** From the writer: a group's end as JSON, or a note. */
export type FromWriter =
  | string
  | { readonly note: 'open' }
  | { readonly note: 'unusable'; readonly line: string }
  | { readonly note: 'full' }
  | { readonly note: 'broken'; readonly code: string }
  | { readonly note: 'probed'; readonly writable: boolean };

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
  operations = OPERATIONS,
}: WriterOptions): void {
  const tell = (message: FromWriter): void => port.postMessage(message);
  const connection = openOrTell(path, today, tell);
  if (connection === undefined) return port.close();
  const group: Group = { connection, operations, ports: { vault, signer } };
  let broken: string | undefined;
  port.on('message', (message: ToWriter) => {
    if (typeof message === 'string') {
      const jobs = JSON.parse(message) as Job[];
      const end = broken === undefined ? runGroup(group, jobs) : lost(jobs, broken);
      broken = end.broken;
      tell(JSON.stringify(end));
      if (broken === undefined) broken = checkpoint(connection, tell);
    } else if (message.ask === 'probe') {
      tell({ note: 'probed', writable: broken === undefined && connection.canWrite() });
    } else {
      if (broken === undefined) finish(connection);
      port.close();
    }
  });
  tell({ note: 'open' });
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

/** Between groups, after the answers are on their way. Answers the code of a fault that ends the store. */
function checkpoint(connection: SqliteConnection, tell: (message: FromWriter) => void): string | undefined {
  try {
    connection.checkpointWhenGrown();
    return undefined;
  } catch (error) {
    const fault = faultOf(error);
    if (fault === 'busy') return undefined;
    if (fault === 'full') {
      tell({ note: 'full' });
      return undefined;
    }
    const code = codeOf(error);
    tell({ note: 'broken', code });
    return code;
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
