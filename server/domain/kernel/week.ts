/**
 * Weeks of the calendar as ISO 8601 counts them, from Monday to Sunday, in UTC. Telemetry stores no time that is finer
 * than a week.
 */

import { addDays, daysBetween, readDate, writeDate, yearOf, type Day, type Since1970 } from './day.ts';

/** A count of whole weeks since the week of 1970-01-01, which was a Thursday. */
export type Week = Since1970<'week'>;

const WEEK_DAYS = 7;
/** The days from the Monday to the Thursday of a week. The year of a week is the year of its Thursday. */
const TO_THURSDAY = 3;

export function weekOf(day: Day): Week {
  return Math.floor((day + TO_THURSDAY) / WEEK_DAYS) as Week;
}

/** The week that a stored count represents. */
export function toWeek(count: number): Week {
  return count as Week;
}

export function addWeeks(week: Week, weeks: number): Week {
  return (week + weeks) as Week;
}

/** The Monday of a week. */
export function firstDayOf(week: Week): Day {
  return (week * WEEK_DAYS - TO_THURSDAY) as Day;
}

/** A week written in the form `2026-W48`. */
export function writeWeek(week: Week): string {
  const thursday = addDays(firstDayOf(week), TO_THURSDAY);
  const newYear = readDate(`${String(yearOf(thursday))}-01-01`) ?? thursday;
  const number = Math.floor(daysBetween(newYear, thursday) / WEEK_DAYS) + 1;
  return `${writeDate(thursday).slice(0, 4)}-W${String(number).padStart(2, '0')}`;
}
