/**
 * What `run.ts` and its processes send each other: the path of a test file, or nothing for the end, and the counts of a
 * file that has ended.
 */

/** The number of tests of a file that passed and failed. */
export interface Counts {
  passing: number;
  failing: number;
}

/** Ends the output of a file on standard output. */
export const END = '\0';
