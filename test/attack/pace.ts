/**
 * Requests at an even pace over some connections, however long answers take: the time of a request counts from when it
 * was due. A connection that breaks is opened again, and its request counts as one without an answer.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '../bench/connection.ts';

export interface Pace {
  readonly port: number;
  readonly perSecond: number;
  readonly connections: number;
  /** The n-th request; returns the status of its answer. */
  readonly send: (connection: Connection, n: number) => Promise<number>;
  /** Called for each answer. `status` 0: there was none. */
  readonly onAnswer: (status: number, milliseconds: number) => void;
}

/** Begins. The returned function ends it, after the last answers. */
export function startPace({ port, perSecond, connections, send, onAnswer }: Pace): () => Promise<void> {
  const began = performance.now();
  let next = 0;
  const ending = new AbortController();
  const lane = async (): Promise<void> => {
    let connection = new Connection(port);
    while (!ending.signal.aborted) {
      const n = next++;
      const due = began + (n * 1_000) / perSecond;
      await sleep(Math.max(0, due - performance.now()));
      if (ending.signal.aborted) break;
      const status = await send(connection, n).catch(() => 0);
      onAnswer(status, performance.now() - due);
      if (status > 0) continue;
      connection.close();
      connection = new Connection(port);
    }
    connection.close();
  };
  const lanes = Promise.all(Array.from({ length: connections }, lane));
  return async () => {
    ending.abort();
    await lanes;
  };
}

/** What came of the requests of one kind. */
export interface Tally {
  /** Answers that were right. */
  readonly done: number;
  /** Others, by status; 0: no answer. */
  readonly others: Readonly<Record<string, number>>;
  /** Milliseconds of those that were right, in order. */
  readonly times: readonly number[];
}

/** Counts the answers of one kind. The returned function gives the tally since the last call. */
export function openTally(right: number): { onAnswer: Pace['onAnswer']; take: () => Tally } {
  let [times, others]: [number[], Record<string, number>] = [[], {}];
  return {
    onAnswer: (status, milliseconds) => {
      if (status === right) times.push(milliseconds);
      else others[status] = (others[status] ?? 0) + 1;
    },
    take: () => {
      const tally = { done: times.length, others, times: times.sort((time, next) => time - next) };
      [times, others] = [[], {}];
      return tally;
    },
  };
}
