/**
 * Activations at an even pace, in a separate process, however long answers take: the time of a request counts from when
 * it was due, so a stalled server does not get less load. Every answer is successful, or a refusal of a busy store, which
 * is counted. The parent decides when an interval ends.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { PATHS } from '../../client-sdk/typescript/contract/wire.ts';
import { answerParent, givenByParent } from './child.ts';
import { Connection } from './connection.ts';
import { percentile } from './figures.ts';
import { newActivation, postBytes } from './machines.ts';
import { CONNECTIONS } from './rounds.ts';

export interface Pace {
  readonly port: number;
  readonly perSecond: number;
}

/** The activations that were answered in an interval. Times are in milliseconds. */
export interface Stretch {
  readonly answered: number;
  /** Refused as busy, with 429. */
  readonly refused: number;
  /** Answered 503. */
  readonly unavailable: number;
  readonly p50: number;
  readonly p99: number;
  /** The longest time of one activation, refused or not. */
  readonly longest: number;
}

export type PacedAnswers = typeof answers;

const [BUSY, UNAVAILABLE] = [429, 503];
const keys = await givenByParent<readonly string[]>();
const stopping = new AbortController();
let lanes: Promise<unknown> = Promise.resolve();
let times: number[] = [];
let refused = 0;
let unavailable = 0;
let longest = 0;

function begin(pace: Pace): void {
  const began = performance.now();
  let next = 0;
  const lane = async (): Promise<void> => {
    const connection = new Connection(pace.port);
    while (!stopping.signal.aborted) {
      const due = began + (next * 1000) / pace.perSecond;
      next += 1;
      await sleep(Math.max(0, due - performance.now()));
      await activate(connection, due);
    }
    connection.close();
  };
  lanes = Promise.all(Array.from({ length: CONNECTIONS }, lane));
  // `stop` throws the error
  lanes.catch(() => undefined);
}

async function activate(connection: Connection, due: number): Promise<void> {
  const reply = await connection.send(postBytes(PATHS.activations, newActivation(keys), 'kept'));
  const now = performance.now();
  longest = Math.max(longest, now - due);
  if (reply.status === BUSY) return void (refused += 1);
  if (reply.status === UNAVAILABLE) return void (unavailable += 1);
  if (reply.status !== 200) throw new Error(`answered ${reply.status}: ${reply.body.toString('utf8')}`);
  times.push(now - due);
}

/** The results since the beginning or the last mark. */
function mark(): Stretch {
  const sorted = times.sort((value, next) => value - next);
  const [p50, p99] = [percentile(sorted, 50), percentile(sorted, 99)];
  const stretch = { answered: sorted.length, refused, unavailable, p50, p99, longest };
  times = [];
  [refused, unavailable, longest] = [0, 0, 0];
  return stretch;
}

async function stop(): Promise<Stretch> {
  stopping.abort();
  await lanes;
  return mark();
}

const answers = { begin, mark, stop };
answerParent(answers);
