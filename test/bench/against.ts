/**
 * `npm run bench -- --against FOLDER`: this checkout and another one, in turns. In each round both servers start anew and
 * are warmed; then each kind of request is sent to one and at once to the other, this one first in one round and the
 * other first in the next, so that a drift of the machine falls on both. Guarantees that both meet the same load, which
 * is this checkout's. What the ratios mean is left to `ratios.ts`.
 */

import { cpus } from 'node:os';
import { join } from 'node:path';
import { thisCheckout, type Checkout } from './checkout.ts';
import { startChild, type Child } from './child.ts';
import type { Sent } from './client.ts';
import type { EchoAnswers } from './echo.ts';
import type { Keeping } from './machines.ts';
import { intervalOf, ratioOf, type AgainstReport, type Named, type Pair, type Ratio } from './ratios.ts';
import { NAMES } from './rounds.ts';
import { fill, openSide, type Side } from './side.ts';

/** What is measured, by the word for `--only`. */
export const KINDS = {
  activate: { request: NAMES.activate, sent: 'activate', keeping: 'kept', writes: false },
  'renew-early': { request: NAMES.renewSame, sent: 'renew', keeping: 'kept', writes: false },
  'renew-writing': { request: NAMES.renewNext, sent: 'renew', keeping: 'kept', writes: true },
  'connection-each': {
    request: 'activate, one connection per request',
    sent: 'activate',
    keeping: 'each',
    writes: false,
  },
} as const satisfies Record<string, { request: string; sent: Sent; keeping: Keeping; writes: boolean }>;

export type KindName = keyof typeof KINDS;

export interface AgainstOptions {
  /** Its own, for both data folders. */
  readonly folder: string;
  readonly other: Checkout;
  readonly rounds: number;
  readonly licenses: number;
  readonly connections: number;
  /** Requests of each kind in a round, or seconds that an activation stretch takes about. */
  readonly length: { readonly requests: number } | { readonly seconds: number };
  readonly only: readonly KindName[];
  /** Called as each round begins. */
  readonly tell: (line: string) => void;
}

/** What one turn of one side found. Times are in milliseconds, CPU in microseconds per request. */
interface Found {
  readonly cpu: number;
  readonly timesEcho: number;
  readonly perSecond: number;
  readonly p99: number;
}

type Turn = Partial<Record<KindName, Found>>;

const MEASURES: readonly (readonly [measure: string, name: keyof Found])[] = [
  ['CPU µs', 'cpu'],
  ['CPU x echo', 'timesEcho'],
  ['per second', 'perSecond'],
  ['p99 ms', 'p99'],
];
const REQUESTS_MIN = 64;
/** Of a round's requests: so many warm a server that has just started. */
const WARMING = 0.5;
/** An echo is so short that it takes more of them to tell its CPU time. */
const ECHO_TIMES = 4;

export async function measureAgainst(options: AgainstOptions): Promise<AgainstReport> {
  const { folder, rounds, licenses, connections, tell } = options;
  const checkouts = [thisCheckout(), options.other] as const;
  const echo = await startChild<EchoAnswers>('./echo.js');
  const sides: Side[] = [];
  try {
    for (const [at, checkout] of checkouts.entries()) {
      tell(`${licenses} licenses are issued by ${checkout.folder}`);
      sides.push(await openSide(checkout, join(folder, String(at)), licenses));
    }
    const [own, other] = sides as [Side, Side];
    const requests = await requestsOf(sides, options);
    const found: [Turn, Turn][] = [];
    for (let round = 0; round < rounds; round += 1) {
      tell(`round ${round + 1} of ${rounds}`);
      const order = round % 2 === 0 ? [own, other] : [other, own];
      const serverYield = await oneRound(order, { ...options, requests, echo });
      found.push([serverYield.get(own) ?? {}, serverYield.get(other) ?? {}]);
    }
    return {
      node: process.version,
      processors: cpus().length,
      own: namedOf(own),
      other: namedOf(other),
      rounds,
      requests,
      licenses,
      connections,
      interval: intervalOf(rounds),
      ratios: options.only.flatMap((kind) => ratiosOf(kind, found)),
    };
  } finally {
    await Promise.all([echo, ...sides].map((one) => one.end()));
  }
}

