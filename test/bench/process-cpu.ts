/**
 * The CPU time of another process, as Linux tells it in `/proc`: for a process that does not answer the bench by itself.
 * It is that of all its threads. `statOf` counts in steps of 10 ms, `cpuOfThreads` in nanoseconds where the kernel does.
 */

import { readdirSync, readFileSync } from 'node:fs';

/** Of `/proc/<pid>/stat`: 100 ticks a second. */
const TICK_MICROS = 10_000;
const MICRO_NANOS = 1_000;

export interface ProcessStat {
  readonly parent: string;
  /** CPU time so far, with that of the children that it has waited for, in microseconds. */
  readonly cpu: number;
}

/** Fields 4 and 14 to 17 of proc(5); the name before them may hold spaces. Undefined: it has ended. */
export function statOf(pid: string): ProcessStat | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { parent: fields[1] ?? '', cpu: ticks * TICK_MICROS };
  } catch {
    return undefined;
  }
}

/**
 * CPU time so far of the threads that a process has now, in microseconds. To be compared only while none of them ends,
 * as in a server that runs. Undefined: it has ended.
 */
export function cpuOfThreads(pid: string): number | undefined {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const nanos = threads.map((thread) =>
      Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ', 1)[0]),
    );
    return nanos.reduce((sum, one) => sum + one, 0) / MICRO_NANOS;
  } catch {
    // a kernel without statistics of its scheduler, or no such process
    return statOf(pid)?.cpu;
  }
}
