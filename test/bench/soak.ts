/**
 * Minutes of full load: activations and renewals over 64 connections without a pause, and after each stretch what the
 * server holds. Memory and descriptors are to be level and p99 steady; whether they are is for the reader to judge.
 */

import { DAY_SECONDS } from '../../server/domain/day.ts';
import type { Timing } from './client.ts';
import type { Level } from './product.ts';
import { CONNECTIONS } from './rounds.ts';
import { seedFolder } from './seed.ts';
import { BEGIN, startClient, startProduct } from './stand.ts';

export interface SoakLevel extends Level {
  readonly seconds: number;
  readonly requests: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

const REQUESTS_BETWEEN = 20_000;
const STRETCH_SECONDS = 15;
const REFRESH_DAYS = 9;

export async function soak(
  dataFolder: string,
  { sizes, soakMinutes }: { sizes: readonly number[]; soakMinutes: number },
): Promise<SoakLevel[]> {
  const keys = await seedFolder({ dataFolder, licenses: sizes[0] ?? 1, now: BEGIN });
  const server = await startProduct({ dataFolder, now: BEGIN, threads: 'worker' });
  const client = await startClient(keys);
  const port = await server.ask('port');
  const began = performance.now();
  const elapsed = (): number => (performance.now() - began) / 1000;
  const levels: SoakLevel[] = [];
  let requests = 0;
  while (elapsed() < soakMinutes * 60) {
    const timings: Timing[] = [];
    const until = elapsed() + STRETCH_SECONDS;
    do {
      for (const sent of ['activate', 'renew', 'renew'] as const) {
        await client.ask('make', { sent, count: REQUESTS_BETWEEN, keeping: 'kept' });
        timings.push(await client.ask('send', { port, connections: CONNECTIONS }));
        requests += REQUESTS_BETWEEN;
        // so that the second renewal of each machine writes
        if (sent === 'renew') await server.ask('move', REFRESH_DAYS * DAY_SECONDS);
      }
    } while (elapsed() < until);
    const worst = (read: (timing: Timing) => number): number => Math.max(...timings.map(read));
    const slowest = Math.min(...timings.map(({ perSecond }) => perSecond));
    const pace = { perSecond: slowest, p50: worst(({ p50 }) => p50), p99: worst(({ p99 }) => p99) };
    levels.push({ seconds: elapsed(), requests, ...pace, ...(await server.ask('level')) });
  }
  await Promise.all([client.end(), server.end()]);
  return levels;
}

export function writeSoak(levels: readonly SoakLevel[]): string {
  const titles = ['seconds', 'requests', 'least/s', 'p50 ms', 'p99 ms', 'RSS MB', 'heap MB', 'descriptors'];
  const rows = levels.map((level) => [
    level.seconds.toFixed(0),
    String(level.requests),
    level.perSecond.toFixed(0),
    level.p50.toFixed(1),
    level.p99.toFixed(1),
    level.rssMegabytes.toFixed(0),
    level.heapMegabytes.toFixed(0),
    String(level.descriptors),
  ]);
  return [titles, ...rows].map((cells) => cells.map((cell) => cell.padStart(12)).join('')).join('\n');
}
