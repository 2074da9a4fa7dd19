/**
 * One run of the purge: it deletes the due rows, slice by slice, and then the day keys and backups whose retention has
 * ended. A run may be interrupted after any slice and repeated at any time, with one receipt at the end; a dry run
 * deletes nothing. The purge refuses a clock that is not believed, and a plan that differs from the plan that was shown.
 * Retention rules come from the inventory. The caller schedules runs, and `sign-receipts.ts` deletes the bytes of the
 * rows.
 */

import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import { dayOf, hourOf, writeDate, toHour, type Day, type Hour } from '../domain/kernel/day.ts';
import {
  PURGE_CLASSES,
  PURGE_TASK,
  type PurgeSlice,
  type PurgeSliceAnswer,
} from '../domain/privacy/purge.ts';
import { hourOfPlan, type KeptCount, type PurgeCount, type PurgePlan } from '../domain/privacy/purge-plan.ts';
import type { World } from '../runtime/world.ts';
import { operations } from '../domain/operations.ts';

const ACTOR = 'server';
/** The age in hours up to which a purge plan is accepted. An older plan must be shown again. */
const PLAN_HOURS_MAX = 24;

export interface PurgeLine extends PurgeCount {
  /** The number of rows that this run deleted, nulled or lapsed. */
  readonly purged: number;
}

type PlanFault = 'plan_changed' | 'plan_outdated' | 'plan_unknown';

/** What is wrong with the clock. With such a clock, nothing irreversible is done. */
interface ClockFault {
  readonly code: 'clock_behind' | 'clock_ahead';
  readonly detail: string;
}

/** The reason why a purge did nothing. */
type PurgeRefusal = ClockFault | { readonly code: PlanFault; readonly detail: string };

export interface PurgeReport {
  readonly applied: boolean;
  /** Whether every class of data was completed. */
  readonly finished: boolean;
  readonly refused: PurgeRefusal | null;
  /** The plan of the purge, which identifies the due rows; null if they were not counted. */
  readonly plan: string | null;
  /** The counts for each class of data as of the beginning of the run; 0 if rows were not counted. */
  readonly classes: readonly PurgeLine[];
  /** The rows that no purge will delete; empty if rows were not counted. */
  readonly kept: readonly KeptCount[];
  /** The number of days whose keys were destroyed. */
  readonly dayKeys: number;
  /** The number of backups that were destroyed because their retention has ended. */
  readonly backups: number;
  /** The receipt of the purge; null if nothing was done. */
  readonly receipt: string | null;
}

export interface PurgeOptions {
  /** Whether the due rows are purged. False: the purge only reports what is due. */
  readonly apply: boolean;
  /**
   * The plan that was shown to a person, together with the date. The purge uses the plan's limits, and runs only if the
   * same rows are still due.
   */
  readonly plan?: string | undefined;
  /** Whether rows are counted first. False avoids the counts, which would read whole tables while the server works. */
  readonly counts?: boolean;
  /** Called after each slice that purged something, and at the end of each class of data. */
  readonly onProgress?: (line: PurgeLine) => void;
  /** Stops the purge between two slices. */
  readonly signal?: AbortSignal;
}

export type PurgeWorld = Pick<
  World,
  'run' | 'clock' | 'judgeClock' | 'lookAtClock' | 'destroyDayKeys' | 'destroyOldBackups'
>;

/** Runs the purge. @throws Refusal if the store refuses a slice (busy, full); the purge may then be run again */
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
    kept: counted?.kept ?? [],
    dayKeys: 0,
    backups: 0,
    receipt: null,
  };
  if (!options.apply) return report;
  await world.lookAtClock();
  const refused = clockFault(world) ?? planRefusal(counted, options, now - hour);
  if (refused?.code === 'plan_outdated' || refused?.code === 'plan_unknown') {
    return { ...(await runPurge(world, { ...options, apply: false, plan: undefined })), refused };
  }
  return refused === null ? deleteAll(world, options, report, hour) : { ...report, refused };
}

/** What is wrong with the clock of this machine, judged by the confirmed day; null if the clock is believed. */
export function clockFault(world: Pick<World, 'judgeClock' | 'clock'>): ClockFault | null {
  const clock = world.judgeClock();
  if (clock.kind !== 'hold') return null;
  const [now, day] = [writeDate(dayOf(world.clock.now())), writeDate(clock.next.day)];
  const apart = `${clock.daysApart} days ${clock.reason === 'ahead' ? 'ahead of' : 'behind'}`;
  const detail = `The clock says ${now}, ${apart} the confirmed day ${day}. If it stays steady, it is believed from ${writeDate(clock.followsOn)}.`;
  return { code: `clock_${clock.reason}`, detail };
}

/** The UTC day of the last complete purge; undefined if there was none. */
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
  const { present } = await world.run(operations.privacy.showLives, {}, ACTOR);
  const [dayKeys, backups] = [world.destroyDayKeys(present), world.destroyOldBackups()];
  await world.run(operations.privacy.endPurge, { receipt, dayKeys, backups }, ACTOR);
  return { ...report, applied: true, finished: true, classes, dayKeys, backups, receipt };
}

async function purgeClass(
  world: PurgeWorld,
  line: PurgeLine,
  options: PurgeOptions,
  run: { receipt: string; hour: Hour },
): Promise<PurgeLine> {
  let done = line;
  let after: string | null = '';
  while (after !== null && !options.signal?.aborted) {
    const slice = await purgeNext(world, { class: line.class, after, ...run });
    done = { ...done, purged: done.purged + slice.purged };
    after = slice.next;
    if (slice.purged > 0) options.onProgress?.(done);
    // a read is answered in the same turn of the event loop, so without this pause no request would run
    await yieldToEventLoop();
  }
  options.onProgress?.(done);
  return done;
}

/** Purges the next slice. Only a slice with due rows goes through the writer. */
async function purgeNext(world: PurgeWorld, step: PurgeSlice): Promise<PurgeSliceAnswer> {
  const look = await world.run(operations.privacy.lookForDue, step, ACTOR);
  return look.isDue ? world.run(operations.privacy.purgeSlice, step, ACTOR) : { purged: 0, next: look.next };
}

function lineOf(name: string, plan: readonly PurgeCount[]): PurgeLine {
  const count = plan.find((entry) => entry.class === name);
  return {
    class: name,
    due: count?.due ?? 0,
    held: count?.held ?? 0,
    overdue: count?.overdue ?? 0,
    life: count?.life ?? null,
    purged: 0,
  };
}

function planRefusal(
  counted: PurgePlan | undefined,
  { plan }: PurgeOptions,
  hours: number,
): PurgeRefusal | null {
  if (plan === undefined || plan === counted?.plan || plan === counted?.cutShort) return null;
  if (hourOfPlan(plan) === undefined)
    return { code: 'plan_unknown', detail: 'This is not the name of a plan. These rows are due now.' };
  if (hours < 0 || hours > PLAN_HOURS_MAX)
    return {
      code: 'plan_outdated',
      detail: `A plan is valid for ${PLAN_HOURS_MAX} hours. These rows are due now.`,
    };
  return {
    code: 'plan_changed',
    detail: 'The due rows have changed since the plan was shown. These rows are due now.',
  };
}
