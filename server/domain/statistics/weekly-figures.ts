/**
 * The SDK's reports as sums: what is stored until a week is published, and what is published of that week. A figure is
 * drawn once, with noise, since further draws would let the noise be averaged away. A second node finds the figure of
 * the first node. No figure below 20 is published. `server/telemetry` collects reports in memory.
 */

import type { TelemetryWeek } from '../../../client-sdk/typescript/contract/telemetry-vocabulary.ts';
import { dayOf, addDays } from '../kernel/day.ts';
import { countErasure } from '../kernel/erasure-count.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import { defineQueries, type NoParams, optionalRow, rowCount, rows } from '../kernel/query.ts';
import { weekOf, writeWeek, addWeeks, type Week } from '../kernel/week.ts';
import { ask, commitWith, type Operation } from '../kernel/operation.ts';
import { databaseAgeQueries } from '../cluster/database-age.ts';

/** The name of the cell that counts all reports. It contains no slash, and every cell name of the vocabulary contains one. */
export const TOTAL = 'total';
/**
 * The cell that marks a week whose figures are lost. The figures of such a week may have been published with other
 * values.
 */
const UNTOLD = 'untold';
/**
 * Counts are written from memory to the database after this many reports. A figure below this number is not published.
 */
export const REPORTS_MIN = 20;
/** No cell of a week is published if the week's total with its noise is below this number. */
const TOTAL_FOR_CELLS_MIN = 200;
/** The scale of the noise, which is 1 / ε for one cell. Four cells and the total give ε = 1 for one report. */
export const NOISE_SCALE = 5;
/** The maximum number of cells to which one report contributes. */
export const REPORT_CELLS_MAX = 4;

/** A row of `telemetry_counts`. */
interface TelemetryCountRow {
  cell: string;
  week: Week;
  n: number;
}

/** A row of `telemetry_figures`. `n` null: the count with its noise is below 20. */
export interface FigureRow {
  cell: string;
  week: Week;
  n: number | null;
}

export const telemetryQueries = defineQueries({
  /** Adds `n` to the stored sum of a cell, or inserts the sum. */
  raiseTelemetryCount: rowCount<TelemetryCountRow>(),
  listTelemetryCounts: rows<{ before: Week }, TelemetryCountRow>(),
  deleteTelemetryCounts: rowCount<{ week: Week }>(),
  deleteAllTelemetryCounts: rowCount<NoParams>(),
  /** Stores a figure; returns 0 if the figure was drawn before. */
  addFigure: rowCount<FigureRow>(),
  findFigure: optionalRow<{ cell: string; week: Week }, FigureRow>(),
  listFigures: rows<NoParams, FigureRow>(),
});

/** Sums of reports by cell, including the total. */
export type Sums = Readonly<Record<string, number>>;

/** Adds sums to a week, unless the week is published already. Returns whether the sums were added. */
export function* keepTelemetry({ week, sums }: { week: Week; sums: Sums }): Operation<boolean> {
  const [published] = yield* ask(telemetryQueries.findFigure({ cell: TOTAL, week }));
  if (published !== undefined) return false;
  // one fixed order, so that two nodes cannot deadlock
  const cells = Object.keys(sums).sort();
  yield* commitWith(
    ...cells.map((cell) => telemetryQueries.raiseTelemetryCount({ cell, week, n: sums[cell] ?? 0 })),
  );
  return true;
}

/** A week that has ended and is not published yet. */
export interface DueWeek {
  week: Week;
  sums: Sums;
}

/** The unpublished weeks that ended a day ago or earlier. By then every node has written its sums of the week. */
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
 * The figures of a week that are published: the total, and each cell where the total is large enough for cells.
 * @param cells all cells of the vocabulary, even those to which no report contributed
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
  /** The figures of the week, beginning with the total. */
  figures: readonly FigureRow[];
}

/** Stores the figures of a week permanently, unless the week has figures already, and deletes the sums of the week. */
export function* publishWeek({ week, figures }: Publish, _call: Call, vault: Vault): Operation<boolean> {
  const [total, ...cells] = figures;
  if (total?.cell !== TOTAL) throw new Error('a week is published with its total first');
  const [added] = yield* ask(telemetryQueries.addFigure({ ...total }));
  const others = added > 0 ? cells.map((row) => telemetryQueries.addFigure({ ...row })) : [];
  yield* commitWith(...others, telemetryQueries.deleteTelemetryCounts({ week }), countErasure(vault));
  return added > 0;
}

/**
 * Deletes the sums of all weeks in a restored database. The sums may have been published since the backup, and a second
 * draw would weaken their noise. The last two weeks, unless published in the backup, are not published as empty either:
 * a figure of an empty week would differ from the figure published since, or from the truth.
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
