/**
 * The SDK's reports as sums: what is stored until a week is published, and what is published of it. A figure is drawn
 * once, with noise, since a second draw would let the noise be averaged away; a second node finds the first figure. No
 * published figure is from 0 to 19. `server/telemetry` collects reports in memory.
 */

import type { TelemetryWeek } from '../../../client-sdk/typescript/contract/telemetry-vocabulary.ts';
import { dayOf, addDays } from '../kernel/day.ts';
import type { Call } from '../kernel/ports.ts';
import { defineQueries, type NoParams, optionalRow, rowCount, rows } from '../kernel/query.ts';
import { weekOf, writeWeek, addWeeks, type Week } from '../kernel/week.ts';
import { ask, commitWith, type Operation } from '../kernel/operation.ts';
import { databaseAgeQueries } from '../cluster/database-age.ts';

/** The cell of all reports. All cell names of the vocabulary contain a slash. */
export const TOTAL = 'total';
/** Replaces the figures of a week that may have been published with other values and are lost. */
const UNTOLD = 'untold';
/** Counts leave memory after this many reports, and a smaller figure is not published. */
export const REPORTS_MIN = 20;
/** No cell is published where the total with its noise is smaller. */
const TOTAL_FOR_CELLS_MIN = 200;
/** 1 / ε: four cells and the total are ε = 1 for one report. */
export const NOISE_SCALE = 5;
/** Cells of one report. */
export const REPORT_CELLS_MAX = 4;

/** A row of `telemetry_counts`. */
interface TelemetryCountRow {
  cell: string;
  week: Week;
  n: number;
}

/** A row of `telemetry_figures`. `n` null: fewer than 20, with the noise. */
export interface FigureRow {
  cell: string;
  week: Week;
  n: number | null;
}

export const telemetryQueries = defineQueries({
  /** Adds `n` to the stored sum, or inserts it. */
  raiseTelemetryCount: rowCount<TelemetryCountRow>(),
  listTelemetryCounts: rows<{ before: Week }, TelemetryCountRow>(),
  deleteTelemetryCounts: rowCount<{ week: Week }>(),
  deleteAllTelemetryCounts: rowCount<NoParams>(),
  /** 0 where the figure was drawn before. */
  addFigure: rowCount<FigureRow>(),
  findFigure: optionalRow<{ cell: string; week: Week }, FigureRow>(),
  listFigures: rows<NoParams, FigureRow>(),
});

/** Sums by cell, including the total. */
export type Sums = Readonly<Record<string, number>>;

/** Adds sums of a week, unless it is published already. Returns whether it did. */
export function* keepTelemetry({ week, sums }: { week: Week; sums: Sums }): Operation<boolean> {
  const [published] = yield* ask(telemetryQueries.findFigure({ cell: TOTAL, week }));
  if (published !== undefined) return false;
  // in one order, so that two nodes cannot deadlock
  const cells = Object.keys(sums).sort();
  yield* commitWith(
    ...cells.map((cell) => telemetryQueries.raiseTelemetryCount({ cell, week, n: sums[cell] ?? 0 })),
  );
  return true;
}

/** A week that has ended and is not published. */
export interface DueWeek {
  week: Week;
  sums: Sums;
}

/** Weeks that ended a day ago or earlier: by then every node has written its sums. */
export function* dueWeeks(_input: Record<never, never>, call: Call): Operation<DueWeek[]> {
  const before = weekOf(addDays(dayOf(call.now), -1));
  const latestWeek = addWeeks(before, -1);
  const [rows, begun, latest, untold] = yield* ask(
    telemetryQueries.listTelemetryCounts({ before }),
    databaseAgeQueries.findFirstDay({}),
    telemetryQueries.findFigure({ cell: TOTAL, week: latestWeek }),
    telemetryQueries.findFigure({ cell: UNTOLD, week: latestWeek }),
  );
  const weeks = new Set(rows.map(({ week }) => week));
  const isEmptyOneDue = (latest ?? untold) === undefined && before > weekOf(begun?.day ?? dayOf(call.now));
  if (isEmptyOneDue) weeks.add(latestWeek);
  return [...weeks].map((week) => ({
    week,
    sums: Object.fromEntries(rows.filter((row) => row.week === week).map(({ cell, n }) => [cell, n])),
  }));
}

/**
 * What is published of a week: the total, and each cell where the total is large enough for cells.
 * @param cells of the vocabulary, including those that nobody reported
 * @param noise drawn again for each call
 */
export function figuresOf(
  { week, sums }: DueWeek,
  cells: readonly string[],
  noise: () => number,
): FigureRow[] {
  const noised = (cell: string): number => Math.max(0, (sums[cell] ?? 0) + noise());
  const figure = (cell: string, n: number): FigureRow => ({ cell, week, n: n < REPORTS_MIN ? null : n });
  const total = noised(TOTAL);
  const shown = total < TOTAL_FOR_CELLS_MIN ? [] : cells.map((cell) => figure(cell, noised(cell)));
  return [figure(TOTAL, total), ...shown];
}

export interface Publish {
  week: Week;
  /** The total first. */
  figures: readonly FigureRow[];
}

/** Stores the figures of a week permanently, unless the week has figures, and deletes its sums. */
export function* publishWeek({ week, figures }: Publish): Operation<boolean> {
  const [total, ...cells] = figures;
  if (total?.cell !== TOTAL) throw new Error('a week is published with its total first');
  const [added] = yield* ask(telemetryQueries.addFigure({ ...total }));
  const others = added > 0 ? cells.map((row) => telemetryQueries.addFigure({ ...row })) : [];
  yield* commitWith(...others, telemetryQueries.deleteTelemetryCounts({ week }));
  return added > 0;
}

/**
 * Deletes the sums of all weeks, for a restored database: they may have been published since the backup, and a second
 * draw would weaken their noise. The last two weeks, unless published in the backup, are not published as empty
 * either: the figure would differ from the one that was published, or from the truth.
 */
export function* forgetTelemetry(_input: Record<never, never>, call: Call): Operation<void> {
  const week = weekOf(dayOf(call.now));
  const untold = [addWeeks(week, -2), addWeeks(week, -1)].map((lost) =>
    telemetryQueries.addFigure({ cell: UNTOLD, week: lost, n: null }),
  );
  yield* commitWith(telemetryQueries.deleteAllTelemetryCounts({}), ...untold);
}

/** The published weeks, latest first. */
export function* listFigures(): Operation<TelemetryWeek[]> {
  const [rows] = yield* ask(telemetryQueries.listFigures({}));
  const weeks = new Map<Week, FigureRow[]>();
  for (const row of rows.filter(({ cell }) => cell !== UNTOLD)) {
    const figures = weeks.get(row.week);
    if (figures === undefined) weeks.set(row.week, [row]);
    else figures.push(row);
  }
  return [...weeks]
    .sort(([first], [second]) => second - first)
    .map(([week, figures]) => viewWeek(week, figures));
}

function viewWeek(week: Week, figures: readonly FigureRow[]): TelemetryWeek {
  const shown = figures.map(({ cell, n }) => [cell, n ?? '<20'] as const);
  const cells = shown.filter(([cell]) => cell !== TOTAL);
  return {
    week: writeWeek(week),
    total: shown.find(([cell]) => cell === TOTAL)?.[1] ?? '<20',
    cells: cells.length === 0 ? null : Object.fromEntries(cells),
  };
}
