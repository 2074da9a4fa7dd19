/**
 * Lets requests go before password hashes. A hash keeps a processor busy for tens of milliseconds in a thread of the pool
 * of Node.js. At the same priority, it delays the threads that answer requests when it starts. The server uses the pool
 * only for hashes, backups and DNS lookups, and all of these can wait.
 */

import { readlink } from 'node:fs/promises';
import { getPriority, setPriority } from 'node:os';
import { basename } from 'node:path';

/** How much nicer the pool is than the process. Beside a busy thread on its processor, a hash still gets a tenth of the time. */
export const NICER = 10;
const NICE_MAX = 19;
/** The link names the thread that reads it (Linux, proc(5)), and the pool reads links. */
const READER = '/proc/thread-self';
/** The number of reads at once: enough to give each thread of the pool one. */
const READS = 64;

/**
 * Lowers the priority of each thread of the pool, which is possible only on Linux. If it fails, the threads keep their
 * priority, and the server continues.
 */
export async function lowerPoolPriority(): Promise<void> {
  try {
    const nice = Math.min(NICE_MAX, getPriority() + NICER);
    for (const thread of await findPool()) setPriority(thread, nice);
  } catch {
    // not Linux, or /proc is not mounted
  }
}

/** The ids of the threads of the pool. A read is done by any free thread, so the reads go on until they find no other. */
async function findPool(): Promise<ReadonlySet<number>> {
  const threads = new Set<number>();
  for (let known = -1; threads.size > known;) {
    known = threads.size;
    const links = await Promise.all(Array.from({ length: READS }, () => readlink(READER)));
    for (const link of links) threads.add(Number(basename(link)));
  }
  return threads;
}
