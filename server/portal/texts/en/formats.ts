/**
 * How the catalogue writes days, hours, numbers and counts, by `Intl` and one locale. Days are UTC days, which is what
 * is stored; an hour says so.
 */

import {
  DAY_SECONDS,
  HOUR_SECONDS,
  startOfHour,
  startOf,
  type Day,
  type Hour,
} from '../../../domain/kernel/day.ts';

const LOCALE = 'en-GB';

const days = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'long', timeZone: 'UTC' });
const hours = new Intl.DateTimeFormat(LOCALE, {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
});
const numbers = new Intl.NumberFormat(LOCALE);
const plurals = new Intl.PluralRules(LOCALE);

/** "26 November 2026" */
export function writeDay(day: Day): string {
  return days.format(startOf(day) * 1000);
}

/** "26 November 2026 at 14:00 UTC" */
export function writeHour(hour: Hour): string {
  return `${hours.format(startOfHour(hour) * 1000)} UTC`;
}

export function writeNumber(value: number): string {
  return numbers.format(value);
}

/** The number with its noun in the form that goes with it. */
export function count(value: number, one: string, other: string): string {
  return `${writeNumber(value)} ${plurals.select(value) === 'one' ? one : other}`;
}

/** "3 days", "2 hours", "5 minutes" or "40 seconds": rounded up, so that whoever waits that long has waited enough. */
export function writeWait(seconds: number): string {
  const units: readonly [number, string][] = [
    [DAY_SECONDS, 'day'],
    [HOUR_SECONDS, 'hour'],
    [60, 'minute'],
  ];
  const [length, unit] = units.find(([least]) => seconds >= least) ?? [1, 'second'];
  return count(Math.max(1, Math.ceil(seconds / length)), unit, `${unit}s`);
}
