/**
 * Work beside a load: a server over a folder of its own, a load that goes on meanwhile, and the work, which is a
 * parameter: customers who log in, a purge, or a look at what the server holds. Two loads are offered, one at an even
 * pace and one that never leaves the server idle. Guarantees that load and server have ended when the work has.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { DAY_SECONDS } from '../../server/domain/kernel/day.ts';
import { startChild, type Child } from './child.ts';
import type { Timing } from './client.ts';
import type { PacedAnswers, Stretch } from './paced.ts';
import type { ProductAnswers } from './product.ts';
import { CONNECTIONS, REFRESH_DAYS } from './rounds.ts';
import { seedFolder, type Seeding } from './seed.ts';
import { BEGIN, startClient, startProduct } from './stand.ts';

export type Ground = Omit<Seeding, 'now'>;

/** A server that serves, and the license keys that its load and its work may use. */
export interface Site {
  readonly dataFolder: string;
  readonly keys: readonly string[];
  readonly server: Child<ProductAnswers>;
  readonly port: number;
}

export interface Load<Mark> {
  /** What came since the beginning or the last mark. */
  mark(): Promise<Mark>;
  /** Ends the load; answers what came since the last mark. */
  stop(): Promise<Mark>;
}

export interface PacedLoad extends Load<Stretch> {
  readonly perSecond: number;
}

/** Before and after what is measured, in milliseconds. */
const AROUND_MS = 500;

/** Runs the work beside the load; answers what the work found. */
export async function besideLoad<Running extends { stop(): Promise<unknown> }, Found>(
  ground: Ground,
  openLoad: (site: Site) => Promise<Running>,
  work: (site: Site, load: Running) => Promise<Found>,
): Promise<Found> {
  const keys = await seedFolder({ ...ground, now: BEGIN });
  const { dataFolder } = ground;
  const server = await startProduct({ dataFolder, now: BEGIN, threads: 'worker' });
  const site: Site = { dataFolder, keys, server, port: await server.ask('port') };
  try {
    const load = await openLoad(site);
    try {
      return await work(site, load);
    } finally {
      await load.stop();
    }
  } finally {
    await server.end();
  }
}

/** What comes in so many milliseconds, once what began before has had its time. */
export async function stretchOf<Mark>(load: Load<Mark>, milliseconds: number): Promise<Mark> {
  await sleep(AROUND_MS);
  await load.mark();
  await sleep(milliseconds);
  return load.mark();
}

/** Activations at an even pace, over `CONNECTIONS` connections. */
export async function pacedLoad(
  { port }: Pick<Site, 'port'>,
  keys: readonly string[],
  perSecond: number,
): Promise<PacedLoad> {
  const paced = await startChild<PacedAnswers>('./paced.js', { given: keys });
  await paced.ask('begin', { port, perSecond });
  const end = async (): Promise<Stretch> => {
    const rest = await paced.ask('stop');
    await paced.end();
    return rest;
  };
  return { perSecond, mark: () => paced.ask('mark'), stop: once(end) };
}

/** Activations per second that the server answers when it is never left idle, found by so many requests. */
export async function saturationOf({ port, keys }: Site, count: number): Promise<number> {
  const client = await startClient(keys);
  let perSecond = 0;
  // the first time is not counted
  for (let round = 0; round < 2; round++) {
    await client.ask('make', { sent: 'activate', count, keeping: 'kept' });
    perSecond = (await client.ask('send', { port, connections: CONNECTIONS })).perSecond;
  }
  await client.end();
  return perSecond;
}

/** Activations, early renewals and renewals that write, so many of each in turn, without a pause. A mark waits for its turn. */
export async function fullLoad({ keys, server, port }: Site, count: number): Promise<Load<Timing[]>> {
  const client = await startClient(keys);
  let timings: Timing[] = [];
  const stopping = new AbortController();
  let turn = Promise.resolve();
  const oneTurn = async (): Promise<void> => {
    for (const sent of ['activate', 'renew', 'renew'] as const) {
      await client.ask('make', { sent, count, keeping: 'kept' });
      timings.push(await client.ask('send', { port, connections: CONNECTIONS }));
      // so that the second renewal of each machine writes
      if (sent === 'renew') await server.ask('move', REFRESH_DAYS * DAY_SECONDS);
    }
  };
  const serverYield = (async () => {
    while (!stopping.signal.aborted) await (turn = oneTurn());
  })();
  // told by the next mark
  serverYield.catch(() => undefined);
  const mark = async (): Promise<Timing[]> => {
    await turn;
    const taken = timings;
    timings = [];
    return taken;
  };
  const end = async (): Promise<Timing[]> => {
    stopping.abort();
    try {
      await serverYield;
      return await mark();
    } finally {
      await client.end();
    }
  };
  return { mark, stop: once(end) };
}

function once<Answer>(act: () => Promise<Answer>): () => Promise<Answer> {
  let begun: Promise<Answer> | undefined;
  return () => (begun ??= act());
}
