/**
 * The processor time that some work takes, in place of the time on the clock, which a busy machine makes long.
 */

const TRIES = 5;

/** The least of five tries, in milliseconds: what the work costs, without what the process did beside it. */
export async function cpuMilliseconds(work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let tries = 0; tries < TRIES; tries += 1) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1_000);
  }
  return Math.min(...times);
}
