/**
 * Folders that a test may fill: each its own, removed at the end of the run. Nothing of the repository is touched.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];
process.on('exit', () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A new empty folder. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quietkey-test-'));
  made.push(folder);
  return folder;
}
