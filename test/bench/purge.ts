/**
 * The effect of a purge on activations: databases of which a tenth and a half of the activations are past their
 * retention. A running server purges each, including the signed receipt, under half of its maximal load. The server does
 * what it does every night. The report does not judge the figures.
 */

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { underLoad, pacedLoad, saturationOf, stretchOf, type PacedLoad, type Site } from './under-load.ts';
import type { Stretch } from './paced.ts';
import { columnsOf } from './table.ts';

/** One purge, until its receipt. Times are in milliseconds. */
export interface PurgeFigure {
  readonly activations: number;
  readonly deleted: number;
  /** The load, in activations per second. */
  readonly perSecond: number;
  readonly p50Before: number;
  readonly p99Before: number;
  readonly p50During: number;
  readonly p99During: number;
  readonly deletion: number;
  readonly walMegabytesMost: number;
  readonly fileMegabytes: number;
  /** The longest time without an answered activation while the file is rewritten. */
  readonly pause: number;
  /** Activations that were refused as busy. */
  readonly refused: number;
  /** From the last row to the receipt. */
  readonly secureDelete: number;
  /** The reason of each secure delete that ended without a receipt. */
  readonly unsigned: readonly string[];
}

const SHARES = [0.1, 0.5];
const POLL_MS = 20;
const INTERVAL_MS = 10_000;
/** How long the load continues after the receipt. */
const AFTER_MS = 1_000;
const MEGABYTE = 1_048_576;

export interface PurgeMeasuring {
  /** A new folder. */
  readonly dataFolder: string;
  readonly licenses: number;
  /** The share of activations past their retention. */
  readonly ended: number;
  /** Requests to measure the maximal load. */
  readonly requests: number;
  /** How long the load runs before the purge. */
  readonly milliseconds: number;
}

export async function measurePurges(
  folder: string,
  { licenses, requests }: Pick<PurgeMeasuring, 'licenses' | 'requests'>,
): Promise<PurgeFigure[]> {
  const figures: PurgeFigure[] = [];
  for (const ended of SHARES) {
    const dataFolder = join(folder, `ended-${ended}`);
    figures.push(await measurePurge({ dataFolder, licenses, ended, requests, milliseconds: INTERVAL_MS }));
  }
  return figures;
}

export function measurePurge(measuring: PurgeMeasuring): Promise<PurgeFigure> {
  const { licenses, requests, milliseconds } = measuring;
  return underLoad(
    measuring,
    async (site) => {
      const half = Math.max(1, Math.round((await saturationOf(site, requests)) / 2));
      return pacedLoad(site, site.keys, half);
    },
    async (site, load) => {
      const before = await stretchOf(load, milliseconds);
      return { activations: licenses, ...(await purgeUnderLoad(site, load, before)) };
    },
  );
}

async function purgeUnderLoad(
  { dataFolder, server }: Site,
  load: PacedLoad,
  before: Stretch,
): Promise<Omit<PurgeFigure, 'activations'>> {
  const file = join(dataFolder, 'quietkey.db');
  const wal = watchSize(`${file}-wal`);
  const purged = await server.ask('purge');
  // at once, because the secure delete writes the whole file into the WAL
  const walBytesMost = wal.stop();
  const during = await load.mark();
  const signed = await server.ask('untilSigned');
  await sleep(AFTER_MS);
  const meanwhile = await load.stop();
  return {
    deleted: purged.rows,
    perSecond: load.perSecond,
    p50Before: before.p50,
    p99Before: before.p99,
    p50During: during.p50,
    p99During: during.p99,
    deletion: purged.milliseconds,
    walMegabytesMost: walBytesMost / MEGABYTE,
    fileMegabytes: sizeOf(file) / MEGABYTE,
    pause: meanwhile.gap,
    refused: meanwhile.refused,
    secureDelete: signed.milliseconds,
    unsigned: signed.unsigned,
  };
}

/** Polls the size of a file without opening it. Returns the maximum. */
function watchSize(path: string): { stop(): number } {
  let most = sizeOf(path);
  const poll = (): void => void (most = Math.max(most, sizeOf(path)));
  const timer = setInterval(poll, POLL_MS);
  return {
    stop: () => {
      clearInterval(timer);
      poll();
      return most;
    },
  };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

const TITLES = [
  'activations',
  'deleted',
  'seconds',
  'µs a row',
  'load/s',
  'before: p50 ms',
  'p99 ms',
  'during: p50 ms',
  'p99 ms',
  'WAL MB',
];
const STEP_TITLES = ['activations', 'deleted', 'file MB', 'pause s', 'refused', 'until signed s'];

export function writePurges(figures: readonly PurgeFigure[]): string {
  const rows = figures.map((figure) => [
    String(figure.activations),
    String(figure.deleted),
    (figure.deletion / 1000).toFixed(1),
    ((figure.deletion * 1000) / figure.deleted).toFixed(1),
    String(figure.perSecond),
    figure.p50Before.toFixed(1),
    figure.p99Before.toFixed(1),
    figure.p50During.toFixed(1),
    figure.p99During.toFixed(1),
    figure.walMegabytesMost.toFixed(1),
  ]);
  const steps = figures.map((figure) => [
    String(figure.activations),
    String(figure.deleted),
    figure.fileMegabytes.toFixed(0),
    (figure.pause / 1000).toFixed(1),
    String(figure.refused),
    (figure.secureDelete / 1000).toFixed(1),
  ]);
  return [
    `Node ${process.version}; a row is an activation with its two tags; the load is half of the maximum.`,
    columnsOf(TITLES, rows),
    'The secure delete:',
    columnsOf(STEP_TITLES, steps),
    ...figures.flatMap(({ unsigned }) => unsigned),
  ].join('\n\n');
}
