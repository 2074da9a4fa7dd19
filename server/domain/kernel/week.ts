/**
 * Weeks of the calendar as ISO 8601 counts them, from Monday to Sunday, in UTC. Telemetry knows no finer time.
 */

import { readDate, writeDate, yearOf, type Day } from './day.ts';

/** Whole weeks since the one of 1970-01-01, which was a Thursday. */
export type Week = number;

const WEEK_DAYS = 7;
/** From a Monday to the Thursday that says whose year the week is. */
const TO_THURSDAY = 3;

export function weekOf(day: Day): Week {
  return Math.floor((day + TO_THURSDAY) / WEEK_DAYS);
}

/** The Monday of the week. */
export function firstDayOf(week: Week): Day {
  return week * WEEK_DAYS - TO_THURSDAY;
}

/** `2026-W48`. */
export function writeWeek(week: Week): string {
  const thursday = firstDayOf(week) + TO_THURSDAY;
  const newYear = readDate(`${String(yearOf(thursday))}-01-01`) ?? 0;
  const number = Math.floor((thursday - newYear) / WEEK_DAYS) + 1;
  return `${writeDate(thursday).slice(0, 4)}-W${String(number).padStart(2, '0')}`;
}
