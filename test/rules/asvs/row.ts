/**
 * A row of the table of OWASP ASVS 5.0.0: some requirements of one section, and what Quietkey does about them. The
 * sentences are ours; the standard has the requirements (https://github.com/OWASP/ASVS, tag v5.0.0_release).
 */

/**
 * What is true of the requirements of a row. `held`: a test shows it. `by design`: nothing in the code could do otherwise,
 * and no test of its own shows it. `partly`: the sentence says what is missing. `operator`: the operator of the server does it.
 * `not applicable`: what the requirement is about does not exist here. `left out`: it is not done.
 */
export type State = 'held' | 'by design' | 'partly' | 'operator' | 'not applicable' | 'left out';

export interface AsvsRow {
  readonly section: string;
  /** The last numbers of the requirements, such as 1 and 2 for 1.2.1 and 1.2.2. */
  readonly numbers: readonly number[];
  readonly state: State;
  readonly how: string;
  /** Files of tests, below `test`; at least one where the state is `held`. */
  readonly tests: readonly string[];
}

/**
 * @param which the section and its numbers, such as `1.2: 1 3 4`
 * @param tests files below `test`, without `.test.ts`
 */
export function row(which: string, state: State, how: string, ...tests: string[]): AsvsRow {
  const [section = '', numbers = ''] = which.split(': ');
  return {
    section,
    numbers: numbers.split(' ').map(Number),
    state,
    how,
    tests: tests.map((name) => `test/${name}.test.ts`),
  };
}
