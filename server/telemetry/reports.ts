/**
 * Collects the SDK's reports: each report is added to sums in memory, and is not stored itself. Sums are written when
 * they contain at least 20 reports, or when their week has ended. A process that stops earlier loses its sums, which
 * favours privacy. Only cells of the vocabulary are counted.
 */

import type { TelemetryReport } from '../../client-sdk/typescript/contract/telemetry-vocabulary.ts';
import { dayOf, type Instant } from '../domain/kernel/day.ts';
import { Refusal, refuse } from '../domain/kernel/refusal.ts';
import { REPORTS_MIN, TOTAL, type Sums } from '../domain/statistics/weekly-figures.ts';
import { weekOf, type Week } from '../domain/kernel/week.ts';
import type { Run } from '../domain/kernel/named-operation.ts';
import { operations } from '../domain/operations.ts';

const ACTOR = 'server';

export interface Reports {
  /**
   * Adds a report to the sums.
   * @throws Refusal `request_malformed` if a cell is not in the vocabulary; then nothing is counted
   */
  take(report: TelemetryReport): void;
  /** Writes the sums that may be written. Never throws: sums that could not be written are kept for the next time. */
  flush(): Promise<void>;
}

interface WeekSums {
  readonly week: Week;
  readonly sums: Record<string, number>;
}

/** Opens the collection of reports. @param cells the vocabulary's current cells */
export function openReports(run: Run, now: () => Instant, cells: () => ReadonlySet<string>): Reports {
  const sumsByWeek = new Map<Week, WeekSums>();
  const thisWeek = (): Week => weekOf(dayOf(now()));

  function add(week: Week, sums: Sums): void {
    const into = sumsByWeek.get(week) ?? { week, sums: {} };
    sumsByWeek.set(week, into);
    for (const [cell, n] of Object.entries(sums)) into.sums[cell] = (into.sums[cell] ?? 0) + n;
  }

  async function write({ week, sums }: WeekSums): Promise<void> {
    sumsByWeek.delete(week);
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
      // if all counters of the vocabulary have expired, their total is not needed either
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
      const ready = [...sumsByWeek.values()].filter(
        (weekSums) => weekSums.week !== week || (weekSums.sums[TOTAL] ?? 0) >= REPORTS_MIN,
      );
      for (const weekSums of ready) await write(weekSums);
    },
  };
}
