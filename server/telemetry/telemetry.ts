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
import { presentTelemetry } from '../domain/statistics/telemetry-document.ts';
import { openCounting, type Counting } from './counting.ts';
import type { Run } from '../domain/kernel/named-operation.ts';
import { drawNoise } from './draw-noise.ts';
import { everyMinute } from './every-minute.ts';
import { publishDue, type LeaderLock } from './publication.ts';
import { openReports } from './reports.ts';
import { operations } from '../domain/operations.ts';

/** The seconds for which published figures are cached: they are read from the store at most this often. */
const PUBLISHED_SECONDS = 600;
const ACTOR = 'server';

export interface TelemetryDependencies {
  readonly run: Run;
  readonly now: () => Instant;
  readonly lists: VendorLists;
  readonly leaderLock: LeaderLock;
  /** Whether the clock of this machine is plausible; by default it is. */
  readonly isClockBelieved?: () => boolean;
  readonly log: (line: object) => void;
}

export interface Telemetry {
  /** Runs an operation and counts how the operation ended. */
  readonly run: Run;
  /** Counts something that has ended now. */
  readonly count: Counting['count'];
  /** Adds a telemetry report to the sums. The report itself is not stored. @throws Refusal `request_malformed` */
  take(report: TelemetryReport): void;
  /** The published figures, as the text of `/telemetry/public.json`. */
  published(): Promise<string>;
  /** Does the telemetry work of each minute: writes the sums, and publishes the weeks that are due. */
  tick(): Promise<void>;
  /** Stops telemetry, and writes the sums that may be written. */
  stop(): Promise<void>;
}

/** Starts telemetry. */
export function openTelemetry(dependencies: TelemetryDependencies): Telemetry {
  const { run, now, lists, leaderLock, isClockBelieved, log } = dependencies;
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
    await publishDue({ run, leaderLock, cellsOn, noise: drawNoise, isClockBelieved, log });
  };
  const minutes = everyMinute(tick);
  return {
    run: counting.run,
    count: (counted) => counting.count(counted),
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

/** Caches a text for some minutes, and then reads it again. */
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
