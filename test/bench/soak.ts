/**
 * Minutes of full load: activations and renewals over 64 connections without a pause, and the server's memory and
 * descriptors after each interval. They should stay level, and p99 steady; the report does not judge it.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { underLoad, fullLoad } from './under-load.ts';
import type { Timing } from './client.ts';
import type { Level } from './product.ts';

export interface SoakLevel extends Level {
  readonly seconds: number;
  readonly requests: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

export interface SoakMeasuring {
  /** A new folder. */
  readonly dataFolder: string;
  readonly licenses: number;
  readonly seconds: number;
  /** Requests of each kind in a round. */
  readonly requests: number;
}

export const SOAK_REQUESTS = 20_000;
const INTERVAL_SECONDS = 15;

export function soak(measuring: SoakMeasuring): Promise<SoakLevel[]> {
  const { seconds, requests } = measuring;
  return underLoad(
    measuring,
    (site) => fullLoad(site, requests),
    async ({ server }, load) => {
      const began = performance.now();
      const elapsed = (): number => (performance.now() - began) / 1000;
      const levels: SoakLevel[] = [];
      let answered = 0;
      while (elapsed() < seconds) {
        await sleep(Math.min(INTERVAL_SECONDS, seconds - elapsed()) * 1000);
        const timings = await load.mark();
        answered += timings.length * requests;
        const level = await server.ask('level');
        levels.push({ seconds: elapsed(), requests: answered, ...worstOf(timings), ...level });
      }
      return levels;
    },
  );
}

function worstOf(timings: readonly Timing[]): Timing {
  return {
    perSecond: Math.min(...timings.map(({ perSecond }) => perSecond)),
    p50: Math.max(...timings.map(({ p50 }) => p50)),
    p99: Math.max(...timings.map(({ p99 }) => p99)),
  };
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
