/**
 * A measured value against its bound. A round has a list of them, and passes if all hold.
 */

export interface Measure {
  readonly name: string;
  readonly found: number;
  readonly bound: number;
  readonly wanted: 'at least' | 'at most';
  /** Where the value is no count, such as `%` or `ms`. */
  readonly unit?: string;
}

/** What a scenario found. */
export interface Measured {
  /** What was done. */
  readonly statement: string;
  readonly measures: readonly Measure[];
}

export function atMost(name: string, found: number, bound: number, unit?: string): Measure {
  return { name, found, bound, wanted: 'at most', ...(unit === undefined ? {} : { unit }) };
}

export function atLeast(name: string, found: number, bound: number, unit?: string): Measure {
  return { name, found, bound, wanted: 'at least', ...(unit === undefined ? {} : { unit }) };
}

export function holds({ found, bound, wanted }: Measure): boolean {
  return wanted === 'at least' ? found >= bound : found <= bound;
}

/** A share of right answers, in percent. None at all is none right. */
export function percent(done: number, all: number): number {
  return all === 0 ? 0 : (done * 100) / all;
}
