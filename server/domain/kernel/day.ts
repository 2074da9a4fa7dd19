/**
 * The calendar of the product: whole UTC days, counted from 1970-01-01, and seconds where a day is too coarse. Stored
 * times are days, because the second of an activation says more about a person than verification needs.
 */

/** Seconds since 1970-01-01T00:00:00Z. */
export type Seconds = number;
/** Whole UTC days since 1970-01-01. */
export type Day = number;

export const DAY_SECONDS = 86_400;
export const HOUR_SECONDS = 3_600;
/** The clocks of several servers differ, by less than this, so that one has its midnight before another. */
export const CLOCKS_APART_SECONDS = 3_600;

/** The last day that four-digit years can write. */
const DAY_MAX = 2_932_896;
const DATE_PATTERN = /^\d{4}-\d{2}-\d{2}$/;

export function dayOf(now: Seconds): Day {
  return Math.floor(now / DAY_SECONDS);
}

/** Whole hours since 1970-01-01T00:00:00Z. */
export function hourOf(now: Seconds): number {
  return Math.floor(now / HOUR_SECONDS);
}

/** First second of the day. */
export function startOf(day: Day): Seconds {
  return day * DAY_SECONDS;
}

/** First second after the day: ends are half-open, a lease is over at this second. */
export function endOf(day: Day): Seconds {
  return (day + 1) * DAY_SECONDS;
}

/** `YYYY-MM-DD` of a day. */
export function writeDate(day: Day): string {
  return new Date(startOf(day) * 1000).toISOString().slice(0, 10);
}

/** The day of `YYYY-MM-DD`; undefined where the text is not a real date. */
export function readDate(text: string): Day | undefined {
  if (!DATE_PATTERN.test(text)) return undefined;
  const day = Date.parse(`${text}T00:00:00Z`) / 1000 / DAY_SECONDS;
  if (!Number.isInteger(day) || day < 0 || day > DAY_MAX || writeDate(day) !== text) return undefined;
  return day;
}

/** The UTC year of a day. */
export function yearOf(day: Day): number {
  return new Date(startOf(day) * 1000).getUTCFullYear();
}
