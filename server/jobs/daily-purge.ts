/**
 * Forgetting by itself, on one node at a time: the purge once a UTC day at a quiet hour, with the physical step and the
 * receipts of all that waited for it; and every few seconds a look for what is wanted at once, as a command beside the
 * server asks for it. One node takes the duty, and where that one dies another goes on. Refuses to delete by a clock
 * that has jumped far ahead. What fails or is put off is logged and tried again.
 */

import { sinceStart } from '../runtime/clock.ts';
import { CLOCKS_APART_SECONDS, dayOf, HOUR_SECONDS, addSeconds, type Instant } from '../domain/kernel/day.ts';
import { isBusy, Refusal } from '../domain/kernel/refusal.ts';
import type { LeaderLock } from './leader-lock.ts';
import { lastPurge, runPurge, type PurgeReport } from './purge.ts';
import { finishReceipts, type Finished } from './sign-receipts.ts';
import type { World } from '../runtime/world.ts';
import { operations } from '../domain/operations.ts';

/** The hour of the UTC day from which the purge is due. */
const QUIET_HOUR = 3;
const LOOK_MILLISECONDS = 2_000;
const RETRY_SECONDS = 3_600;
/** After this a physical step that was put off is tried again, and a purge that the store was too busy for. */
const PUT_OFF_SECONDS = 300;
const ACTOR = 'server';

export interface DailyPurgeOptions {
  readonly leaderLock: LeaderLock;
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

/** What the schedule calls every few seconds: it does what is due where it is this node's turn, and never throws. */
export function dailyPurge(
  world: World,
  { leaderLock, log, uptime = sinceStart }: DailyPurgeOptions,
  signal: AbortSignal,
): () => Promise<void> {
  let restsUntil = 0;
  return async () => {
    if (uptime() < restsUntil) return;
    try {
      const finished = await doWhatIsDue(world, leaderLock, log, signal);
      if (finished !== undefined && finished.kind !== 'signed') restsUntil = uptime() + PUT_OFF_SECONDS;
    } catch (error) {
      log(lineOf(error));
      if (!(error instanceof LeadershipLost))
        restsUntil = uptime() + (isBusy(error) ? PUT_OFF_SECONDS : RETRY_SECONDS);
    }
  };
}

/** The purge was not begun: its message is the reason. */
class PurgeRefused extends Error {}

/** Another node does it now. */
class LeadershipLost extends Error {}

/** Answers how the physical step ended; undefined: there was none. @throws PurgeRefused; DutyLost; what the store throws */
async function doWhatIsDue(
  world: World,
  leaderLock: LeaderLock,
  log: DailyPurgeOptions['log'],
  signal: AbortSignal,
): Promise<Finished | undefined> {
  const isDue = !(await isDone(world));
  if (!isDue) destroyOwnKeys(world, log);
  if (!isDue && !(await isWantedAtOnce(world))) return undefined;
  if (!(await leaderLock.acquire())) return undefined;
  try {
    // between the look and the duty another node may have ended it
    if (isDue && !(await isDone(world)) && !(await purge(whileLeading(world, leaderLock), log, signal)))
      return undefined;
    const finished = await finishReceipts(whileLeading(world, leaderLock), signal);
    log(lineOfFinished(finished));
    return finished;
  } finally {
    await leaderLock.release();
  }
}

/** Answers whether every class was gone through. */
async function purge(world: World, log: DailyPurgeOptions['log'], signal: AbortSignal): Promise<boolean> {
  const report = await runPurge(world, { apply: true, counts: false, signal });
  for (const line of linesOf(report)) log(line);
  return report.finished;
}

/** A purge by an operator, or an erasure that shall not wait for the quiet hour. */
async function isWantedAtOnce(world: World): Promise<boolean> {
  return (await world.run(operations.privacy.owedReceipts, {}, ACTOR)).some(({ urgent }) => urgent);
}

/** Where nodes do not share the folder, each has day keys of its own. That the day was purged says that the clock is right. */
function destroyOwnKeys(world: World, log: DailyPurgeOptions['log']): void {
  const [dayKeys, backups] = [world.destroyDayKeys(), world.destroyOldBackups()];
  if (dayKeys + backups > 0) log({ event: 'keys destroyed', dayKeys, backups });
}

/** The world in which each step is taken only while this node is on duty. */
function whileLeading(world: World, leaderLock: LeaderLock): World {
  return {
    ...world,
    run: async (...asked) => {
      if (await leaderLock.acquire()) return world.run(...asked);
      throw new LeadershipLost('another server has taken it over');
    },
  };
}

/** A database that was begun since the last quiet hour has nothing to purge yet. */
async function isDone(world: World): Promise<boolean> {
  const now: Instant = world.clock.now();
  const last = (await lastPurge(world)) ?? (await world.run(operations.cluster.firstDay, {}, ACTOR));
  if (last === undefined) return false;
  const since = dayOf(addSeconds(now, -QUIET_HOUR * HOUR_SECONDS));
  return last >= since && last <= dayOf(addSeconds(now, CLOCKS_APART_SECONDS));
}

function linesOf({ refused, finished, classes, dayKeys, backups }: PurgeReport): object[] {
  if (refused !== null) throw new PurgeRefused(refused.says);
  const purged = classes.filter((line) => line.purged > 0);
  return [
    ...purged.map(({ class: name, purged: count }) => ({ event: 'purged', class: name, count })),
    { event: finished ? 'purge done' : 'purge interrupted', dayKeys, backups },
  ];
}

function lineOf(error: unknown): object {
  if (error instanceof PurgeRefused) return { event: 'purge refused', reason: error.message };
  if (error instanceof LeadershipLost) return { event: 'purge interrupted', reason: error.message };
  if (error instanceof Refusal) return { event: 'purge failed', error: error.code };
  return { event: 'purge failed', error: error instanceof Error ? error.name : 'unknown' };
}

function lineOfFinished(finished: Finished): object {
  if (finished.kind === 'signed') return { event: 'receipts signed', count: finished.signed };
  if (finished.kind === 'residue') return { event: 'residue found', count: finished.residueBytes };
  return {
    event: 'receipts put off',
    reason: finished.kind === 'put off' ? finished.because : finished.kind,
  };
}
