/**
 * `npm run bench -- --against FOLDER`: compares this checkout with another. In each round both servers are restarted and
 * warmed up. Then each kind of request is sent to one and right after to the other; the order alternates by round, so that
 * a drift of the machine affects both. Both get the same load, from this checkout. `ratios.ts` evaluates the results.
 */

import { cpus } from 'node:os';
import { join } from 'node:path';
import { thisCheckout, type Checkout } from './checkout.ts';
import { startChild, type Child } from './child.ts';
import type { Sent } from './client.ts';
import type { EchoAnswers } from './echo.ts';
import type { Keeping } from './machines.ts';
import { intervalOf, ratioOf, type AgainstReport, type Named, type Pair, type Ratio } from './ratios.ts';
import { measurePrograms, PROGRAMS, type ProgramCpu, type ProgramName } from './programs.ts';
import { KINDS, type KindName } from './rounds.ts';
import { fill, openSide, type Side } from './side.ts';

/** What `--only` names. */
export type MeasureName = KindName | ProgramName;

export interface AgainstOptions {
  /** A folder for both data folders. */
  readonly folder: string;
  readonly other: Checkout;
  readonly rounds: number;
  readonly licenses: number;
  readonly connections: number;
  /** Requests of each kind in a round, or the approximate seconds that its activations take. */
  readonly length: { readonly requests: number } | { readonly seconds: number };
  readonly only: readonly MeasureName[];
  /** How often each program runs in a round. */
  readonly runs: number;
  /** Called at the beginning of each round. */
  readonly onProgress: (line: string) => void;
}

/** The results of one side for one kind of request. Times are in milliseconds, CPU in microseconds per request. */
interface Result {
  readonly cpu: number;
  readonly timesEcho: number;
  readonly perSecond: number;
  readonly p99: number;
}

type Results = Partial<Record<KindName, Result>> & ProgramCpu;

const MEASURES: readonly (readonly [measure: string, name: keyof Result])[] = [
  ['CPU µs', 'cpu'],
  ['CPU x echo', 'timesEcho'],
  ['per second', 'perSecond'],
  ['p99 ms', 'p99'],
];
const MILLI_MICROS = 1_000;
const REQUESTS_MIN = 64;
/** The share of a round's requests that warm up a server. */
const WARM_UP = 0.5;
/** An echo is short, so more requests are needed to measure its CPU time. */
const ECHO_TIMES = 4;

export async function measureAgainst(options: AgainstOptions): Promise<AgainstReport> {
  const { folder, rounds, licenses, connections, onProgress } = options;
  const checkouts = [thisCheckout(), options.other] as const;
  const echo = await startChild<EchoAnswers>('./echo.js');
  const sides: Side[] = [];
  try {
    for (const [index, checkout] of checkouts.entries()) {
      onProgress(`issuing ${licenses} licenses in ${checkout.folder}`);
      sides.push(await openSide(checkout, join(folder, String(index)), licenses));
    }
    const [own, other] = sides as [Side, Side];
    const requests = await requestsOf(sides, options);
    const results: [Results, Results][] = [];
    for (let round = 0; round < rounds; round += 1) {
      onProgress(`round ${round + 1} of ${rounds}`);
      const order = round % 2 === 0 ? [own, other] : [other, own];
      const bySide = await measureRound(order, { ...options, requests, echo });
      results.push([bySide.get(own) ?? {}, bySide.get(other) ?? {}]);
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
      ratios: options.only.flatMap((kind) => ratiosOf(kind, results)),
    };
  } finally {
    await Promise.all([echo, ...sides].map((process) => process.end()));
  }
}

function namedOf({ checkout: { version, commit, folder } }: Side): Named {
  return { version, commit, folder };
}

