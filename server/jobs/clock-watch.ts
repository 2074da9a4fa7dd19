/**
 * Checks the clock of a server every few seconds: the confirmed day moves with the clock, or the clock is not believed,
 * which is logged once a day. Every server checks its own clock. The database decides
 * (`server/domain/cluster/clock.ts`); a check that changes nothing writes nothing.
 */

import type { ClockDecision } from '../domain/kernel/confirmed-day.ts';
import { writeDate } from '../domain/kernel/day.ts';
import { faultFields } from '../domain/kernel/fault-fields.ts';
import { clockFault } from './purge.ts';
import type { World } from '../runtime/world.ts';

const LOOK_MILLISECONDS = 2_000;

type WatchedWorld = Pick<World, 'clock' | 'judgeClock' | 'lookAtClock'>;

export interface ClockWatch {
  /** Stops the watch after the current check. */
  stop(): Promise<void>;
}

/** Reports a line if it differs from the previous one; undefined: all is well. */
type Report = (line: object | undefined) => void;

/** Starts the watch. */
export function watchClock(world: WatchedWorld, report: Report): ClockWatch {
  const look = clockLook(world, report);
  let running = look();
  const timer = setInterval(() => {
    running = running.then(look);
  }, LOOK_MILLISECONDS);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      return running;
    },
  };
}

/** Returns the function that the watch calls. It never throws. */
export function clockLook(world: WatchedWorld, report: Report): () => Promise<void> {
  return async () => {
    try {
      report(lineOf(await world.lookAtClock(), world));
    } catch (error) {
      report({ event: 'clock look failed', ...faultFields(error) });
    }
  };
}

/** The log line for the operator about a check; undefined: the clock is believed. */
function lineOf(decision: ClockDecision, world: WatchedWorld): object | undefined {
  const fault = clockFault(world);
  if (fault !== null) return { event: 'clock not believed', error: fault.code, reason: fault.detail };
  if (decision.kind !== 'follow' || decision.because === 'near') return undefined;
  const reason = `It was steady for seven days. ${writeDate(decision.next.day)} is the confirmed day now.`;
  return { event: 'clock believed', error: 'clock_steady', reason };
}
