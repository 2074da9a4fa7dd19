/**
 * Judges the clock of a machine by the days that its database knows. A deletion cannot be undone, so it waits where the
 * clock is implausible: behind the last purge, or far ahead of the last one. Before the first purge there is no earlier
 * run to compare with; then the day on which the database was begun counts.
 */

import { daysBetween, type Day } from '../kernel/day.ts';

/**
 * The most days between a known day and today. If more days have passed, the clock may be wrong; a person who has seen
 * the date decides.
 */
const AHEAD_DAYS_MAX = 60;

/** The days that a database knows. */
export interface KnownDays {
  /** The day of the last complete purge; undefined if there was none. */
  readonly purgedOn: Day | undefined;
  /** The day on which the database was begun. */
  readonly begunOn: Day | undefined;
}

export type ClockJudgement =
  { readonly kind: 'plausible' } | { readonly kind: 'behind' | 'ahead'; readonly known: Day };

const PLAUSIBLE: ClockJudgement = { kind: 'plausible' };

/** Judges the day of a clock. */
export function judgeClock(today: Day, { purgedOn, begunOn }: KnownDays): ClockJudgement {
  if (purgedOn !== undefined && today < purgedOn) return { kind: 'behind', known: purgedOn };
  const known = purgedOn ?? begunOn;
  // a database that was begun by a wrong clock, later than today, says nothing about the right one
  if (known === undefined || daysBetween(known, today) <= AHEAD_DAYS_MAX) return PLAUSIBLE;
  return { kind: 'ahead', known };
}
