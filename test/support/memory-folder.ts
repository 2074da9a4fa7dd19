/**
 * A folder in memory for the data of a suite, since most of its time went into waiting for the disk. No test needs a real
 * disk: faults and delays come from `test/faults/shim`, and a power cut is computed. The full run stays on the disk.
 */

import { chmodSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { rounds } from './rounds.ts';

const PLACE = '/dev/shm';
const BYTES_LEAST = 4 * 2 ** 30;

/** Makes the folder and gives it to all processes that this one starts. Returns what removes it. */
export function useMemory(): () => void {
  const isFull = rounds(2, 1) === 2;
  if (isFull || process.env['TMPDIR'] !== undefined || !isFit()) return () => undefined;
  const folder = mkdtempSync(join(PLACE, 'quietkey-suite-'));
  // PostgreSQL runs as another user, where the suite runs as root
  chmodSync(folder, 0o711);
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

/** Whether it has room, and programs and libraries that tests write may run. */
function isFit(): boolean {
  try {
    const mount = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .find((line) => line.split(' ')[1] === PLACE);
    const { bavail, bsize } = statfsSync(PLACE);
    return mount !== undefined && !mount.includes('noexec') && bavail * bsize >= BYTES_LEAST;
  } catch {
    return false;
  }
}
