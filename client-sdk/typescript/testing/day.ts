/** Days of the fake server, as whole numbers since 1970. */
import { DAY_SECONDS } from '../primitives/clock.ts';

/** A day as the number of days since 1970. @throws RangeError for another text */
export function readDay(day: string): number;
export function readDay(day: string | null): number | null;
export function readDay(day: string | null): number | null {
  if (day === null) return null;
  const milliseconds = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(day) : Number.NaN;
  if (Number.isNaN(milliseconds)) throw new RangeError(`This is not a day, YYYY-MM-DD: ${day}`);
  return milliseconds / 1_000 / DAY_SECONDS;
}
