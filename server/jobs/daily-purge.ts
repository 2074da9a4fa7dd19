/**
 * The schedule of the purge, on one node at a time. Once a UTC day, at a quiet hour, the purge runs, followed by the
 * secure delete and the receipts of all deletions that waited for it. Every few seconds the schedule also checks for
 * urgent requests, such as those of a command that runs beside the server. Only the holder of the leader lock does this
 * work, and another node continues if that node dies. A clock that has jumped far ahead is refused. Failures and
 * postponements are logged and retried.
 */

import { sinceStart } from '../runtime/clock.ts';
import { CLOCKS_APART_SECONDS, dayOf, HOUR_SECONDS, addSeconds, type Instant } from '../domain/kernel/day.ts';
import { faultFields } from '../domain/kernel/fault-fields.ts';
import { isPassing } from '../domain/kernel/refusal.ts';
import type { LeaderLock } from './leader-lock.ts';
import { lastPurge, runPurge, type PurgeReport } from './purge.ts';
import { finishReceipts, type Finished } from './sign-receipts.ts';
import type { World } from '../runtime/world.ts';
import { operations } from '../domain/operations.ts';

/** The hour of the UTC day at which the purge becomes due. */
const QUIET_HOUR = 3;
const LOOK_MILLISECONDS = 2_000;
const RETRY_SECONDS = 3_600;
/** The seconds after which a postponed secure delete is retried, and a purge for which the store was too busy. */
const PUT_OFF_SECONDS = 300;
const ACTOR = 'server';

export interface DailyPurgeOptions {
  readonly leaderLock: LeaderLock;
  /** Writes log lines, which contain `event` and counts, and never a value. */
  readonly log: (line: object) => void;
  /** A monotonic clock in seconds; by default the seconds since the process began. */
  readonly uptime?: () => number;
}

export interface DailyPurge {
  /** Stops the schedule after the current slice, and releases the leader lock. */
  stop(): Promise<void>;
}

/** Starts the schedule of the purge. */
export function scheduleDailyPurge(world: World, options: DailyPurgeOptions): DailyPurge {
  const stopping = new AbortController();
  const look = dailyPurge(world, options, stopping.signal);
  let timer: NodeJS.Timeout | undefined;
  let running = checkAndReschedule();

  async function checkAndReschedule(): Promise<void> {
    await look();
    if (stopping.signal.aborted) return;
    timer = setTimeout(() => {
      running = checkAndReschedule();
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

/**
 * Returns the function that the schedule calls every few seconds. The function does the due work if this node holds the
 * leader lock, and never throws.
 */
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
        restsUntil = uptime() + (isPassing(error) ? PUT_OFF_SECONDS : RETRY_SECONDS);
    }
  };
}

/** Thrown if the purge was not begun. The message is the reason. */
class PurgeRefused extends Error {}

/** Thrown if this node has lost the leader lock, and another node does the purge. */
class LeadershipLost extends Error {}

/**
 * Does the purge and the secure delete if they are due. Returns how the secure delete ended; undefined if there was no
 * secure delete.
 * @throws PurgeRefused; LeadershipLost; errors of the store
 */
async function doWhatIsDue(
  world: World,
  leaderLock: LeaderLock,
  log: DailyPurgeOptions['log'],
  signal: AbortSignal,
): Promise<Finished | undefined> {
  const isDue = !(await isDone(world));
  if (!isDue) await destroyOwnKeys(world, log);
  if (!isDue && !(await isWantedAtOnce(world))) return undefined;
  if (!(await leaderLock.acquire())) return undefined;
  try {
    // between the check and the leader lock another node may have finished the purge
    if (isDue && !(await isDone(world)) && !(await purge(whileLeading(world, leaderLock), log, signal)))
      return undefined;
    const finished = await finishReceipts(whileLeading(world, leaderLock), signal);
    log(lineOfFinished(finished));
    return finished;
  } finally {
    await leaderLock.release();
  }
}

/** Runs the purge. Returns whether every class of data was completed. */
async function purge(world: World, log: DailyPurgeOptions['log'], signal: AbortSignal): Promise<boolean> {
  const report = await runPurge(world, { apply: true, counts: false, signal });
  for (const line of linesOf(report)) log(line);
  return report.finished;
}

/** Whether an operator's purge or an urgent erasure is pending, which does not wait for the quiet hour. */
async function isWantedAtOnce(world: World): Promise<boolean> {
  return (await world.run(operations.privacy.owedReceipts, {}, ACTOR)).some(({ urgent }) => urgent);
}

/**
 * Destroys the overdue day keys and backups of this node; every node does so, since each may have a data folder of its
 * own. The clock was checked by the completed purge of the day.
 */
async function destroyOwnKeys(world: World, log: DailyPurgeOptions['log']): Promise<void> {
  const { present } = await world.run(operations.privacy.showLives, {}, ACTOR);
  const [dayKeys, backups] = [world.destroyDayKeys(present), world.destroyOldBackups()];
  if (dayKeys + backups > 0) log({ event: 'keys destroyed', dayKeys, backups });
}

/** A world that runs each step only while this node holds the leader lock. */
function whileLeading(world: World, leaderLock: LeaderLock): World {
  return {
    ...world,
    run: async (...operation) => {
      if (await leaderLock.acquire()) return world.run(...operation);
      throw new LeadershipLost('another server has taken over');
    },
  };
}

/** Whether today's purge is done. A database that was created since the last quiet hour has nothing to purge yet. */
async function isDone(world: World): Promise<boolean> {
  const now: Instant = world.clock.now();
  const last = (await lastPurge(world)) ?? (await world.run(operations.cluster.firstDay, {}, ACTOR));
  if (last === undefined) return false;
  const since = dayOf(addSeconds(now, -QUIET_HOUR * HOUR_SECONDS));
  return last >= since && last <= dayOf(addSeconds(now, CLOCKS_APART_SECONDS));
}

function linesOf({ refused, finished, classes, dayKeys, backups }: PurgeReport): object[] {
  if (refused !== null) throw new PurgeRefused(refused.detail);
  const purged = classes.filter((line) => line.purged > 0);
  return [
    ...purged.map(({ class: name, purged: count }) => ({ event: 'purged', class: name, count })),
    { event: finished ? 'purge done' : 'purge interrupted', dayKeys, backups },
  ];
}

function lineOf(error: unknown): object {
  if (error instanceof PurgeRefused) return { event: 'purge refused', reason: error.message };
  if (error instanceof LeadershipLost) return { event: 'purge interrupted', reason: error.message };
  return { event: 'purge failed', ...faultFields(error) };
}

function lineOfFinished(finished: Finished): object {
  if (finished.kind === 'signed') return { event: 'receipts signed', count: finished.signed };
  if (finished.kind === 'residue') return { event: 'residue found', count: finished.residueBytes };
  return {
    event: 'receipts put off',
    reason: finished.kind === 'put off' ? finished.because : finished.kind,
  };
}
