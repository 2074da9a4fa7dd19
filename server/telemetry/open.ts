/**
 * Counting, put together: what the door is given, and the turn of each minute, in which sums are written and a week that
 * is due is published. Guarantees that whoever reads telemetry, an operator too, reads what everybody can.
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

/** So often at most are the figures read from the store. */
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
  /** Adds a report and forgets it. @throws Refusal `request_malformed` */
  take(report: TelemetryReport): void;
  /** The text of `/telemetry/public.json`. */
  published(): Promise<string>;
  /** What is done each minute. */
  turn(): Promise<void>;
  /** Writes what may be written. */
  stop(): Promise<void>;
}

/** Begins to count. */
export function openTelemetry({ run, now, lists, leaderLock, log }: TelemetryDependencies): Telemetry {
  const cellsOn = (day: string): string[] => cellsOf(countersOn(day, lists));
  const today = (): string => writeDate(dayOf(now()));
  const counting = openCounting(run, now);
  const cellsToday = remembering(today, (day) => new Set(cellsOn(day)));
  const reports = openReports(run, now, cellsToday);
  const read = async (): Promise<string> =>
    JSON.stringify(
      presentTelemetry(countersOn(today(), lists), await run(operations.statistics.listFigures, {}, ACTOR)),
    );
  const write = async (): Promise<void> => {
    await counting.flush();
    await reports.flush();
  };
  const turn = async (): Promise<void> => {
    await write();
    await publishDue({ run, leaderLock, cellsOn, noise: drawNoise, log });
  };
  const minutes = everyMinute(turn);
  return {
    run: counting.run,
    take: (report) => reports.take(report),
    published: nowAndThen(now, read),
    turn,
    stop: () => minutes.stop().then(write),
  };
}

/** Makes it anew where its key has changed. */
function remembering<Made>(keyNow: () => string, make: (key: string) => Made): () => Made {
  let known: { readonly key: string; readonly made: Made } | undefined;
  return () => {
    const key = keyNow();
    if (known?.key !== key) known = { key, made: make(key) };
    return known.made;
  };
}

/** Reads a text again only after some minutes, however often it is asked for. */
function nowAndThen(now: () => Instant, read: () => Promise<string>): () => Promise<string> {
  let known: { readonly text: string; readonly at: Instant } | undefined;
  return async () => {
    const at = now();
    if (known === undefined || at - known.at >= PUBLISHED_SECONDS) known = { text: await read(), at };
    return known.text;
  };
}
