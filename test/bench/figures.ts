/**
 * The figures of the bench and how many rounds become one: medians, and medians of ratios that were taken in the same
 * round, since the machine is shared and one round may be disturbed. Measuring is left to others.
 */

/** One kind of request, at one number of licenses and one way of connecting. */
export interface RequestFigure {
  readonly name: string;
  /** Of the database; 0 for the echo. */
  readonly licenses: number;
  readonly connections: string;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** CPU of all threads of the server per request, in microseconds. */
  readonly cpu: number;
  /** `cpu` by that of the echo of the same round. */
  readonly timesEcho: number;
  /** `perSecond` by that of the echo of the same round. */
  readonly throughputOfEcho: number;
}

/** One part of a request alone, in microseconds of CPU. */
export interface PartFigure {
  readonly name: string;
  readonly licenses: number;
  readonly cpu: number;
}

/** What the issue asks for, and what was found. */
export interface Target {
  readonly name: string;
  readonly wanted: string;
  readonly found: number;
  readonly met: boolean;
}

export interface BenchReport {
  readonly node: string;
  readonly rounds: number;
  readonly requests: number;
  readonly figures: readonly RequestFigure[];
  readonly parts: readonly PartFigure[];
  readonly targets: readonly Target[];
  /** What was left out, and why. */
  readonly leftOut: readonly string[];
}

/** The value at a percentile of sorted values. */
export function percentile(sorted: ArrayLike<number>, percent: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0;
}

export function median(values: readonly number[]): number {
  return percentile(
    [...values].sort((one, other) => one - other),
    50,
  );
}

type Numbers<Figure> = { [Name in keyof Figure]: Figure[Name] extends number ? Name : never }[keyof Figure];

/** The figure of the first round, with the median over all rounds of each number that is named. */
export function medianOf<Figure>(rounds: readonly Figure[], names: readonly Numbers<Figure>[]): Figure {
  const [first] = rounds;
  if (first === undefined) throw new Error('no round was measured');
  const medians = names.map(
    (name) => [name, median(rounds.map((figure) => figure[name] as number))] as const,
  );
  return { ...first, ...Object.fromEntries(medians) };
}

export function atMost(name: string, found: number, most: number): Target {
  return { name, wanted: `at most ${most}`, found, met: found <= most };
}

export function atLeast(name: string, found: number, least: number): Target {
  return { name, wanted: `at least ${least}`, found, met: found >= least };
}
