/**
 * How a locale writes days, hours, numbers, counts, periods and lists. The formats use `Intl`, with the locale as a
 * parameter. Days are stored and written as UTC days, and an hour names its time zone. The words around a day or number
 * come from the catalogue.
 */

import {
  DAY_SECONDS,
  HOUR_SECONDS,
  startOf,
  startOfHour,
  type Day,
  type Hour,
} from '../domain/kernel/day.ts';

/**
 * A noun in each of its plural categories. English needs `one` and `other`; another language adds the categories that
 * it has.
 */
export type PluralForms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & {
  readonly other: string;
};

export interface Formats {
  /** Writes a day, such as "26 November 2026". */
  readonly day: (day: Day) => string;
  /** Writes a year of the common era, such as "2026". */
  readonly year: (year: number) => string;
  /** Writes an hour, such as "26 November 2026 at 14:00 UTC". */
  readonly hour: (hour: Hour) => string;
  readonly number: (value: number) => string;
  /** Writes a number with its noun in the matching plural form, such as "1 seat" or "1,250 seats". */
  readonly count: (value: number, forms: PluralForms) => string;
  /**
   * Writes a waiting time, such as "3 days", "2 hours", "5 minutes" or "40 seconds". The time is rounded up, so that a
   * reader who waits for the written time has waited long enough.
   */
  readonly wait: (seconds: number) => string;
  /** Writes a list, such as "export, batch and sync". */
  readonly list: (items: readonly string[]) => string;
}

const LONG_DAY = { year: 'numeric', month: 'long', day: 'numeric', timeZone: 'UTC' } as const;
const YEAR = { year: 'numeric', timeZone: 'UTC' } as const;
const LONG_HOUR = {
  ...LONG_DAY,
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
} as const;
const SECOND = [1, 'second'] as const;
const UNITS = [[DAY_SECONDS, 'day'], [HOUR_SECONDS, 'hour'], [60, 'minute'], SECOND] as const;
type Unit = (typeof UNITS)[number][1];

/**
 * Makes the formats of a locale.
 * @param locale a BCP 47 tag, such as `en-GB`
 */
export function formatsOf(locale: string): Formats {
  const days = onFirstUse(() => new Intl.DateTimeFormat(locale, LONG_DAY));
  const years = onFirstUse(() => new Intl.DateTimeFormat(locale, YEAR));
  const hours = onFirstUse(() => new Intl.DateTimeFormat(locale, LONG_HOUR));
  const numbers = onFirstUse(() => new Intl.NumberFormat(locale));
  const plurals = onFirstUse(() => new Intl.PluralRules(locale));
  const lists = onFirstUse(() => new Intl.ListFormat(locale));
  const periodOf = (unit: Unit) =>
    onFirstUse(() => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }));
  const periods = {
    day: periodOf('day'),
    hour: periodOf('hour'),
    minute: periodOf('minute'),
    second: periodOf('second'),
  };
  const number = (value: number): string => numbers().format(value);
  return {
    day: (day) => days().format(startOf(day) * 1000),
    year: (year) => years().format(Date.UTC(year, 0)),
    hour: (hour) => hours().format(startOfHour(hour) * 1000),
    number,
    count: (value, forms) => `${number(value)} ${forms[plurals().select(value)] ?? forms.other}`,
    wait: (seconds) => {
      const [least, unit] = UNITS.find(([length]) => seconds >= length) ?? SECOND;
      return periods[unit]().format(Math.max(1, Math.ceil(seconds / least)));
    },
    list: (items) => lists().format(items),
  };
}

/**
 * A format that is made at its first use: `Intl` takes up to 20 ms to read the data of a locale, and a process may need
 * no format.
 */
function onFirstUse<Format>(make: () => Format): () => Format {
  let made: Format | undefined;
  return () => (made ??= make());
}
