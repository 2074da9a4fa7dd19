/**
 * Publishes the weeks that are due, on one node. Figures are drawn once: a node that finds them drawn drops its own
 * unseen. What a figure may say stands in `server/domain/statistics/telemetry.ts`.
 */

import { writeDate } from '../domain/kernel/day.ts';
import { Refusal } from '../domain/kernel/refusal.ts';
import { figuresOf } from '../domain/statistics/telemetry.ts';
import { firstDayOf } from '../domain/kernel/week.ts';
import type { Run } from '../domain/kernel/named-operation.ts';
import { operations } from '../domain/operations.ts';

const ACTOR = 'server';

/** Recurring work of one node at a time. */
export interface LeaderLock {
  acquire(): Promise<boolean>;
  release(): Promise<void>;
}

export interface PublicationDependencies {
  readonly run: Run;
  readonly leaderLock: LeaderLock;
  /** Those of the vocabulary on a day, `YYYY-MM-DD`. */
  readonly cellsOn: (day: string) => readonly string[];
  readonly noise: () => number;
  readonly log: (line: object) => void;
}

/** Never throws: what fails is logged, and tried again the next time. */
export async function publishDue({
  run,
  leaderLock,
  cellsOn,
  noise,
  log,
}: PublicationDependencies): Promise<void> {
  try {
    const due = await run(operations.statistics.dueWeeks, {}, ACTOR);
    if (due.length === 0 || !(await leaderLock.acquire())) return;
    for (const one of due) {
      const figures = figuresOf(one, cellsOn(writeDate(firstDayOf(one.week))), noise);
      const isPublished = await run(operations.statistics.publishWeek, { week: one.week, figures }, ACTOR);
      if (isPublished) log({ event: 'telemetry published', count: figures.length });
    }
    await leaderLock.release();
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown';
    log({ event: 'publication failed', error: error instanceof Refusal ? error.code : name });
  }
}
