/**
 * How many times a random or repeated test turns: all of them when the whole suite is asked for, a tenth while somebody
 * waits. Guarantees at least one turn. Leaves the seeds to the tests.
 */

const isFull = process.env['QUIETKEY_TEST_FULL'] === '1';

/**
 * The number of rounds to run now.
 * @param full rounds in the full run (`QUIETKEY_TEST_FULL=1`)
 * @param few rounds otherwise: a tenth, at least one
 */
export function rounds(full: number, few = Math.max(1, Math.floor(full / 10))): number {
  return isFull ? full : few;
}
