/** Writes the report as tables, with the targets that were missed and what was not measured. */

import type { BenchReport, PartFigure, RequestFigure, Target } from './figures.ts';

const SECTIONS_BETWEEN = '\n\n';

export function writeTable(report: BenchReport): string {
  const sections = [
    `Node ${report.node}; medians of ${report.rounds} rounds of ${report.requests} requests; CPU is that of all server threads.`,
    columnsOf(
      [
        'request',
        'connections',
        'licenses',
        'per second',
        'p50 ms',
        'p99 ms',
        'CPU µs',
        'x echo',
        'throughput of echo',
      ],
      report.figures.map(figureCells),
    ),
    columnsOf(['part', 'licenses', 'CPU µs'], report.parts.map(partCells)),
    columnsOf(['target', 'wanted', 'found', ''], report.targets.map(targetCells)),
    ...report.leftOut.map((line) => `Not measured: ${line}.`),
  ];
  return sections.join(SECTIONS_BETWEEN);
}

function figureCells(figure: RequestFigure): string[] {
  const { name, connections, licenses, perSecond, p50, p99, cpu, timesEcho, throughputOfEcho } = figure;
  const own = [name, connections, licenses === 0 ? '' : String(licenses), perSecond.toFixed(0)];
  return [
    ...own,
    p50.toFixed(2),
    p99.toFixed(2),
    cpu.toFixed(1),
    timesEcho.toFixed(2),
    throughputOfEcho.toFixed(2),
  ];
}

function partCells({ name, licenses, cpu }: PartFigure): string[] {
  return [name, String(licenses), cpu.toFixed(1)];
}

function targetCells({ name, wanted, found, met }: Target): string[] {
  return [name, wanted, found.toFixed(2), met ? 'met' : 'MISSED'];
}

/** Columns below their titles, with numbers aligned to the right. */
export function columnsOf(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [titles, ...rows];
  const widths = titles.map((_title, i) => Math.max(...lines.map((cells) => cells[i]?.length ?? 0)));
  const isNumeric = (cell: string): boolean => /^[\d.]+$/.test(cell);
  const write = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (isNumeric(cell) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return lines.map(write).join('\n');
}
