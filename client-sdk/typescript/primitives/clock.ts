/**
 * The only place where the SDK reads the wall clock, and its units of time: the compiler tells milliseconds from seconds
 * since 1970, and both from durations, which are plain numbers. All other files get the time as a parameter, so that
 * tests can set it. The machine's clock may be wrong; `check.ts` decides how far it is trusted.
 */

declare const unit: unique symbol;

/** A point in time in milliseconds since 1970, as `Date.now()` counts. */
type Milliseconds = number & { readonly [unit]: 'millisecond' };
/** A point in time in whole seconds since 1970, as a JWT NumericDate. */
export type Instant = number & { readonly [unit]: 'second' };

/** The machine's own time. May be wrong: see the clock rules in `check.ts`. */
export const systemClock = (): Milliseconds => Date.now() as Milliseconds;

/** The reading of a clock that an app has given, in milliseconds since 1970. */
export const readClock = (clock: () => number): Milliseconds => clock() as Milliseconds;

export const toInstant = (time: Milliseconds): Instant => Math.floor(time / 1000) as Instant;

/** The instant of a NumericDate; null and undefined stay as they are. */
export const fromNumericDate = <Value extends number | null | undefined>(
  seconds: Value,
): Value extends number ? Instant : Value => seconds as Value extends number ? Instant : Value;

export const addSeconds = (instant: Instant, seconds: number): Instant => (instant + seconds) as Instant;

/** Seconds in a day. Every stored or signed day starts at a multiple of it. */
export const DAY_SECONDS = 86_400;

/** The start of the UTC day that holds an instant. */
export const startOfDay = (instant: Instant): Instant =>
  (Math.floor(instant / DAY_SECONDS) * DAY_SECONDS) as Instant;

/** The last second of the year 9999. Later times have no four-digit year. */
export const SECONDS_MAX = 253_402_300_799;

/** `YYYY-MM-DD` of an instant, UTC; `9999-12-31` for all that is later. */
export const dayName = (instant: Instant): string =>
  new Date(Math.min(instant, SECONDS_MAX) * 1000).toISOString().slice(0, 10);
