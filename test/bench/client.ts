/**
 * The load, in a separate process: machines that activate and renew over a number of connections, each of which sends its
 * next request after the last answer. Requests are prepared before the measurement, and answers are parsed after it. It
 * fails if an answer is not successful, so that no figure includes refusals.
 */

import type { ActivateAnswer } from '../../client-sdk/typescript/contract/wire.ts';
import { PATHS } from '../../client-sdk/typescript/contract/wire.ts';
import { answerParent, givenByParent } from './child.ts';
import { Connection, type Reply } from './connection.ts';
import {
  getBytes,
  newActivation,
  postBytes,
  renewal,
  type ActivatedMachine,
  type Keeping,
} from './machines.ts';
import { percentile } from './figures.ts';

/** `renew` renews the machines of the last `activate`. `other`: requests that the parent has made. */
export type Sent = 'activate' | 'renew' | 'echo' | 'other';

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
let activated: ActivatedMachine[] = [];
let prepared: { making: Making; bytes: readonly Buffer[]; tags: readonly (readonly string[])[] } | undefined;

function make(making: Making): void {
  const { sent, count, keeping } = making;
  if (sent === 'renew') {
    const machines = activated.slice(0, count);
    const requests = machines.map(renewal);
    const bytes = requests.map(({ path, body }) => postBytes(path, body, keeping));
    prepared = { making, bytes, tags: machines.map(({ tags }) => tags) };
  } else {
    const requests = Array.from({ length: count }, () => newActivation(keys));
    const bytes = requests.map((body) => postBytes(PATHS.activations, body, keeping));
    prepared = { making, bytes, tags: requests.map(({ tags }) => tags) };
  }
}

/** Takes requests that the parent has made. They use new connections, since a server may have closed idle ones. */
function take(bytes: readonly Uint8Array[]): void {
  for (const connection of [...open.values()].flat()) connection.close();
  open.clear();
  const making: Making = { sent: 'other', count: bytes.length, keeping: 'kept' };
  prepared = { making, bytes: bytes.map((request) => Buffer.from(request)), tags: [] };
}

/** Sends the prepared requests. Times are in milliseconds. */
async function send({ port, connections }: Sending): Promise<Timing> {
  if (prepared === undefined) throw new Error('no requests were prepared');
  const { making, bytes, tags } = prepared;
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
  for (const reply of replies) requireSuccess(reply);
  if (making.sent === 'activate' || making.sent === 'renew')
    activated = replies.map((reply, i) => ({ tags: tags[i] ?? [], answer: readAnswer(reply) }));
  times.sort();
  return { perSecond: bytes.length / seconds, p50: percentile(times, 50), p99: percentile(times, 99) };
}

/** Requests health repeatedly while one activation waits for the disk. Returns both times in milliseconds. */
async function sendWithHealth(port: number): Promise<{ activation: number; healthMost: number }> {
  const [one, other] = [new Connection(port), new Connection(port)];
  const health = getBytes(PATHS.health);
  requireSuccess(await other.send(health));
  const began = performance.now();
  const activations: number[] = [];
  const activated = one.send(postBytes(PATHS.activations, newActivation(keys), 'kept')).then((reply) => {
    activations.push(performance.now() - began);
    requireSuccess(reply);
  });
  let healthMost = 0;
  while (activations.length === 0) {
    const before = performance.now();
    requireSuccess(await other.send(health));
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

function requireSuccess({ status, body }: Reply): void {
  if (status !== 200 && status !== 201)
    throw new Error(`answered ${status}: ${body.toString('utf8').slice(0, 300)}`);
}

function readAnswer({ body }: Reply): ActivatedMachine['answer'] {
  const { activation, epoch, sequence, secret } = JSON.parse(body.toString('utf8')) as ActivateAnswer;
  return { activation, epoch, sequence, secret };
}

const answers = { make, take, send, sendWithHealth };
answerParent(answers);
