/**
 * Composes telemetry: the functions for the API, and the work of each minute, which writes the sums and publishes due
 * weeks. Everyone, operators included, reads the same published figures.
 */

import {
  cellsOf,
  countersOn,
  type TelemetryReport,
  type VendorLists,
} from '../../client-sdk/typescript/contract/telemetry-vocabulary.ts';
import { dayOf, writeDate, type Instant } from '../domain/kernel/day.ts';
import { presentTelemetry } from '../domain/statistics/published-telemetry.ts';
import { openCounting } from './counting.ts';
import type { Run } from '../domain/kernel/named-operation.ts';
import { drawNoise } from './draws.ts';
import { everyMinute } from './every-minute.ts';
import { publishDue, type LeaderLock } from './publication.ts';
import { openReports } from './reports.ts';
import { operations } from '../domain/operations.ts';

/** The figures are read from the store at most this often. */
const PUBLISHED_SECONDS = 600;
const ACTOR = 'server';

export interface TelemetryDependencies {
  readonly run: Run;
  readonly now: () => Instant;
  readonly lists: VendorLists;
  readonly leaderLock: LeaderLock;
  readonly log: (line: object) => void;
}

export interface Telemetry {
  /** Runs an operation and counts how it ended. */
  readonly run: Run;
  /** Adds a report to the sums; the report itself is not stored. @throws Refusal `request_malformed` */
  take(report: TelemetryReport): void;
  /** The text of `/telemetry/public.json`. */
  published(): Promise<string>;
  /** The work of each minute. */
  tick(): Promise<void>;
  /** Writes the sums that may be written. */
  stop(): Promise<void>;
}

/** Starts counting. */
export function openTelemetry({ run, now, lists, leaderLock, log }: TelemetryDependencies): Telemetry {
  const cellsOn = (day: string): string[] => cellsOf(countersOn(day, lists));
  const today = (): string => writeDate(dayOf(now()));
  const counting = openCounting(run, now);
  const cellsToday = cachingByKey(today, (day) => new Set(cellsOn(day)));
  const reports = openReports(run, now, cellsToday);
  const read = async (): Promise<string> =>
    JSON.stringify(
      presentTelemetry(countersOn(today(), lists), await run(operations.statistics.listFigures, {}, ACTOR)),
    );
  const write = async (): Promise<void> => {
    await counting.flush();
    await reports.flush();
  };
  const tick = async (): Promise<void> => {
    await write();
    await publishDue({ run, leaderLock, cellsOn, noise: drawNoise, log });
  };
  const minutes = everyMinute(tick);
  return {
    run: counting.run,
    take: (report) => reports.take(report),
    published: cachingForMinutes(now, read),
    tick,
    stop: () => minutes.stop().then(write),
  };
}

/** Caches a value, and makes a new one when its key changes. */
function cachingByKey<Made>(keyNow: () => string, make: (key: string) => Made): () => Made {
  let cached: { readonly key: string; readonly made: Made } | undefined;
  return () => {
    const key = keyNow();
    if (cached?.key !== key) cached = { key, made: make(key) };
    return cached.made;
  };
}

/** Caches a text for some minutes. */
function cachingForMinutes(now: () => Instant, read: () => Promise<string>): () => Promise<string> {
  let cached: { readonly text: string; readonly readAt: Instant } | undefined;
  return async () => {
    const readAt = now();
    if (cached === undefined || readAt - cached.readAt >= PUBLISHED_SECONDS) {
      cached = { text: await read(), readAt };
    }
    return cached.text;
  };
}
