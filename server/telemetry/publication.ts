/**
 * Publishes due weeks, on one node. The noise of a figure is drawn once: a node that finds published figures discards
 * its own figures without showing them. `server/domain/statistics/weekly-figures.ts` decides what a figure may reveal.
 */

import { writeDate } from '../domain/kernel/day.ts';
import { faultFields } from '../domain/kernel/fault-fields.ts';
import { figuresOf } from '../domain/statistics/weekly-figures.ts';
import { firstDayOf } from '../domain/kernel/week.ts';
import type { Run } from '../domain/kernel/named-operation.ts';
import { operations } from '../domain/operations.ts';

const ACTOR = 'server';

/** The leader lock of a recurring job, which runs on one node at a time. */
export interface LeaderLock {
  acquire(): Promise<boolean>;
  release(): Promise<void>;
}

export interface PublicationDependencies {
  readonly run: Run;
  readonly leaderLock: LeaderLock;
  /** The names of the cells that the vocabulary contains on a day, `YYYY-MM-DD`. */
  readonly cellsOn: (day: string) => readonly string[];
  readonly noise: () => number;
  /** Whether the clock of this machine is believed. This is checked because published figures cannot be taken back. */
  readonly isClockBelieved?: (() => boolean) | undefined;
  readonly log: (line: object) => void;
}

/** Publishes the weeks that are due. Never throws: failures are logged, and publication is retried the next time. */
export async function publishDue({
  run,
  leaderLock,
  cellsOn,
  noise,
  isClockBelieved = () => true,
  log,
}: PublicationDependencies): Promise<void> {
  try {
    const due = await run(operations.statistics.dueWeeks, {}, ACTOR);
    if (due.length === 0 || !isClockBelieved() || !(await leaderLock.acquire())) return;
    for (const dueWeek of due) {
      const figures = figuresOf(dueWeek, cellsOn(writeDate(firstDayOf(dueWeek.week))), noise);
      const isPublished = await run(
        operations.statistics.publishWeek,
        { week: dueWeek.week, figures },
        ACTOR,
      );
      if (isPublished) log({ event: 'telemetry published', count: figures.length });
    }
    await leaderLock.release();
  } catch (error) {
    log({ event: 'publication failed', ...faultFields(error) });
  }
}
