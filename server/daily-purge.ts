/**
 * The purge once in each UTC day, by itself, on one node at a time: each looks every few seconds whether it is due, one
 * takes the duty, and where that one dies another goes on. Refuses to delete by a clock that has jumped far ahead,
 * since what a wrong clock deletes does not come back; an operator then runs it by hand. A run that fails is logged, and
 * this node tries again in an hour.
 */

import { sinceStart } from './clock.ts';
import { CLOCKS_APART_SECONDS, dayOf, type Day, type Seconds } from './domain/day.ts';
import type { Duty } from './on-duty.ts';
import { lastPurge, runPurge, type PurgeReport } from './purge-run.ts';
import type { World } from './world.ts';

const LOOK_MILLISECONDS = 10_000;
const RETRY_SECONDS = 3_600;
/** A server that was off for longer than this is told by hand that its clock is right. */
const UNATTENDED_DAYS_MAX = 60;
const CLOCK_JUMPED = 'the clock is far ahead of the last purge: quietkey purge --apply';

export interface DailyPurgeOptions {
  readonly duty: Duty;
  /** Takes lines with `event` and counts, never a value. */
  readonly log: (line: object) => void;
  /** Seconds that never run backwards; by default those since the process began. */
  readonly uptime?: () => number;
}

export interface DailyPurge {
  /** Stops after the slice that is under way, and leaves the duty. */
  stop(): Promise<void>;
}

/** Begins the schedule. */
export function scheduleDailyPurge(world: World, options: DailyPurgeOptions): DailyPurge {
  const stopping = new AbortController();
  const look = dailyPurge(world, options, stopping.signal);
  let timer: NodeJS.Timeout | undefined;
  let running = turn();

  async function turn(): Promise<void> {
    await look();
    if (stopping.signal.aborted) return;
    timer = setTimeout(() => {
      running = turn();
    }, LOOK_MILLISECONDS);
    timer.unref();
  }

  return {
    stop: () => {
      clearTimeout(timer);
      stopping.abort();
      return running;
    },
  };
}

/** What the schedule calls every few seconds: it purges where that is due and this node's turn, and never throws. */
export function dailyPurge(
  world: World,
  { duty, log, uptime = sinceStart }: DailyPurgeOptions,
  signal: AbortSignal,
): () => Promise<void> {
  let restsUntil = 0;
  return async () => {
    if (uptime() < restsUntil) return;
    try {
      for (const line of await purgeIfDue(world, duty, signal)) log(line);
    } catch (error) {
      log(lineOf(error));
      if (!(error instanceof DutyLost)) restsUntil = uptime() + RETRY_SECONDS;
    }
  };
}

/** The purge was not begun: its message is the reason. */
class PurgeRefused extends Error {}

/** Another node does it now. */
class DutyLost extends Error {}

/** Answers the lines to log. @throws PurgeRefused; DutyLost; and what the store throws */
async function purgeIfDue(world: World, duty: Duty, signal: AbortSignal): Promise<object[]> {
  const now = world.clock.now();
  const last = await lastPurge(world);
  if (isDone(last, now)) return destroyOwnKeys(world);
  if (isJump(last, now)) throw new PurgeRefused(CLOCK_JUMPED);
  if (!(await duty.keep())) return [];
  try {
    // between the look and the duty another node may have ended it
    if (isDone(await lastPurge(world), now)) return [];
    return linesOf(await runPurge(whileOnDuty(world, duty), { apply: true, counts: false, signal }));
  } finally {
    await duty.leave();
  }
}

/** Where nodes do not share the folder, each has day keys of its own. That the day was purged says that the clock is right. */
function destroyOwnKeys(world: World): object[] {
  const [dayKeys, backups] = [world.destroyDayKeys(), world.destroyOldBackups()];
  return dayKeys + backups === 0 ? [] : [{ event: 'keys destroyed', dayKeys, backups }];
}

/** The world in which each step is taken only while this node is on duty. */
function whileOnDuty(world: World, duty: Duty): World {
  return {
    ...world,
    run: async (...asked) => {
      if (await duty.keep()) return world.run(...asked);
      throw new DutyLost('another server has taken it over');
    },
  };
}

function isDone(last: Day | undefined, now: Seconds): boolean {
  return last === dayOf(now) || last === dayOf(now + CLOCKS_APART_SECONDS);
}

function isJump(last: Day | undefined, now: Seconds): boolean {
  return last !== undefined && dayOf(now) - last > UNATTENDED_DAYS_MAX;
}

function linesOf({ refused, finished, classes, dayKeys, backups }: PurgeReport): object[] {
  if (refused !== null) throw new PurgeRefused(refused);
  const purged = classes.filter((line) => line.purged > 0);
  return [
    ...purged.map(({ class: name, purged: count }) => ({ event: 'purged', class: name, count })),
    { event: finished ? 'purge done' : 'purge interrupted', dayKeys, backups },
  ];
}

function lineOf(error: unknown): object {
  if (error instanceof PurgeRefused) return { event: 'purge refused', reason: error.message };
  if (error instanceof DutyLost) return { event: 'purge interrupted', reason: error.message };
  return { event: 'purge failed', error: error instanceof Error ? error.name : 'unknown' };
}
