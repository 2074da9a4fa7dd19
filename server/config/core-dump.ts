/**
 * Keeps the memory of this process out of core dumps, because it contains emails, license keys, passwords and network
 * addresses.
 */

import { readFileSync, writeFileSync } from 'node:fs';

/**
 * The file that selects which memory of this process and of its child processes a core dump contains (Linux, core(5)).
 */
const FILTER = '/proc/self/coredump_filter';

/**
 * Excludes the memory of this process and of its child processes from core dumps, which is possible only on Linux. If
 * it fails, the process continues, and `quietkey doctor` reports it.
 */
export function excludeMemoryFromCoreDumps(): void {
  try {
    writeFileSync(FILTER, '0');
  } catch {
    // not Linux, or the file is read-only: see `coreDumpHasMemory`
  }
}

/** Whether a core dump of this process would contain its memory. */
export function coreDumpHasMemory(): boolean {
  try {
    return Number.parseInt(readFileSync(FILTER, 'latin1'), 16) !== 0;
  } catch {
    return sizeLimit() !== 0;
  }
}

/** The soft limit of the size of a core dump (`ulimit -c`); undefined on Windows, which has no such limit. */
function sizeLimit(): unknown {
  const { userLimits } = process.report.getReport() as {
    userLimits?: { core_file_size_blocks?: { soft: unknown } };
  };
  return userLimits?.core_file_size_blocks?.soft;
}
