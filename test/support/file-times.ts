/**
 * What each test file costs, for `npm test -- --times`: CPU time of its process and of those that this one started, and
 * time on the clock. The suite's PostgreSQL is not counted. Where there is no `/proc`, the CPU time is 0.
 */

import { readdirSync } from 'node:fs';
import { statOf, type ProcessStat } from '../bench/process-cpu.ts';

export interface Cost {
  readonly cpuMs: number;
  readonly clockMs: number;
}

/** Begins to measure; the function that it returns tells the cost since then. */
export function beginCost(): () => Cost {
  const [cpu, clock] = [cpuOfTree(), performance.now()];
  return () => ({ cpuMs: cpuOfTree() - cpu, clockMs: performance.now() - clock });
}

/** One line for each file, the dearest first. */
export function costLines(costs: ReadonlyMap<string, Cost>): string[] {
  const rows = [...costs].toSorted(([, a], [, b]) => b.cpuMs - a.cpuMs);
  return rows.map(([file, { cpuMs, clockMs }]) => `${seconds(cpuMs)} CPU ${seconds(clockMs)} clock  ${file}`);
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1).padStart(6)} s`;
}

/** CPU time so far of this process and all below it, in milliseconds. */
function cpuOfTree(): number {
  const stats = allStats();
  const below = (pid: string): string[] => [
    pid,
    ...[...stats].filter(([, { parent }]) => parent === pid).flatMap(([child]) => below(child)),
  ];
  const micros = below(String(process.pid)).reduce((sum, pid) => sum + (stats.get(pid)?.cpu ?? 0), 0);
  return micros / 1_000;
}

function allStats(): Map<string, ProcessStat> {
  const stats = new Map<string, ProcessStat>();
  try {
    for (const pid of readdirSync('/proc')) {
      const stat = /^\d+$/.test(pid) ? statOf(pid) : undefined;
      if (stat !== undefined) stats.set(pid, stat);
    }
  } catch {
    // no /proc
  }
  return stats;
}
