/**
 * The number of rounds of a random or repeated test: all of them in the full run, otherwise a tenth. At least one round
 * is run. The tests choose their seeds.
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
