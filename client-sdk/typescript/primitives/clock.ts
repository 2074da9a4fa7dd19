/**
 * The SDK's one reading of the wall clock. Every other file gets the time as a parameter, so that a test can move it.
 * It says what the machine believes; `check.ts` decides how far that belief is trusted.
 */

/** The machine's own time, in milliseconds since 1970. May be wrong: see the clock rules in `check.ts`. */
export const systemClock = (): number => Date.now();

/** Seconds in a day; every stored or signed day starts at a multiple of it. */
export const DAY_SECONDS = 86_400;

/** The start of the UTC day that holds `seconds` (seconds since 1970). */
export const startOfDay = (seconds: number): number => Math.floor(seconds / DAY_SECONDS) * DAY_SECONDS;

/** The last second of the year 9999: later times have no four-digit date. */
export const SECONDS_MAX = 253_402_300_799;

/** `YYYY-MM-DD` of a moment in seconds since 1970, UTC; `9999-12-31` for all that is later. */
export const dayName = (seconds: number): string =>
  new Date(Math.min(seconds, SECONDS_MAX) * 1000).toISOString().slice(0, 10);
