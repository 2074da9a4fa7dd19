/**
 * One run of the purge: what is due, then slice by slice until nothing is, then the keys of days and backups that are
 * past their life. A run may be interrupted after any slice and repeated at any time, with one receipt at the end, and a dry run
 * deletes nothing. Refuses by a clock that cannot be right, and a plan that is not the one that was shown. What is due
 * is the inventory's word; when a run begins is left to the caller, and the bytes to `sign-receipts.ts`.
 */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { dayOf, hourOf, writeDate, toHour, type Day, type Hour } from '../domain/kernel/day.ts';
import {
  hourOfPlan,
  PURGE_CLASSES,
  PURGE_TASK,
  type PurgeCount,
  type PurgePlan,
  type PurgeSlice,
  type PurgeSliceAnswer,
} from '../domain/privacy/purge.ts';
import type { World } from '../runtime/world.ts';
import { operations } from '../domain/operations.ts';

const ACTOR = 'server';
/** Further ahead of the last purge, the clock may be wrong: what it deletes does not come back. */
const AHEAD_DAYS_MAX = 60;
/** An older plan is shown anew. */
const PLAN_HOURS_MAX = 24;

export interface PurgeLine extends PurgeCount {
  /** Deleted, nulled or lapsed by this run. */
  readonly purged: number;
}

type PlanFault = 'plan_changed' | 'plan_outdated' | 'plan_unknown';

/** Why nothing was done. */
interface PurgeRefusal {
  readonly code: 'clock_behind' | 'clock_ahead' | PlanFault;
  readonly says: string;
}

export interface PurgeReport {
  readonly applied: boolean;
  /** Whether every class was gone through. */
  readonly finished: boolean;
  readonly refused: PurgeRefusal | null;
  /** Names what is due; null where it was not counted. */
  readonly plan: string | null;
  /** Counts are of when the run began, and 0 where it was not counted. */
  readonly classes: readonly PurgeLine[];
  /** Days whose key was destroyed. */
  readonly dayKeys: number;
  /** Backups that were past their life, and destroyed. */
  readonly backups: number;
  /** The receipt that accounts for it; null: nothing was done. */
  readonly receipt: string | null;
}

export interface PurgeOptions {
  /** False: only say what is due. */
  readonly apply: boolean;
  /** The plan that was shown: by its limits, and only if just that is still due. Who saw it also saw the date. */
  readonly plan?: string | undefined;
  /** Somebody looked, though the last purge was long ago. */
  readonly clockIsRight?: boolean;
  /** False: nothing is counted first, which would read whole tables beside the server's work. */
  readonly counts?: boolean;
  /** Called after each slice that purged something, and at the end of each class. */
  readonly onProgress?: (line: PurgeLine) => void;
  /** Stops the run between two slices. */
  readonly signal?: AbortSignal;
}

type PurgeWorld = Pick<World, 'run' | 'clock' | 'destroyDayKeys' | 'destroyOldBackups'>;

/** Runs the purge. @throws Refusal where the store refuses a slice (busy, full); it may be run again */
export async function runPurge(world: PurgeWorld, options: PurgeOptions): Promise<PurgeReport> {
  const now = hourOf(world.clock.now());
  const hour = options.plan === undefined ? now : (hourOfPlan(options.plan) ?? toHour(0));
  const counted =
    options.counts === false ? undefined : await world.run(operations.privacy.planPurge, { hour }, ACTOR);
  const planned = PURGE_CLASSES.map((name) => lineOf(name, counted?.classes ?? []));
  const report: PurgeReport = {
    applied: false,
    finished: false,
    refused: null,
    plan: counted?.plan ?? null,
    classes: planned,
    dayKeys: 0,
    backups: 0,
    receipt: null,
  };
  if (!options.apply) return report;
  const refused =
    clockRefusal(dayOf(world.clock.now()), await lastPurge(world), options) ??
    planRefusal(counted, options, now - hour);
  if (refused?.code === 'plan_outdated' || refused?.code === 'plan_unknown') {
    return { ...(await runPurge(world, { ...options, apply: false, plan: undefined })), refused };
  }
  return refused === null ? deleteAll(world, options, report, hour) : { ...report, refused };
}

