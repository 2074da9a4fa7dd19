/**
 * Waiting in tests: for an event, never for a time that should be enough. The limit is for an event that never comes; no
 * machine is that slow.
 */

import { setTimeout as pause } from 'node:timers/promises';

const LOOK_MS = 5;
const LIMIT_MS = 500_000;

/** Looks again and again until it holds. @throws Error if it never does */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + LIMIT_MS;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`never: ${holds.toString()}`);
    await pause(LOOK_MS);
  }
}
