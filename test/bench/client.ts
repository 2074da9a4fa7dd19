/**
 * The load, in a process of its own: machines that activate and renew over as many connections as are asked for, each
 * sending its next request when the last is answered. Requests are made before the watch runs and answers are read after
 * it. It fails where an answer is not a good one, so that no figure is ever that of a refusal.
 */

import type { ActivateAnswer } from '../../client-sdk/typescript/contract/wire.ts';
import { PATHS } from '../../client-sdk/typescript/contract/wire.ts';
import { answerParent, givenByParent } from './child.ts';
import { Connection, type Reply } from './connection.ts';
import { getBytes, newActivation, postBytes, renewal, type Held, type Keeping } from './machines.ts';
import { percentile } from './figures.ts';

/** `renew` sends a renewal by each machine that the last `activate` left. */
export type Sent = 'activate' | 'renew' | 'echo';

export interface Making {
  readonly sent: Sent;
  readonly count: number;
  readonly keeping: Keeping;
}

export interface Sending {
  readonly port: number;
  readonly connections: number;
}

export interface Timing {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

export type ClientAnswers = typeof answers;

const keys = await givenByParent<readonly string[]>();
/** Open connections by port. */
const open = new Map<number, Connection[]>();
let held: Held[] = [];
let made: { making: Making; bytes: readonly Buffer[]; tags: readonly (readonly string[])[] } | undefined;

function make(making: Making): void {
  const { sent, count, keeping } = making;
  if (sent === 'renew') {
    const machines = held.slice(0, count);
    const requests = machines.map(renewal);
    const bytes = requests.map(({ path, body }) => postBytes(path, body, keeping));
    made = { making, bytes, tags: machines.map(({ tags }) => tags) };
  } else {
    const requests = Array.from({ length: count }, () => newActivation(keys));
    const bytes = requests.map((body) => postBytes(PATHS.activations, body, keeping));
    made = { making, bytes, tags: requests.map(({ tags }) => tags) };
  }
}

/** Sends what was made. Times are in milliseconds. */
async function send({ port, connections }: Sending): Promise<Timing> {
  if (made === undefined) throw new Error('nothing was made');
  const { making, bytes, tags } = made;
  const isKept = making.keeping === 'kept';
  const times = new Float64Array(bytes.length);
  const replies: Reply[] = [];
  let next = 0;
  const lane = async (kept: Connection | undefined): Promise<void> => {
    for (let i = next++; i < bytes.length; i = next++) {
      const began = performance.now();
      const connection = kept ?? new Connection(port);
      replies[i] = await connection.send(bytes[i] as Buffer);
      times[i] = performance.now() - began;
      if (kept === undefined) connection.close();
    }
  };
  const lanes = isKept ? connectionsTo(port, connections) : Array<undefined>(connections).fill(undefined);
  const began = performance.now();
  await Promise.all(lanes.map(lane));
  const seconds = (performance.now() - began) / 1000;
  for (const reply of replies) requireGood(reply);
  if (making.sent !== 'echo')
    held = replies.map((reply, i) => ({ tags: tags[i] ?? [], answer: readAnswer(reply) }));
  times.sort();
  return { perSecond: bytes.length / seconds, p50: percentile(times, 50), p99: percentile(times, 99) };
}

/** Asks for health, again and again, while one activation waits for the disk. Answers both in milliseconds. */
async function sendBesideHealth(port: number): Promise<{ activation: number; healthMost: number }> {
  const [one, other] = [new Connection(port), new Connection(port)];
  const health = getBytes(PATHS.health);
  requireGood(await other.send(health));
  const began = performance.now();
  const activations: number[] = [];
  const activated = one.send(postBytes(PATHS.activations, newActivation(keys), 'kept')).then((reply) => {
    activations.push(performance.now() - began);
    requireGood(reply);
  });
  let healthMost = 0;
  while (activations.length === 0) {
    const before = performance.now();
    requireGood(await other.send(health));
    healthMost = Math.max(healthMost, performance.now() - before);
  }
  await activated;
  one.close();
  other.close();
  return { activation: activations[0] ?? 0, healthMost };
}

function connectionsTo(port: number, count: number): Connection[] {
  const known = open.get(port) ?? [];
  while (known.length < count) known.push(new Connection(port));
  open.set(port, known);
  return known.slice(0, count);
}

function requireGood({ status, body }: Reply): void {
  if (status !== 200) throw new Error(`answered ${status}: ${body.toString('utf8').slice(0, 300)}`);
}

function readAnswer({ body }: Reply): Held['answer'] {
  const { activation, epoch, sequence, secret } = JSON.parse(body.toString('utf8')) as ActivateAnswer;
  return { activation, epoch, sequence, secret };
}

const answers = { make, send, sendBesideHealth };
answerParent(answers);
