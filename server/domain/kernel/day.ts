/**
 * The calendar of the product: instants, hours and days in UTC, each a whole count since 1970-01-01T00:00:00Z. The
 * compiler distinguishes the units; at run time all counts are plain numbers. Arithmetic on a count gives a plain
 * number, so only the functions in this file make counts. Stored times are days where possible, because the second of
 * an activation says more about a person than verification needs.
 */

declare const unit: unique symbol;
/** A whole count of one unit since 1970-01-01T00:00:00Z. */
export type Since1970<Unit extends string> = number & { readonly [unit]: Unit };

/** A point in time in whole seconds, as a JWT NumericDate. */
export type Instant = Since1970<'second'>;
export type Hour = Since1970<'hour'>;
export type Day = Since1970<'day'>;
/** A duration in whole seconds. */
export type Seconds = number;

export const DAY_SECONDS = 86_400;
export const HOUR_SECONDS = 3_600;
export const MINUTE_SECONDS = 60;
/** The clocks of two servers may differ by almost this much, so that midnight comes to them at different times. */
export const CLOCKS_APART_SECONDS = 3_600;

/** The last day that can be written with a year of four digits. */
export const LAST_DAY = 2_932_896 as Day;
const DATE_PATTERN = /^\d{4}-\d{2}-\d{2}$/;

/** The instant of a NumericDate or of a clock reading in seconds, without the fraction. */
export function toInstant(seconds: number): Instant {
  return Math.floor(seconds) as Instant;
}

export function addSeconds(instant: Instant, seconds: Seconds): Instant {
  return (instant + seconds) as Instant;
}

/** The first second of the minute of an instant. */
export function startOfMinute(instant: Instant): Instant {
  return (Math.floor(instant / MINUTE_SECONDS) * MINUTE_SECONDS) as Instant;
}

/** The instant itself if a minute begins with it, otherwise the first second of the next minute. */
export function upToMinute(instant: Instant): Instant {
  return (Math.ceil(instant / MINUTE_SECONDS) * MINUTE_SECONDS) as Instant;
}

export function hourOf(instant: Instant): Hour {
  return Math.floor(instant / HOUR_SECONDS) as Hour;
}

/** The hour that a stored count represents. */
export function toHour(count: number): Hour {
  return count as Hour;
}

export function addHours(hour: Hour, hours: number): Hour {
  return (hour + hours) as Hour;
}

/** The first second of an hour. */
export function startOfHour(hour: Hour): Instant {
  return (hour * HOUR_SECONDS) as Instant;
}

export function dayOf(instant: Instant): Day {
  return Math.floor(instant / DAY_SECONDS) as Day;
}

/** The day that a stored count represents, or a count in the name or header of a file. */
export function toDay(count: number): Day {
  return count as Day;
}

export function addDays(day: Day, days: number): Day {
  return (day + days) as Day;
}

/** The same date some months later, or the last day of that month if it has no such date. */
export function addMonths(day: Day, months: number): Day {
  const date = new Date(startOf(day) * 1_000);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return toDay(Date.UTC(year, month, Math.min(date.getUTCDate(), last)) / 1_000 / DAY_SECONDS);
}

/** The number of days from the first day to the second day; negative if the second day is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return to - from;
}

/** The first second of a day. */
export function startOf(day: Day): Instant {
  return (day * DAY_SECONDS) as Instant;
}

/** The first second after a day. Ends are exclusive: a lease that ends on a day is no longer valid at this second. */
export function endOf(day: Day): Instant {
  return startOf(addDays(day, 1));
}

/** The earlier of two times, both counted in the same unit. */
export function earlier<Point extends Instant | Hour | Day>(first: Point, second: Point): Point {
  return first < second ? first : second;
}

/** The later of two times, both counted in the same unit. */
export function later<Point extends Instant | Hour | Day>(first: Point, second: Point): Point {
  return first > second ? first : second;
}

/** A day written as `YYYY-MM-DD`. */
export function writeDate(day: Day): string {
  return new Date(startOf(day) * 1000).toISOString().slice(0, 10);
}

/** The day that a text `YYYY-MM-DD` names; undefined if the text is not a real date. */
export function readDate(text: string): Day | undefined {
  if (!DATE_PATTERN.test(text)) return undefined;
  const day = (Date.parse(`${text}T00:00:00Z`) / 1000 / DAY_SECONDS) as Day;
  if (!Number.isInteger(day) || day < 0 || day > LAST_DAY || writeDate(day) !== text) return undefined;
  return day;
}

/** The UTC year of a day. */
export function yearOf(day: Day): number {
  return new Date(startOf(day) * 1000).getUTCFullYear();
}
