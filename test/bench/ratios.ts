/**
 * The ratios of two checkouts: the median of the ratios within each round, and its confidence interval, which assumes no
 * distribution. From six rounds on the interval has a confidence of at least 95 %, by order statistics. With fewer rounds
 * it is the range of all ratios. `against.ts` measures.
 */

import { columnsOf } from './table.ts';

/** The indexes of the sorted ratios that bound the interval. */
export interface Interval {
  readonly kind: 'order statistics' | 'range';
  /** Counted from 1. */
  readonly from: number;
  readonly to: number;
  /** The probability that the interval contains the true median. */
  readonly coverage: number;
}

/** The values of one round for one measure. */
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
  /** The median of the ratios own/other of all rounds. */
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

/** The narrowest interval of the median with the wanted coverage, or the range if there is none. */
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

/** The median; the mean of the middle two for an even number. */
function middle(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const index = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(index)] ?? Number.NaN) + (sorted[Math.ceil(index)] ?? Number.NaN)) / 2;
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
    return `From and to are the least and the greatest ratio. With ${rounds} rounds they contain the true median with a probability of only ${percent} %; six rounds give 95 % or more.`;
  return `From and to are the ratios ${from} and ${to} of ${rounds} in order. They contain the true median with a probability of ${percent} %, for any distribution.`;
}

function shortOf(value: number): string {
  return value.toFixed(value < 100 ? 2 : 0);
}

/** "more" or "less" if the whole interval is above or below 1, and has a confidence of 95 %. */
function verdictOf({ low, high }: Ratio, { kind }: Interval): string {
  if (kind === 'range') return '';
  if (low > 1) return 'more';
  return high < 1 ? 'less' : '';
}
