/**
 * Measures work under load, with a server and a folder of its own. The work is a parameter: logins, a purge, or reading
 * the server's memory. There are two loads: one has an even pace, the other keeps the server busy. Load and server end
 * with the work.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { DAY_SECONDS } from '../../server/domain/kernel/day.ts';
import { startChild, type Child } from './child.ts';
import type { Timing } from './client.ts';
import type { PacedAnswers, Stretch } from './paced.ts';
import type { ProductAnswers } from './product.ts';
import { CONNECTIONS, REFRESH_DAYS } from './rounds.ts';
import { seedFolder, type Seeding } from './seed.ts';
import { BEGIN, startClient, startProduct } from './processes.ts';

export type Ground = Omit<Seeding, 'now'>;

/** A running server, and the license keys for its load and its work. */
export interface Site {
  readonly dataFolder: string;
  readonly keys: readonly string[];
  readonly server: Child<ProductAnswers>;
  readonly port: number;
}

export interface Load<Mark> {
  /** The results since the beginning or the last mark. */
  mark(): Promise<Mark>;
  /** Stops the load. Returns the results since the last mark. */
  stop(): Promise<Mark>;
}

export interface PacedLoad extends Load<Stretch> {
  readonly perSecond: number;
}

/** Milliseconds before a measurement, so that earlier requests do not count. */
const SETTLE_MS = 500;

/** Runs the work under the load. Returns the result of the work. */
export async function underLoad<Running extends { stop(): Promise<unknown> }, Result>(
  ground: Ground,
  openLoad: (site: Site) => Promise<Running>,
  work: (site: Site, load: Running) => Promise<Result>,
): Promise<Result> {
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

/** The results of so many milliseconds, after a pause for earlier requests. */
export async function stretchOf<Mark>(load: Load<Mark>, milliseconds: number): Promise<Mark> {
  await sleep(SETTLE_MS);
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

/** Activations per second of a saturated server, measured with so many requests. */
export async function saturationOf({ port, keys }: Site, count: number): Promise<number> {
  const client = await startClient(keys);
  let perSecond = 0;
  // the first round warms up
  for (let round = 0; round < 2; round++) {
    await client.ask('make', { sent: 'activate', count, keeping: 'kept' });
    perSecond = (await client.ask('send', { port, connections: CONNECTIONS })).perSecond;
  }
  await client.end();
  return perSecond;
}

/**
 * Sends rounds without a pause: `count` activations, then as many early renewals, then as many renewals that write. A mark
 * waits for the current round.
 */
export async function fullLoad({ keys, server, port }: Site, count: number): Promise<Load<Timing[]>> {
  const client = await startClient(keys);
  let timings: Timing[] = [];
  const stopping = new AbortController();
  let round = Promise.resolve();
  const runRound = async (): Promise<void> => {
    for (const sent of ['activate', 'renew', 'renew'] as const) {
      await client.ask('make', { sent, count, keeping: 'kept' });
      timings.push(await client.ask('send', { port, connections: CONNECTIONS }));
      // moves the clock, so that the second renewal of each machine writes
      if (sent === 'renew') await server.ask('move', REFRESH_DAYS * DAY_SECONDS);
    }
  };
  const rounds = (async () => {
    while (!stopping.signal.aborted) await (round = runRound());
  })();
  // the next mark throws the error
  rounds.catch(() => undefined);
  const mark = async (): Promise<Timing[]> => {
    await round;
    const taken = timings;
    timings = [];
    return taken;
  };
  const end = async (): Promise<Timing[]> => {
    stopping.abort();
    try {
      await rounds;
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
