/**
 * Judges the clock of a machine by the days that its database knows. A deletion cannot be undone, so it waits where the
 * clock is implausible: behind the day of the last purge, or far ahead of it. Before the first purge, the clock is
 * compared with the day on which the database was made.
 */

import { daysBetween, type Day } from '../kernel/day.ts';

/**
 * The maximum number of days between a known day and today. If more days have passed, the clock may be wrong, and a
 * person who has checked the date decides.
 */
const AHEAD_DAYS_MAX = 60;

/** The days that a database knows. */
export interface KnownDays {
  /** The day of the last complete purge; undefined if there was none. */
  readonly purgedOn: Day | undefined;
  /** The day on which the database was made. */
  readonly begunOn: Day | undefined;
}

export type ClockJudgement =
  { readonly kind: 'plausible' } | { readonly kind: 'behind' | 'ahead'; readonly known: Day };

const PLAUSIBLE: ClockJudgement = { kind: 'plausible' };

/** Judges the day of a clock. */
export function judgeClock(today: Day, { purgedOn, begunOn }: KnownDays): ClockJudgement {
  if (purgedOn !== undefined && today < purgedOn) return { kind: 'behind', known: purgedOn };
  const known = purgedOn ?? begunOn;
  // a first day later than today comes from a wrong clock, and says nothing about the right date
  if (known === undefined || daysBetween(known, today) <= AHEAD_DAYS_MAX) return PLAUSIBLE;
  return { kind: 'ahead', known };
}
