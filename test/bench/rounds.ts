/**
 * The rounds of the bench. Each round measures the echo, every kind of request and every part, so that a disturbance of
 * the machine affects all of them, and compares each with the echo of its round. The first round warms up and does not
 * count. `targets.ts` judges the figures.
 */

import { DAY_SECONDS } from '../../server/domain/kernel/day.ts';
import type { Child } from './child.ts';
import type { Sent } from './client.ts';
import type { EchoAnswers } from './echo.ts';
import { median, medianOf, type PartFigure, type RequestFigure } from './figures.ts';
import type { Keeping } from './machines.ts';
import type { Processes } from './processes.ts';

export const NAMES = {
  echo: 'echo',
  activate: 'activate, a new machine',
  renewSame: 'renew, before refresh-after',
  renewNext: 'renew, the next lease',
} as const;

export const PARTS = {
  sql: 'the SQL of an activation, in groups of 64',
  sign: 'one Ed25519 signature',
  verify: 'one bare verification',
  check: 'SDK check(), key set verified before',
} as const;

/** The kinds of requests of a comparison (`against.ts`), by their names for `--only`. */
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

export const CONNECTIONS = 64;
/** More days than `refresh_after` of any earlier lease. */
export const REFRESH_DAYS = 9;
const GROUP = 64;

export interface Length {
  readonly rounds: number;
  /** Requests of each kind in a round. */
  readonly requests: number;
}

/** Requests over kept or single connections: the medians of all rounds but the first. */
export async function requestRounds(
  processes: Processes,
  keeping: Keeping,
  { rounds, requests }: Length,
): Promise<RequestFigure[]> {
  const measured: RequestFigure[][] = [];
  for (let round = 0; round <= rounds; round++) {
    const figures = await requestRound(processes, keeping, requests);
    if (round > 0) measured.push(figures);
  }
  return (measured[0] ?? []).map((_first, i) =>
    medianOf(
      measured.flatMap((figures) => figures[i] ?? []),
      ['perSecond', 'p50', 'p99', 'cpu', 'timesEcho', 'throughputOfEcho'],
    ),
  );
}

/** The parts: the medians of all rounds but the first. */
export async function partRounds(
  { parts, licenses }: Processes,
  { rounds, requests }: Length,
): Promise<PartFigure[]> {
  const results: Record<keyof typeof PARTS, number[]> = { sql: [], sign: [], verify: [], check: [] };
  for (let round = 0; round <= rounds; round++) {
    const cpu = {
      sql: await parts.ask('sql', Math.max(1, Math.round(requests / GROUP))),
      sign: await parts.ask('sign', requests),
      verify: await parts.ask('verify', requests),
      check: await parts.ask('check', requests),
    };
    if (round > 0) for (const part of partNames()) results[part].push(cpu[part]);
  }
  return partNames().map((part) => ({ name: PARTS[part], licenses, cpu: median(results[part]) }));
}

const partNames = (): (keyof typeof PARTS)[] => Object.keys(PARTS) as (keyof typeof PARTS)[];

async function requestRound(
  processes: Processes,
  keeping: Keeping,
  requests: number,
): Promise<RequestFigure[]> {
  const { product } = processes;
  const echo = await measureOne(processes, NAMES.echo, { sent: 'echo', count: requests, keeping });
  const activate = await measureOne(processes, NAMES.activate, {
    sent: 'activate',
    count: requests,
    keeping,
  });
  const renewSame = await measureOne(processes, NAMES.renewSame, { sent: 'renew', count: requests, keeping });
  await product.ask('move', REFRESH_DAYS * DAY_SECONDS);
  const renewNext = await measureOne(processes, NAMES.renewNext, { sent: 'renew', count: requests, keeping });
  return [echo, activate, renewSame, renewNext].map((figure) => ({
    ...figure,
    timesEcho: figure.cpu / echo.cpu,
    throughputOfEcho: figure.perSecond / echo.perSecond,
  }));
}

async function measureOne(
  { echo, product, client, licenses }: Processes,
  name: string,
  making: { sent: Sent; count: number; keeping: Keeping },
): Promise<RequestFigure> {
  const server: Child<EchoAnswers> = making.sent === 'echo' ? echo : product;
  const port = await server.ask('port');
  await client.ask('make', making);
  const before = await server.ask('cpu');
  const timing = await client.ask('send', { port, connections: CONNECTIONS });
  const cpu = ((await server.ask('cpu')) - before) / making.count;
  const connections = making.keeping === 'kept' ? `${CONNECTIONS} kept open` : 'one per request';
  const figure = { name, licenses: making.sent === 'echo' ? 0 : licenses, connections };
  return { ...figure, ...timing, cpu, timesEcho: 1, throughputOfEcho: 1 };
}
