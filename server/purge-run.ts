/**
 * One run of the purge: what is due, then slice by slice until nothing is, then the keys of days and backups that are past
 * their life. A run may be interrupted after any slice and repeated at any time, and a dry run deletes nothing. Refuses when
 * the clock has gone backwards. What is due is the inventory's word; when a run begins is left to the caller.
 */

import { dayOf, writeDate, type Day } from './domain/day.ts';
import { PURGE_CLASSES, type PurgeCount, type PurgeSliceAnswer } from './domain/purge.ts';
import type { World } from './world.ts';

/** What the purge is called in the record of recurring tasks. */
const PURGE_TASK = 'purge';
const ACTOR = 'server';

export interface PurgeLine {
  readonly class: string;
  /** Past its life when the run began; 0 where it was not counted. */
  readonly due: number;
  /** All rows of the class when the run began. */
  readonly held: number;
  /** Deleted, nulled or lapsed by this run. */
  readonly purged: number;
}

export interface PurgeReport {
  readonly applied: boolean;
  /** Whether every class was gone through. */
  readonly finished: boolean;
  /** Why nothing was done; null: it was. */
  readonly refused: string | null;
  readonly classes: readonly PurgeLine[];
  /** Days whose key was destroyed. */
  readonly dayKeys: number;
  /** Backups that were past their life, and destroyed. */
  readonly backups: number;
}

export interface PurgeOptions {
  /** False: only say what is due. */
  readonly apply: boolean;
  /** False: `due` and `held` are not counted first, which would read whole tables beside the server's work. */
  readonly counts?: boolean;
  /** Called after each slice that purged something, and at the end of each class. */
  readonly onProgress?: (line: PurgeLine) => void;
  /** Stops the run between two slices. */
  readonly signal?: AbortSignal;
}

type PurgeWorld = Pick<World, 'run' | 'clock' | 'destroyDayKeys' | 'destroyOldBackups'>;

/** Runs the purge. @throws Refusal where the store refuses a slice (busy, full); it may be run again */
export async function runPurge(world: PurgeWorld, options: PurgeOptions): Promise<PurgeReport> {
  const plan = options.counts === false ? [] : await world.run('planPurge', {}, ACTOR);
  const planned = PURGE_CLASSES.map((name) => lineOf(name, plan));
  const report = { applied: false, finished: false, refused: null, classes: planned, dayKeys: 0, backups: 0 };
  if (!options.apply) return report;
  const refused = refusalOf(dayOf(world.clock.now()), await lastPurge(world));
  if (refused !== null) return { ...report, refused };

  const classes: PurgeLine[] = [];
  for (const line of planned) classes.push(await purgeClass(world, line, options));
  if (options.signal?.aborted) return { ...report, applied: true, classes };
  const dayKeys = world.destroyDayKeys();
  const backups = world.destroyOldBackups();
  await world.run('markDone', { task: PURGE_TASK }, ACTOR);
  return { applied: true, finished: true, refused: null, classes, dayKeys, backups };
}

/** The UTC day of the last whole run; undefined: never. */
export async function lastPurge(world: Pick<World, 'run'>): Promise<Day | undefined> {
  return world.run('lastDone', { task: PURGE_TASK }, ACTOR);
}

async function purgeClass(world: PurgeWorld, line: PurgeLine, options: PurgeOptions): Promise<PurgeLine> {
  let done = line;
  let after: string | null = '';
  while (after !== null && !options.signal?.aborted) {
    const slice: PurgeSliceAnswer = await world.run('purgeSlice', { class: line.class, after }, ACTOR);
    done = { ...done, purged: done.purged + slice.purged };
    after = slice.next;
    if (slice.purged > 0 || after === null) options.onProgress?.(done);
  }
  return done;
}

function lineOf(name: string, plan: readonly PurgeCount[]): PurgeLine {
  const count = plan.find((one) => one.class === name);
  return { class: name, due: count?.due ?? 0, held: count?.held ?? 0, purged: 0 };
}

function refusalOf(today: Day, last: Day | undefined): string | null {
  if (last === undefined || today >= last) return null;
  return `The clock says ${writeDate(today)}, but a purge was done on ${writeDate(last)}. Mend the clock first.`;
}
