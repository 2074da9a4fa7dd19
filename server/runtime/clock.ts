/**
 * Only this file reads the wall clock and the monotonic clock of the server's machine. All other code gets the time as
 * a parameter, so that a test or the demo can set the time. Times are whole seconds; the operator is responsible for a
 * correct clock.
 */

import { toInstant, type Instant } from '../domain/kernel/day.ts';

/** A clock returns the time in whole seconds since 1970. */
export interface Clock {
  now(): Instant;
  /** Set if a demo or a test moves this clock: each of its days counts as confirmed. */
  readonly isSet?: true;
}

/** The monotonic time in seconds since the process began, independent of the time of day. */
export function sinceStart(): number {
  return performance.now() / 1000;
}

/** The clock of this machine. */
export function systemClock(): Clock {
  return { now: () => toInstant(Date.now() / 1000) };
}
