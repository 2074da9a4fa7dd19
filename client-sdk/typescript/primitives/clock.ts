/**
 * The only place where the SDK reads the wall clock, and the SDK's units of time. Milliseconds since 1970 and seconds
 * since 1970 have different types, which the compiler does not let a caller mix up. Durations are plain numbers. All
 * other files get the time as a parameter, so that tests can set it. The machine's clock may be wrong; `check.ts`
 * decides how far it is trusted.
 */

declare const unit: unique symbol;

/** A point in time in milliseconds since 1970, as `Date.now()` returns it. */
type Milliseconds = number & { readonly [unit]: 'millisecond' };
/** A point in time in whole seconds since 1970, as a JWT NumericDate. */
export type Instant = number & { readonly [unit]: 'second' };

/** Returns the time of the machine's clock. It may be wrong: see the clock rules in `check.ts`. */
export const systemClock = (): Milliseconds => Date.now() as Milliseconds;

/** Returns the time of a clock that an app provides, in milliseconds since 1970. */
export const readClock = (clock: () => number): Milliseconds => clock() as Milliseconds;

export const toInstant = (time: Milliseconds): Instant => Math.floor(time / 1000) as Instant;

/** The instant of a JWT NumericDate. Null and undefined are returned unchanged. */
export const fromNumericDate = <Value extends number | null | undefined>(
  seconds: Value,
): Value extends number ? Instant : Value => seconds as Value extends number ? Instant : Value;

export const addSeconds = (instant: Instant, seconds: number): Instant => (instant + seconds) as Instant;

/** The number of seconds in a day. Every stored or signed day starts at a multiple of this number. */
export const DAY_SECONDS = 86_400;

/** The start of the UTC day that contains an instant. */
export const startOfDay = (instant: Instant): Instant =>
  (Math.floor(instant / DAY_SECONDS) * DAY_SECONDS) as Instant;

/**
 * Whether the clock is behind a moment that has passed. A clock that is behind by up to a day is accepted, because of a
 * wrong time zone, or a boot before the time was synchronised.
 */
export const isClockBehind = (now: Instant, passed: number): boolean => now + DAY_SECONDS < passed;

/** The last second of the year 9999. Later times do not have a four-digit year. */
export const SECONDS_MAX = 253_402_300_799;

/** The UTC day of an instant as `YYYY-MM-DD`; `9999-12-31` for all later instants. */
export const dayName = (instant: Instant): string =>
  new Date(Math.min(instant, SECONDS_MAX) * 1000).toISOString().slice(0, 10);
