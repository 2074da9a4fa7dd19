/**
 * Activations at an even pace, in a process of its own, however long an answer takes: a request's time counts from when
 * it was due, so a server that stands still is not asked less. Guarantees that every answer is a good one or the refusal
 * of a server that is busy, which is counted. When a stretch ends and another begins is the parent's word.
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

/** What came of the activations that were answered in a stretch. Times are in milliseconds. */
export interface Stretch {
  readonly answered: number;
  /** Told to come back. */
  readonly refused: number;
  readonly p50: number;
  readonly p99: number;
  /** The longest time in which none was answered well. */
  readonly gap: number;
}

export type PacedAnswers = typeof answers;

const BUSY = 503;
const keys = await givenByParent<readonly string[]>();
const stopping = new AbortController();
let lanes: Promise<unknown> = Promise.resolve();
let times: number[] = [];
let refused = 0;
let gap = 0;
let lastGood = 0;

function begin(pace: Pace): void {
  const began = performance.now();
  lastGood = began;
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
  // told to the parent when the stretch ends
  lanes.catch(() => undefined);
}

async function activate(connection: Connection, due: number): Promise<void> {
  const reply = await connection.send(postBytes(PATHS.activations, newActivation(keys), 'kept'));
  const now = performance.now();
  if (reply.status === BUSY) return void (refused += 1);
  if (reply.status !== 200) throw new Error(`answered ${reply.status}: ${reply.body.toString('utf8')}`);
  times.push(now - due);
  gap = Math.max(gap, now - lastGood);
  lastGood = now;
}

/** What came since the beginning or the last mark. */
function mark(): Stretch {
  const sorted = times.sort((one, other) => one - other);
  const [p50, p99] = [percentile(sorted, 50), percentile(sorted, 99)];
  const stretch = { answered: sorted.length, refused, p50, p99, gap };
  [times, refused, gap] = [[], 0, 0];
  return stretch;
}

async function stop(): Promise<Stretch> {
  stopping.abort();
  await lanes;
  return mark();
}

const answers = { begin, mark, stop };
answerParent(answers);
