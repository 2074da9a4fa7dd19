/**
 * The only place where the server reads the wall clock, and a monotonic one. All other code gets the time as a
 * parameter, so that a test or the demo can set it. Times are whole seconds; the operator is responsible for a correct
 * clock.
 */

import { toInstant, type Instant } from '../domain/kernel/day.ts';

/** Returns the time in whole seconds since 1970. */
export interface Clock {
  now(): Instant;
}

/** Monotonic seconds since the process began, independent of the time of day. */
export function sinceStart(): number {
  return performance.now() / 1000;
}

/** The clock of this machine. */
export function systemClock(): Clock {
  return { now: () => toInstant(Date.now() / 1000) };
}
