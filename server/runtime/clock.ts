/**
 * The server's one reading of the wall clock, and of one that only runs. Everything else is given the time, so that a
 * test or the demo can move it. Guarantees whole seconds; whether the machine's clock is right is left to whoever runs it.
 */

import { toInstant, type Instant } from '../domain/kernel/day.ts';

/** Tells the time in whole seconds since 1970. */
export interface Clock {
  now(): Instant;
}

/** Seconds since the process began: they never run backwards, and say nothing of the time of day. */
export function sinceStart(): number {
  return performance.now() / 1000;
}

/** The clock of this machine. */
export function systemClock(): Clock {
  return { now: () => toInstant(Date.now() / 1000) };
}
