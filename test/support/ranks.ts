/** Whether two lists of times differ, by their ranks alone: no clock is compared with a number, so no machine is too slow. */

/** Standard deviations; where nothing differs, one run in ten thousand is beyond. 15 pairs can be at 4.7. */
export const NOISE = 3.9;

/** Of Mann and Whitney: how many standard deviations the ranks of the two are apart. */
export function rankScore(one: readonly number[], other: readonly number[]): number {
  const wins = one.map((a) => other.reduce((sum, b) => sum + (a > b ? 1 : a === b ? 0.5 : 0), 0));
  const [n, m] = [one.length, other.length];
  const mean = (n * m) / 2;
  return (wins.reduce((sum, win) => sum + win, 0) - mean) / Math.sqrt((n * m * (n + m + 1)) / 12);
}
