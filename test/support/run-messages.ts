/**
 * What `run.ts` and its processes send each other: the path of a test file, or nothing for the end, and the counts of a
 * file that has ended.
 */

import type { Cost } from './file-times.ts';

/** The number of tests of a file that passed and failed. */
export interface Counts {
  passing: number;
  failing: number;
}

/** The titles of the tests of a file that ran, and of those that were skipped, such as for a missing tool. */
export interface Titles {
  readonly passed: readonly string[];
  readonly skipped: readonly string[];
}

/** What a process sends when a file has ended; the cost only if it was started with `--times`. */
export interface FileEnded extends Counts, Titles {
  readonly cost: Cost | undefined;
}

/** Ends the output of a file on standard output. */
export const END = '\0';
