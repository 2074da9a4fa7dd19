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
  /** The load, in activations per second: half of the saturation that was measured before, on the same server. */
  readonly perSecond: number;
  readonly quiet: Stretch;
  readonly whileDeleting: Stretch;
  /** Until the receipt, and a moment longer. */
  readonly whileRemoving: Stretch;
  readonly deletion: number;
  readonly walMegabytesMost: number;
  readonly fileMegabytes: number;
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
      const quiet = await stretchOf(load, milliseconds);
      return { activations: licenses, ...(await purgeUnderLoad(site, load, quiet)) };
    },
  );
}

async function purgeUnderLoad(
  { dataFolder, server }: Site,
  load: PacedLoad,
  quiet: Stretch,
): Promise<Omit<PurgeFigure, 'activations'>> {
  const file = join(dataFolder, 'quietkey.db');
  const wal = watchSize(`${file}-wal`);
  const purged = await server.ask('purge');
  // at once, because the secure delete writes the whole file into the WAL
  const walBytesMost = wal.stop();
  const whileDeleting = await load.mark();
  const signed = await server.ask('untilSigned');
  await sleep(AFTER_MS);
  const whileRemoving = await load.stop();
  return {
    deleted: purged.rows,
    perSecond: load.perSecond,
    quiet,
    whileDeleting,
    whileRemoving,
    deletion: purged.milliseconds,
    walMegabytesMost: walBytesMost / MEGABYTE,
    fileMegabytes: sizeOf(file) / MEGABYTE,
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

const TITLES = ['activations', 'deleted', 'file MB', 'WAL MB', 'delete s', 'µs a row', 'until signed s'];
const STRETCH_TITLES = ['load/s', 'during', 'p50 ms', 'p99 ms', 'longest ms', 'busy', '503'];

export function writePurges(figures: readonly PurgeFigure[]): string {
  const rows = figures.map((figure) => [
    String(figure.activations),
    String(figure.deleted),
    figure.fileMegabytes.toFixed(0),
    figure.walMegabytesMost.toFixed(1),
    (figure.deletion / 1000).toFixed(1),
    ((figure.deletion * 1000) / figure.deleted).toFixed(1),
    (figure.secureDelete / 1000).toFixed(1),
  ]);
  return [
    `Node ${process.version}; a row is an activation with its two tags.`,
    columnsOf(TITLES, rows),
    'All activations of the load, which is half of the maximum of the same run:',
    columnsOf(STRETCH_TITLES, figures.flatMap(stretchRows)),
    ...figures.flatMap(({ unsigned }) => unsigned),
  ].join('\n\n');
}

function stretchRows({ perSecond, quiet, whileDeleting, whileRemoving }: PurgeFigure): string[][] {
  const stretches = { quiet, deletion: whileDeleting, 'secure delete': whileRemoving };
  return Object.entries(stretches).map(([name, stretch]) => [
    String(perSecond),
    name,
    ...[stretch.p50, stretch.p99, stretch.longest].map((time) => time.toFixed(1)),
    String(stretch.refused),
    String(stretch.unavailable),
  ]);
}
