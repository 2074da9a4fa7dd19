/**
 * Temporary folders for tests: each call returns its own, and all are removed at the end of the run. Files of the
 * repository stay unchanged.
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
