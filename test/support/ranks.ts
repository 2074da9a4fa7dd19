/**
 * Whether two lists of times differ, by their ranks alone: no time is compared with a constant, so a slow machine does
 * not matter.
 */

/** Standard deviations. Without a difference one run in ten thousand exceeds this; 15 pairs can reach 4.7. */
export const NOISE = 3.9;

/** Mann and Whitney's score: how many standard deviations the ranks of the two lists are apart. */
export function rankScore(times: readonly number[], otherTimes: readonly number[]): number {
  const wins = times.map((a) => otherTimes.reduce((sum, b) => sum + (a > b ? 1 : a === b ? 0.5 : 0), 0));
  const [n, m] = [times.length, otherTimes.length];
  const mean = (n * m) / 2;
  return (wins.reduce((sum, win) => sum + win, 0) - mean) / Math.sqrt((n * m * (n + m + 1)) / 12);
}
