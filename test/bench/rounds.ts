/**
 * The rounds of the bench: in each one the echo, every kind of request and every part have their turn, so that a
 * disturbance of the machine meets them alike, and each is compared with the echo of its own round. Guarantees that
 * only warm processes are measured. What becomes of the figures is left to `targets.ts`.
 */

import { DAY_SECONDS } from '../../server/domain/kernel/day.ts';
import type { Child } from './child.ts';
import type { Sent } from './client.ts';
import type { EchoAnswers } from './echo.ts';
import { median, medianOf, type PartFigure, type RequestFigure } from './figures.ts';
import type { Keeping } from './machines.ts';
import type { Stand } from './stand.ts';

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

export const CONNECTIONS = 64;
/** Past refresh-after of every lease that was given before. */
export const REFRESH_DAYS = 9;
const GROUP = 64;

export interface Length {
  readonly rounds: number;
  /** Requests of each kind in a round. */
  readonly requests: number;
}

/** Requests over connections that are kept open, or one each: the median of all rounds after one that is not counted. */
export async function requestRounds(
  stand: Stand,
  keeping: Keeping,
  { rounds, requests }: Length,
): Promise<RequestFigure[]> {
  const measured: RequestFigure[][] = [];
  for (let round = 0; round <= rounds; round++) {
    const figures = await requestRound(stand, keeping, requests);
    if (round > 0) measured.push(figures);
  }
  return (measured[0] ?? []).map((_first, i) =>
    medianOf(
      measured.flatMap((figures) => figures[i] ?? []),
      ['perSecond', 'p50', 'p99', 'cpu', 'timesEcho', 'throughputOfEcho'],
    ),
  );
}

/** The parts: the median of all rounds after one that is not counted. */
export async function partRounds(
  { parts, licenses }: Stand,
  { rounds, requests }: Length,
): Promise<PartFigure[]> {
  const found: Record<keyof typeof PARTS, number[]> = { sql: [], sign: [], verify: [], check: [] };
  for (let round = 0; round <= rounds; round++) {
    const serverYield = {
      sql: await parts.ask('sql', Math.max(1, Math.round(requests / GROUP))),
      sign: await parts.ask('sign', requests),
      verify: await parts.ask('verify', requests),
      check: await parts.ask('check', requests),
    };
    if (round > 0) for (const part of partNames()) found[part].push(serverYield[part]);
  }
  return partNames().map((part) => ({ name: PARTS[part], licenses, cpu: median(found[part]) }));
}

const partNames = (): (keyof typeof PARTS)[] => Object.keys(PARTS) as (keyof typeof PARTS)[];

async function requestRound(stand: Stand, keeping: Keeping, requests: number): Promise<RequestFigure[]> {
  const { product } = stand;
  const echo = await one(stand, NAMES.echo, { sent: 'echo', count: requests, keeping });
  const activate = await one(stand, NAMES.activate, { sent: 'activate', count: requests, keeping });
  const renewSame = await one(stand, NAMES.renewSame, { sent: 'renew', count: requests, keeping });
  await product.ask('move', REFRESH_DAYS * DAY_SECONDS);
  const renewNext = await one(stand, NAMES.renewNext, { sent: 'renew', count: requests, keeping });
  return [echo, activate, renewSame, renewNext].map((figure) => ({
    ...figure,
    timesEcho: figure.cpu / echo.cpu,
    throughputOfEcho: figure.perSecond / echo.perSecond,
  }));
}

async function one(
  { echo, product, client, licenses }: Stand,
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