function namedOf({ checkout: { version, commit, folder } }: Side): Named {
  return { version, commit, folder };
}

/** Gives each side as many activations as licenses; answers how many requests a round has. */
async function requestsOf(sides: readonly Side[], options: AgainstOptions): Promise<number> {
  const { licenses, connections, length, tell } = options;
  const speeds: number[] = [];
  for (const side of sides) {
    tell(`${licenses} machines are activated by ${side.checkout.folder}`);
    await side.startServer();
    speeds.push((await fill(side, licenses, connections)).perSecond);
    await side.stopServer();
  }
  if ('requests' in length) return length.requests;
  return Math.max(REQUESTS_MIN, Math.round(Math.min(...speeds) * length.seconds));
}

interface Measuring extends Pick<AgainstOptions, 'connections' | 'only'> {
  readonly requests: number;
  readonly echo: Child<EchoAnswers>;
}

async function oneRound(order: readonly Side[], measuring: Measuring): Promise<Map<Side, Turn>> {
  for (const side of order) await side.startServer();
  await turnsOf(order, { ...measuring, requests: Math.ceil(measuring.requests * WARMING) });
  const serverYield = await turnsOf(order, measuring);
  for (const side of order) await side.stopServer();
  return serverYield;
}

/** Each kind of request at one side and then at the other, beside an echo of its own for each side. */
async function turnsOf(order: readonly Side[], measuring: Measuring): Promise<Map<Side, Turn>> {
  const { echo, only } = measuring;
  const serverYield = new Map(order.map((side): [Side, Turn] => [side, {}]));
  const port = await echo.ask('port');
  for (const keeping of ['kept', 'each'] as const) {
    const kinds = kindsOf(keeping, only);
    if (kinds.length === 0) continue;
    const bare = new Map<Side, Found>();
    const long = { ...measuring, requests: measuring.requests * ECHO_TIMES };
    const target = { sent: 'echo', keeping, port, cpu: () => echo.ask('cpu') } as const;
    for (const side of order) bare.set(side, await send(side, target, long));
    for (const kind of kinds) {
      const { sent, writes } = KINDS[kind];
      if (writes) for (const side of order) await side.changeTerms();
      for (const side of order) {
        const found = await send(side, { sent, keeping, port: side.port(), cpu: side.cpu }, measuring);
        const timesEcho = found.cpu / (bare.get(side)?.cpu ?? Number.NaN);
        serverYield.set(side, { ...serverYield.get(side), [kind]: { ...found, timesEcho } });
      }
    }
  }
  return serverYield;
}

/** What is sent over connections of that kind: before any renewal the activations that it renews. */
function kindsOf(keeping: Keeping, only: readonly KindName[]): KindName[] {
  const wanted = only.filter((kind) => KINDS[kind].keeping === keeping);
  const renews = wanted.some((kind) => KINDS[kind].sent === 'renew');
  return (Object.keys(KINDS) as KindName[]).filter(
    (kind) => wanted.includes(kind) || (renews && kind === 'activate'),
  );
}

interface Target {
  readonly sent: Sent;
  readonly keeping: Keeping;
  readonly port: number;
  readonly cpu: () => number | Promise<number>;
}

async function send({ client }: Side, target: Target, measuring: Measuring): Promise<Found> {
  const { sent, keeping, port, cpu } = target;
  const { requests, connections } = measuring;
  await client.ask('make', { sent, count: requests, keeping });
  const before = await cpu();
  const { perSecond, p99 } = await client.ask('send', { port, connections });
  return { cpu: ((await cpu()) - before) / requests, timesEcho: 1, perSecond, p99 };
}

function ratiosOf(kind: KindName, found: readonly (readonly [Turn, Turn])[]): Ratio[] {
  return MEASURES.map(([measure, name]) => {
    const pairs = found.map(([own, other]): Pair => ({
      own: own[kind]?.[name] ?? Number.NaN,
      other: other[kind]?.[name] ?? Number.NaN,
    }));
    return ratioOf(KINDS[kind].request, measure, pairs);
  });
}
