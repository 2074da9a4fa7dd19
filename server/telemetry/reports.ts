/**
 * Reports of the SDK, as they arrive: each is added to sums in memory and forgotten. Sums are written when at least 20
 * reports are among them, or when their week is over; a process that stops before loses them, which is the private
 * choice. Guarantees that nothing but a cell of the vocabulary is ever counted.
 */

import type { TelemetryReport } from '../../client-sdk/typescript/contract/telemetry-vocabulary.ts';
import { dayOf, type Instant } from '../domain/kernel/day.ts';
import { Refusal, refuse } from '../domain/kernel/refusal.ts';
import { REPORTS_MIN, TOTAL, type Sums } from '../domain/statistics/telemetry.ts';
import { weekOf, type Week } from '../domain/kernel/week.ts';
import type { Run } from '../domain/kernel/named-operation.ts';
import { operations } from '../domain/operations.ts';

const ACTOR = 'server';

export interface Reports {
  /** Adds a report. @throws Refusal `request_malformed` where a cell is none of the vocabulary: then nothing is counted */
  take(report: TelemetryReport): void;
  /** Writes the sums that may be written. Never throws: what could not be written is kept for the next time. */
  flush(): Promise<void>;
}

interface WeekSums {
  readonly week: Week;
  readonly sums: Record<string, number>;
}

/** @param cells those of the vocabulary now */
export function openReports(run: Run, now: () => Instant, cells: () => ReadonlySet<string>): Reports {
  const held = new Map<Week, WeekSums>();
  const thisWeek = (): Week => weekOf(dayOf(now()));

  function add(week: Week, sums: Sums): void {
    const into = held.get(week) ?? { week, sums: {} };
    held.set(week, into);
    for (const [cell, n] of Object.entries(sums)) into.sums[cell] = (into.sums[cell] ?? 0) + n;
  }

  async function write({ week, sums }: WeekSums): Promise<void> {
    held.delete(week);
    try {
      await run(operations.statistics.keepTelemetry, { week, sums }, ACTOR);
    } catch (error) {
      const isPerhapsDone = error instanceof Refusal && error.code === 'outcome_unknown';
      if (!isPerhapsDone) add(week, sums);
    }
  }

  return {
    take(report) {
      const known = cells();
      // when all counters have expired, nobody asks for a total either
      if (known.size === 0) return;
      if (!Object.keys(report.cells).every((cell) => known.has(cell))) {
        refuse('request_malformed', {
          fields: [{ pointer: '/cells', message: 'contains a cell that is not in the vocabulary' }],
        });
      }
      add(thisWeek(), { [TOTAL]: 1, ...report.cells });
    },
    async flush() {
      const week = thisWeek();
      const ready = [...held.values()].filter(
        (one) => one.week !== week || (one.sums[TOTAL] ?? 0) >= REPORTS_MIN,
      );
      for (const one of ready) await write(one);
    },
  };
}
