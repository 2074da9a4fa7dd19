/**
 * `quietkey stats`: how requests ended in the last days, and the published figures of telemetry, as tables with small
 * charts. The command shows only the telemetry that everybody can read at `/telemetry/public.json`; no command shows
 * more.
 */

import { InvalidArgumentError, type Command } from 'commander';
import type {
  TelemetryFigure,
  TelemetryWeek,
} from '../../client-sdk/typescript/contract/telemetry-vocabulary.ts';
import { COUNT_DAYS, COUNT_DAYS_MAX, type CountView } from '../../server/domain/statistics/request-counts.ts';
import { dayOf, writeDate, addDays } from '../../server/domain/kernel/day.ts';
import { asking, declare } from '../cli/command.ts';
import { table, wrap } from '../cli/print.ts';
import { everyItem } from '../cli/paging.ts';
import { operations } from '../../server/domain/operations.ts';

/** The maximum number of columns of a chart. If a chart has more days than columns, several days share a column. */
const CHART_COLUMNS = 30;
const BAR_CHARACTERS = 20;
const HEIGHTS = '▁▂▃▄▅▆▇█';
const NOTHING = '·';

export function addStatsCommand(program: Command): void {
  declare(program, {
    words: 'stats',
    description:
      'Show how requests ended, by product, the published telemetry, and how many looks are held back. A server writes its counts ' +
      'once a minute.',
    examples: ['stats', 'stats --days 90'],
  })
    .option('--days <N>', `days to look back, 1 to ${COUNT_DAYS_MAX} (default: ${COUNT_DAYS})`, readDays)
    .action(
      asking<[], { days?: number }>(async (ask, { options: { days = COUNT_DAYS } }, { clock }) => {
        const counts = await everyItem((page) => ask(operations.statistics.listCounts, { days, ...page }));
        const telemetry = await ask(operations.statistics.listFigures, {});
        const heldLooks = await ask(operations.account.countHeldLooks, {});
        const today = dayOf(clock.now());
        const dates = Array.from({ length: days }, (_, index) => writeDate(addDays(today, index + 1 - days)));
        const text = [writeCounts(counts, dates), writeTelemetry(telemetry), ...writeHeld(heldLooks)].join(
          '\n\n',
        );
        return { json: { days, counts, telemetry, heldLooks }, text };
      }),
    );
}

/** How many looks at customers' records are held back; nothing where none is or was. */
function writeHeld({ held, ended }: { held: number; ended: number }): string[] {
  if (held + ended === 0) return [];
  return [
    wrap(
      `Looks that are held back from customers: ${held}. Held back, and ended in the last 12 months: ${ended}.`,
    ),
  ];
}

function writeCounts(counts: readonly CountView[], dates: readonly string[]): string {
  const title = `Requests of ${dates.length === 1 ? 'today' : `the last ${dates.length} days`}`;
  if (counts.length === 0) return `${title}: none.`;
  const nameOf = ({ product, kind, code }: CountView): string => JSON.stringify([product ?? '-', kind, code]);
  const lines = [...new Set(counts.map(nameOf))].sort().map((name) => {
    const byDate = new Map(counts.filter((count) => nameOf(count) === name).map(({ on, n }) => [on, n]));
    const days = dates.map((date) => byDate.get(date) ?? 0);
    return [...(JSON.parse(name) as (string | null)[]), sum(days), chartOf(days)];
  });
  return `${title}\n\n${table(['PRODUCT', 'COUNTED', 'CODE', 'N', 'BY DAY'], lines)}`;
}

function writeTelemetry(weeks: readonly TelemetryWeek[]): string {
  const [latest] = weeks;
  if (latest === undefined)
    return wrap('Telemetry: no week is published yet. A week is published one day after it ends.');
  const totals = weeks.slice(0, CHART_COLUMNS).map(({ total }) => (total === '<20' ? 0 : total));
  const title = `Telemetry, with noise: ${latest.total} reports in ${latest.week}, by week`;
  const head = wrap(`${title} ${chartOf(totals.toReversed())}`);
  const { cells } = latest;
  if (cells === null)
    return `${head}\n${wrap('There were fewer than 200 reports, so only the total is published.')}`;
  const most = Math.max(...Object.values(cells).map(heightOf));
  const width = String(most).length;
  const rows = Object.entries(cells).map(([cell, n]) => [
    cell,
    String(n).padStart(width),
    barOf(heightOf(n), most),
  ]);
  return `${head}\n\n${table(['CELL', 'N', ''], rows)}`;
}

function heightOf(figure: TelemetryFigure): number {
  return figure === '<20' ? 0 : figure;
}

function barOf(n: number, most: number): string {
  return '█'.repeat(Math.round((n / Math.max(1, most)) * BAR_CHARACTERS));
}

function readDays(word: string): number {
  const days = /^\d{1,4}$/.test(word) ? Number(word) : 0;
  if (days >= 1 && days <= COUNT_DAYS_MAX) return days;
  throw new InvalidArgumentError(`must be 1 to ${COUNT_DAYS_MAX} days.`);
}

/**
 * Draws a chart with a column for each value, or for several values. The highest value fills the line, and zero is a
 * dot.
 */
function chartOf(values: readonly number[]): string {
  const each = Math.ceil(values.length / CHART_COLUMNS);
  const columns = values.flatMap((_, index) =>
    index % each === 0 ? [sum(values.slice(index, index + each))] : [],
  );
  const most = Math.max(...columns);
  const height = (n: number): string => HEIGHTS[Math.ceil((n / most) * HEIGHTS.length) - 1] ?? NOTHING;
  return columns.map(height).join('');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
