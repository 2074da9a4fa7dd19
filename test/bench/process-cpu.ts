/**
 * The CPU time of another process from Linux's `/proc`, for processes that do not report it themselves. It includes all
 * threads. `statOf` has a resolution of 10 ms, `cpuOfThreads` of nanoseconds if the kernel has scheduler statistics.
 */

import { readdirSync, readFileSync } from 'node:fs';

/** A tick of `/proc/<pid>/stat`: 100 per second. */
const TICK_MICROS = 10_000;
const MICRO_NANOS = 1_000;

export interface ProcessStat {
  readonly parent: string;
  /** CPU time so far, including ended children, in microseconds. */
  readonly cpu: number;
}

/** CPU time of the ended children of this process so far, in microseconds. */
export function cpuOfEndedChildren(): number {
  const { 13: user = '', 14: system = '' } = fieldsOf('self');
  return (Number(user) + Number(system)) * TICK_MICROS;
}

/** Fields 4 and 14 to 17 of proc(5); the name before them may contain spaces. Undefined if the process has ended. */
export function statOf(pid: string): ProcessStat | undefined {
  try {
    const fields = fieldsOf(pid);
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { parent: fields[1] ?? '', cpu: ticks * TICK_MICROS };
  } catch {
    return undefined;
  }
}

/**
 * CPU time so far of the present threads of a process, in microseconds. Compare values only while no thread ends, as in a
 * running server. Undefined if the process has ended.
 */
export function cpuOfThreads(pid: string): number | undefined {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const nanos = threads.map((thread) =>
      Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ', 1)[0]),
    );
    return nanos.reduce((sum, value) => sum + value, 0) / MICRO_NANOS;
  } catch {
    // no scheduler statistics, or no such process
    return statOf(pid)?.cpu;
  }
}

/** The fields of proc(5) from the third on, which follow the name. */
function fieldsOf(pid: string): string[] {
  return readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
}