/** The UTC day of the last whole run; undefined: never. */
export async function lastPurge(world: Pick<World, 'run'>): Promise<Day | undefined> {
  return world.run(operations.privacy.lastDone, { task: PURGE_TASK }, ACTOR);
}

async function deleteAll(
  world: PurgeWorld,
  options: PurgeOptions,
  report: PurgeReport,
  hour: Hour,
): Promise<PurgeReport> {
  const receipt = await world.run(operations.privacy.beginPurge, { plan: options.plan ?? null }, ACTOR);
  const classes: PurgeLine[] = [];
  for (const line of report.classes) classes.push(await purgeClass(world, line, options, { receipt, hour }));
  if (options.signal?.aborted) return { ...report, applied: true, classes, receipt };
  const [dayKeys, backups] = [world.destroyDayKeys(), world.destroyOldBackups()];
  await world.run(operations.privacy.endPurge, { receipt, dayKeys, backups }, ACTOR);
  return { ...report, applied: true, finished: true, classes, dayKeys, backups, receipt };
}

async function purgeClass(
  world: PurgeWorld,
  line: PurgeLine,
  options: PurgeOptions,
  of: { receipt: string; hour: Hour },
): Promise<PurgeLine> {
  let done = line;
  let after: string | null = '';
  while (after !== null && !options.signal?.aborted) {
    const slice = await purgeNext(world, { class: line.class, after, ...of });
    done = { ...done, purged: done.purged + slice.purged };
    after = slice.next;
    if (slice.purged > 0) options.onProgress?.(done);
    // a read is answered in this very turn, and requests want theirs
    await nextTurn();
  }
  options.onProgress?.(done);
  return done;
}

/** Only what is due goes through the writer. */
async function purgeNext(world: PurgeWorld, step: PurgeSlice): Promise<PurgeSliceAnswer> {
  const look = await world.run(operations.privacy.lookForDue, step, ACTOR);
  return look.isDue ? world.run(operations.privacy.purgeSlice, step, ACTOR) : { purged: 0, next: look.next };
}

function lineOf(name: string, plan: readonly PurgeCount[]): PurgeLine {
  const count = plan.find((one) => one.class === name);
  return {
    class: name,
    due: count?.due ?? 0,
    held: count?.held ?? 0,
    overdue: count?.overdue ?? 0,
    purged: 0,
  };
}

function clockRefusal(
  today: Day,
  last: Day | undefined,
  { plan, clockIsRight = false }: PurgeOptions,
): PurgeRefusal | null {
  if (last === undefined) return null;
  const [now, then] = [writeDate(today), writeDate(last)];
  if (today < last) {
    const says = `The clock says ${now}, but a purge ran on ${then}. Correct the clock first.`;
    return { code: 'clock_behind', says };
  }
  if (today - last <= AHEAD_DAYS_MAX || clockIsRight || plan !== undefined) return null;
  return { code: 'clock_ahead', says: `The clock says ${now}, far ahead of the last purge on ${then}.` };
}

function planRefusal(
  counted: PurgePlan | undefined,
  { plan }: PurgeOptions,
  hours: number,
): PurgeRefusal | null {
  if (plan === undefined || plan === counted?.plan || plan === counted?.cutShort) return null;
  if (hourOfPlan(plan) === undefined)
    return { code: 'plan_unknown', says: 'This is not the name of a plan. This is what is due now.' };
  if (hours < 0 || hours > PLAN_HOURS_MAX)
    return {
      code: 'plan_outdated',
      says: `A plan is valid for ${PLAN_HOURS_MAX} hours. This is what is due now.`,
    };
  return {
    code: 'plan_changed',
    says: 'What is due has changed since the plan was shown. This is what is due now.',
  };
}
