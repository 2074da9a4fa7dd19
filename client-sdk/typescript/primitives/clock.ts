/**
 * The only place where the SDK reads the wall clock. All other files get the time as a parameter, so that tests can set
 * it. The machine's clock may be wrong; `check.ts` decides how far it is trusted.
 */

/** The machine's time, in milliseconds since 1970. */
export const systemClock = (): number => Date.now();

/** Seconds in a day. Every stored or signed day starts at a multiple of it. */
export const DAY_SECONDS = 86_400;

/** The start of the UTC day that contains `seconds` (seconds since 1970). */
export const startOfDay = (seconds: number): number => Math.floor(seconds / DAY_SECONDS) * DAY_SECONDS;

/** The last second of the year 9999. Later times have no four-digit year. */
export const SECONDS_MAX = 253_402_300_799;

/** `YYYY-MM-DD` in UTC of a moment in seconds since 1970; `9999-12-31` for later moments. */
export const dayName = (seconds: number): string =>
  new Date(Math.min(seconds, SECONDS_MAX) * 1000).toISOString().slice(0, 10);
