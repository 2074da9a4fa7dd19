/**
 * Ratios of two checkouts: of what was found in the same round, their median over the rounds, and an interval for it
 * that assumes no distribution. With six rounds or more it has at least 95 % by the order of the ratios; with fewer it is
 * the range of all, which has less. Measuring is left to `against.ts`.
 */

import { columnsOf } from './table.ts';

/** Which of the sorted ratios bound the interval. */
export interface Interval {
  readonly kind: 'order statistics' | 'range';
  /** Counted from 1. */
  readonly from: number;
  readonly to: number;
  /** How probable it is that the interval holds the true median. */
  readonly coverage: number;
}

/** What one round found for one measure. */
export interface Pair {
  readonly own: number;
  readonly other: number;
}

export interface Ratio {
  readonly request: string;
  readonly measure: string;
  /** Medians of each side. */
  readonly own: number;
  readonly other: number;
  /** Of the ratios own/other of all rounds. */
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly rounds: readonly number[];
}

export interface AgainstReport {
  readonly node: string;
  readonly processors: number;
  readonly own: Named;
  readonly other: Named;
  readonly rounds: number;
  readonly requests: number;
  readonly licenses: number;
  readonly connections: number;
  readonly interval: Interval;
  readonly ratios: readonly Ratio[];
}

export interface Named {
  readonly version: string;
  readonly commit: string;
  readonly folder: string;
}

const COVERAGE_WANTED = 0.95;

/** The narrowest interval of the median that has the coverage; the range, where none has. */
export function intervalOf(rounds: number): Interval {
  let [from, tail, term] = [0, 0, 2 ** -rounds];
  // the probability that fewer than `from` of all ratios are below the true median
  while (from < rounds / 2 && 1 - 2 * (tail + term) >= COVERAGE_WANTED) {
    tail += term;
    term *= (rounds - from) / (from + 1);
    from += 1;
  }
  if (from > 0) return { kind: 'order statistics', from, to: rounds + 1 - from, coverage: 1 - 2 * tail };
  return { kind: 'range', from: 1, to: rounds, coverage: 1 - 2 ** (1 - rounds) };
}

export function ratioOf(request: string, measure: string, pairs: readonly Pair[]): Ratio {
  const rounds = pairs.map(({ own, other }) => own / other);
  const sorted = rounds.toSorted((one, other) => one - other);
  const { from, to } = intervalOf(pairs.length);
  return {
    request,
    measure,
    own: middle(pairs.map(({ own }) => own)),
    other: middle(pairs.map(({ other }) => other)),
    median: middle(rounds),
    low: sorted[from - 1] ?? Number.NaN,
    high: sorted[to - 1] ?? Number.NaN,
    rounds,
  };
}

/** The median; of an even number the mean of the two in the middle. */
function middle(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(at)] ?? Number.NaN) + (sorted[Math.ceil(at)] ?? Number.NaN)) / 2;
}

export function writeAgainst(report: AgainstReport): string {
  const { node, processors, rounds, requests, licenses, connections, interval } = report;
  const titles = ['request', 'measure', 'this', 'other', 'this/other', 'from', 'to', ''];
  const rows = report.ratios.map((ratio) => [
    ratio.request,
    ratio.measure,
    shortOf(ratio.own),
    shortOf(ratio.other),
    ratio.median.toFixed(3),
    ratio.low.toFixed(3),
    ratio.high.toFixed(3),
    verdictOf(ratio, interval),
  ]);
  return [
    [nameOf('this', report.own), nameOf('other', report.other)].join('\n'),
    `Node ${node}, ${processors} processors; ${rounds} rounds of ${requests} requests; ${licenses} licenses; ${connections} connections.`,
    columnsOf(titles, rows),
    `this/other is the median of the ratios of ${rounds} rounds. ${intervalInWords(interval, rounds)}`,
  ].join('\n\n');
}

function nameOf(side: string, { version, commit, folder }: Named): string {
  return `${side.padEnd(5)}  ${version}, commit ${commit}, ${folder}`;
}

function intervalInWords({ kind, from, to, coverage }: Interval, rounds: number): string {
  const percent = (coverage * 100).toFixed(0);
  if (kind === 'range')
    return `From and to are the least and the greatest: with ${rounds} rounds that holds the true median with ${percent} % alone; six rounds give 95 % or more.`;
  return `From and to are ratios ${from} and ${to} of ${rounds} in order: they hold the true median with ${percent} %, whatever the distribution.`;
}

function shortOf(value: number): string {
  return value.toFixed(value < 100 ? 2 : 0);
}

/** Says where all of the interval is on one side, if it is one of 95 %. */
function verdictOf({ low, high }: Ratio, { kind }: Interval): string {
  if (kind === 'range') return '';
  if (low > 1) return 'more';
  return high < 1 ? 'less' : '';
}
