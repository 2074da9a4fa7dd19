/**
 * What forgetting costs those who activate meanwhile: databases of which a tenth and a half of the activations are past
 * their life, each purged by a running server while others activate at half of its saturation, down to the signed
 * receipt. Guarantees that the server does it all as on any night. What is too much is for the reader to judge.
 */

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { besideLoad, pacedLoad, saturationOf, stretchOf, type PacedLoad, type Site } from './beside.ts';
import type { Stretch } from './paced.ts';
import { columnsOf } from './table.ts';

/** One purge, from its first row to its receipt. Times are in milliseconds. */
export interface PurgeFigure {
  readonly activations: number;
  readonly deleted: number;
  /** Of activations, while nothing is purged. */
  readonly perSecond: number;
  readonly p50Before: number;
  readonly p99Before: number;
  readonly p50Beside: number;
  readonly p99Beside: number;
  readonly deletion: number;
  readonly walMegabytesMost: number;
  readonly fileMegabytes: number;
  /** The longest time in which no activation was answered, while the file was written anew. */
  readonly pause: number;
  /** Activations that were told to come back. */
  readonly refused: number;
  /** From the last row to the receipt. */
  readonly physicalStep: number;
  /** Why no receipt was signed, for each time that it was tried in vain. */
  readonly unsigned: readonly string[];
}

const SHARES = [0.1, 0.5];
const LOOK_MS = 20;
const STRETCH_MS = 10_000;
/** How long the load goes on after the last step. */
const AFTER_MS = 1_000;
const MEGABYTE = 1_048_576;

export interface PurgeMeasuring {
  /** Its own, which is made. */
  readonly dataFolder: string;
  readonly licenses: number;
  /** Of the activations, past their life. */
  readonly ended: number;
  /** By which saturation is found. */
  readonly requests: number;
  /** How long the load goes on before the purge. */
  readonly milliseconds: number;
}

export async function measurePurges(
  folder: string,
  { licenses, requests }: Pick<PurgeMeasuring, 'licenses' | 'requests'>,
): Promise<PurgeFigure[]> {
  const figures: PurgeFigure[] = [];
  for (const ended of SHARES) {
    const dataFolder = join(folder, `ended-${ended}`);
    figures.push(await measurePurge({ dataFolder, licenses, ended, requests, milliseconds: STRETCH_MS }));
  }
  return figures;
}

export function measurePurge(measuring: PurgeMeasuring): Promise<PurgeFigure> {
  const { licenses, requests, milliseconds } = measuring;
  return besideLoad(
    measuring,
    async (site) => {
      const half = Math.max(1, Math.round((await saturationOf(site, requests)) / 2));
      return pacedLoad(site, site.keys, half);
    },
    async (site, load) => {
      const before = await stretchOf(load, milliseconds);
      return { activations: licenses, ...(await purgeBeside(site, load, before)) };
    },
  );
}

async function purgeBeside(
  { dataFolder, server }: Site,
  load: PacedLoad,
  before: Stretch,
): Promise<Omit<PurgeFigure, 'activations'>> {
  const file = join(dataFolder, 'quietkey.db');
  const wal = watchSize(`${file}-wal`);
  const purged = await server.ask('purge');
  // at once: the physical step, which comes next, writes the whole file into it
  const walBytesMost = wal.stop();
  const beside = await load.mark();
  const signed = await server.ask('untilSigned');
  await sleep(AFTER_MS);
  const meanwhile = await load.stop();
  return {
    deleted: purged.rows,
    perSecond: load.perSecond,
    p50Before: before.p50,
    p99Before: before.p99,
    p50Beside: beside.p50,
    p99Beside: beside.p99,
    deletion: purged.milliseconds,
    walMegabytesMost: walBytesMost / MEGABYTE,
    fileMegabytes: sizeOf(file) / MEGABYTE,
    pause: meanwhile.gap,
    refused: meanwhile.refused,
    physicalStep: signed.milliseconds,
    unsigned: signed.unsigned,
  };
}

/** Looks at the size of a file again and again, and never opens it. */
function watchSize(path: string): { stop(): number } {
  let most = sizeOf(path);
  const look = (): void => void (most = Math.max(most, sizeOf(path)));
  const timer = setInterval(look, LOOK_MS);
  return {
    stop: () => {
      clearInterval(timer);
      look();
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
  'beside: p50 ms',
  'p99 ms',
  'WAL MB',
];
const STEP_TITLES = ['activations', 'deleted', 'file MB', 'pause s', 'told to come back', 'until signed s'];

export function writePurges(figures: readonly PurgeFigure[]): string {
  const rows = figures.map((figure) => [
    String(figure.activations),
    String(figure.deleted),
    (figure.deletion / 1000).toFixed(1),
    ((figure.deletion * 1000) / figure.deleted).toFixed(1),
    String(figure.perSecond),
    figure.p50Before.toFixed(1),
    figure.p99Before.toFixed(1),
    figure.p50Beside.toFixed(1),
    figure.p99Beside.toFixed(1),
    figure.walMegabytesMost.toFixed(1),
  ]);
  const steps = figures.map((figure) => [
    String(figure.activations),
    String(figure.deleted),
    figure.fileMegabytes.toFixed(0),
    (figure.pause / 1000).toFixed(1),
    String(figure.refused),
    (figure.physicalStep / 1000).toFixed(1),
  ]);
  return [
    `Node ${process.version}; a row is an activation with its two tags; the load is half of saturation.`,
    columnsOf(TITLES, rows),
    `The physical step:`,
    columnsOf(STEP_TITLES, steps),
    ...figures.flatMap(({ unsigned }) => unsigned),
  ].join('\n\n');
}
