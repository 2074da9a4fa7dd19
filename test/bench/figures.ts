/**
 * The figures of the bench, and how those of several rounds become one: medians, and medians of ratios within the same
 * round, because the machine is shared and a round may be disturbed.
 */

/** One kind of request, for one number of licenses and one kind of connections. */
export interface RequestFigure {
  readonly name: string;
  /** Licenses in the database; 0 for the echo. */
  readonly licenses: number;
  readonly connections: string;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** CPU of all threads of the server per request, in microseconds. */
  readonly cpu: number;
  /** `cpu` divided by that of the echo of the same round. */
  readonly timesEcho: number;
  /** `perSecond` divided by that of the echo of the same round. */
  readonly throughputOfEcho: number;
}

/** One part of a request, in microseconds of CPU. */
export interface PartFigure {
  readonly name: string;
  readonly licenses: number;
  readonly cpu: number;
}

/** A required ratio, and the measured one. */
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
  /** What was not measured, and why. */
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

/** The figure of the first round, with the medians over all rounds of the named numbers. */
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
