/** Files of the program itself: the documents and the lock file of a checkout, or what a packed server has of them. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the program. The compiled form of this file is in `dist/scripts/commands/evidence`. */
const PROGRAM = join(import.meta.dirname, '..', '..', '..', '..');

export function programFile(...path: string[]): string {
  return join(PROGRAM, ...path);
}

export function readProgramFile(...path: string[]): string {
  return readFileSync(programFile(...path), 'utf8');
}
