/**
 * The purge once in each UTC day, by itself: looked at on start and every hour. Refuses to delete by a clock that has
 * jumped far ahead, since what a wrong clock deletes does not come back; an operator then runs it by hand. A run that
 * fails is logged and tried again in the next hour.
 */

import { dayOf, type Day } from './domain/day.ts';
import { lastPurge, runPurge } from './purge-run.ts';
import type { World } from './world.ts';

const CHECK_MILLISECONDS = 3_600_000;
/** A server that was off for longer than this is told by hand that its clock is right. */
const UNATTENDED_DAYS_MAX = 60;

export interface DailyPurge {
  /** Stops after the slice that is under way. */
  stop(): Promise<void>;
}

/** Begins the schedule. @param log takes lines with `event` and counts, never a value */
export function scheduleDailyPurge(world: World, log: (line: object) => void): DailyPurge {
  const stopping = new AbortController();
  let running = check();
  const timer = setInterval(() => {
    running = running.then(check);
  }, CHECK_MILLISECONDS);
  timer.unref();

  async function check(): Promise<void> {
    try {
      if (!stopping.signal.aborted) await purgeIfDue(world, log, stopping.signal);
    } catch (error) {
      log({ event: 'purge failed', error: error instanceof Error ? error.name : 'unknown' });
    }
  }

  return {
    stop: () => {
      clearInterval(timer);
      stopping.abort();
      return running;
    },
  };
}

async function purgeIfDue(world: World, log: (line: object) => void, signal: AbortSignal): Promise<void> {
  const today = dayOf(world.clock.now());
  const last = await lastPurge(world);
  if (last === today) return;
  if (isJump(today, last)) {
    log({
      event: 'purge refused',
      reason: 'the clock is far ahead of the last purge: quietkey purge --apply',
    });
    return;
  }
  const report = await runPurge(world, { apply: true, counts: false, signal });
  if (report.refused !== null) return log({ event: 'purge refused', reason: report.refused });
  for (const { class: name, purged } of report.classes.filter((line) => line.purged > 0)) {
    log({ event: 'purged', class: name, count: purged });
  }
  log({ event: report.finished ? 'purge done' : 'purge interrupted', dayKeys: report.dayKeys });
}

function isJump(today: Day, last: Day | undefined): boolean {
  return last !== undefined && today - last > UNATTENDED_DAYS_MAX;
}