/** Activates a machine for each license of each side. Returns the number of requests in a round. */
async function requestsOf(sides: readonly Side[], options: AgainstOptions): Promise<number> {
  const { licenses, connections, length, onProgress } = options;
  const speeds: number[] = [];
  for (const side of sides) {
    onProgress(`activating ${licenses} machines in ${side.checkout.folder}`);
    await side.startServer();
    speeds.push((await fill(side, licenses, connections)).perSecond);
    await side.stopServer();
  }
  if ('requests' in length) return length.requests;
  return Math.max(REQUESTS_MIN, Math.round(Math.min(...speeds) * length.seconds));
}

interface Measuring extends Pick<AgainstOptions, 'connections' | 'only' | 'runs'> {
  readonly requests: number;
  readonly echo: Child<EchoAnswers>;
}

async function measureRound(order: readonly Side[], measuring: Measuring): Promise<Map<Side, Results>> {
  const starts = new Map<Side, ProgramCpu>();
  for (const side of order) {
    await side.startServer();
    starts.set(side, { start: side.cpu() / MILLI_MICROS });
  }
  await measureSides(order, { ...measuring, requests: Math.ceil(measuring.requests * WARM_UP) });
  const requests = await measureSides(order, measuring);
  for (const side of order) await side.stopServer();
  const programs = await measurePrograms(order, measuring);
  return new Map(
    order.map((side) => [side, { ...starts.get(side), ...requests.get(side), ...programs.get(side) }]),
  );
}

/** Measures each kind of request on one side and then on the other, and an echo for each side. */
async function measureSides(order: readonly Side[], measuring: Measuring): Promise<Map<Side, Results>> {
  const { echo, only } = measuring;
  const results = new Map(order.map((side): [Side, Results] => [side, {}]));
  const port = await echo.ask('port');
  for (const keeping of ['kept', 'each'] as const) {
    const kinds = kindsOf(keeping, only);
    if (kinds.length === 0) continue;
    const echoes = new Map<Side, Result>();
    const long = { ...measuring, requests: measuring.requests * ECHO_TIMES };
    const target = { sent: 'echo', keeping, port, cpu: () => echo.ask('cpu') } as const;
    for (const side of order) echoes.set(side, await send(side, target, long));
    for (const kind of kinds) {
      const { sent, writes } = KINDS[kind];
      if (writes) for (const side of order) await side.changeTerms();
      for (const side of order) {
        const result = await send(side, { sent, keeping, port: side.port(), cpu: side.cpu }, measuring);
        const timesEcho = result.cpu / (echoes.get(side)?.cpu ?? Number.NaN);
        results.set(side, { ...results.get(side), [kind]: { ...result, timesEcho } });
      }
    }
  }
  return results;
}

/** The requests over connections of one kind. Renewals are preceded by the activations that they renew. */
function kindsOf(keeping: Keeping, only: readonly MeasureName[]): KindName[] {
  const wanted = only.filter(isKind).filter((kind) => KINDS[kind].keeping === keeping);
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

async function send({ client }: Side, target: Target, measuring: Measuring): Promise<Result> {
  const { sent, keeping, port, cpu } = target;
  const { requests, connections } = measuring;
  await client.ask('make', { sent, count: requests, keeping });
  const before = await cpu();
  const { perSecond, p99 } = await client.ask('send', { port, connections });
  return { cpu: ((await cpu()) - before) / requests, timesEcho: 1, perSecond, p99 };
}

function isKind(name: MeasureName): name is KindName {
  return name in KINDS;
}

function ratiosOf(name: MeasureName, results: readonly (readonly [Results, Results])[]): Ratio[] {
  const ratio = (request: string, measure: string, valueOf: (side: Results) => number | undefined): Ratio =>
    ratioOf(
      request,
      measure,
      results.map(([own, other]): Pair => ({
        own: valueOf(own) ?? Number.NaN,
        other: valueOf(other) ?? Number.NaN,
      })),
    );
  if (!isKind(name)) return [ratio(PROGRAMS[name].program, PROGRAMS[name].measure, (side) => side[name])];
  return MEASURES.map(([measure, figure]) =>
    ratio(KINDS[name].request, measure, (side) => side[name]?.[figure]),
  );
}
