/**
 * The table of OWASP ASVS 5.0.0, levels 1 and 2, for EVIDENCE.md: what Quietkey does about each requirement. It is our own
 * judgement, and nobody has audited it.
 */

import { markdownTable } from '../markdown-table.ts';
import { CHAPTERS_1_TO_5 } from './chapters-1-to-5.ts';
import { CHAPTERS_6_TO_10 } from './chapters-6-to-10.ts';
import { CHAPTERS_11_TO_15 } from './chapters-11-to-15.ts';
import { CHAPTERS_16_AND_17 } from './chapters-16-and-17.ts';
import type { AsvsRow } from './row.ts';

export const ASVS: readonly AsvsRow[] = [
  ...CHAPTERS_1_TO_5,
  ...CHAPTERS_6_TO_10,
  ...CHAPTERS_11_TO_15,
  ...CHAPTERS_16_AND_17,
];

/** The requirements of levels 1 and 2 in each section, by their last numbers. The other ones are of level 3. */
export const REQUIREMENTS: Readonly<Record<string, string>> = {
  '1.1': '1 2',
  '1.2': '1 2 3 4 5 6 7 8 9',
  '1.3': '1 2 3 4 5 6 7 8 9 10 11',
  '1.4': '1 2 3',
  '1.5': '1 2',
  '2.1': '1 2 3',
  '2.2': '1 2 3',
  '2.3': '1 2 3 4',
  '2.4': '1',
  '3.2': '1 2',
  '3.3': '1 2 3 4',
  '3.4': '1 2 3 4 5 6',
  '3.5': '1 2 3 4 5',
  '3.7': '1 2',
  '4.1': '1 2 3',
  '4.2': '1',
  '4.3': '1 2',
  '4.4': '1 2 3 4',
  '5.1': '1',
  '5.2': '1 2 3',
  '5.3': '1 2',
  '5.4': '1 2 3',
  '6.1': '1 2 3',
  '6.2': '1 2 3 4 5 6 7 8 9 10 11 12',
  '6.3': '1 2 3 4',
  '6.4': '1 2 3 4',
  '6.5': '1 2 3 4 5',
  '6.6': '1 2 3',
  '6.8': '1 2 3 4',
  '7.1': '1 2 3',
  '7.2': '1 2 3 4',
  '7.3': '1 2',
  '7.4': '1 2 3 4 5',
  '7.5': '1 2',
  '7.6': '1 2',
  '8.1': '1 2',
  '8.2': '1 2 3',
  '8.3': '1',
  '8.4': '1',
  '9.1': '1 2 3',
  '9.2': '1 2 3 4',
  '10.1': '1 2',
  '10.2': '1 2',
  '10.3': '1 2 3 4',
  '10.4': '1 2 3 4 5 6 7 8 9 10 11',
  '10.5': '1 2 3 4 5',
  '10.6': '1 2',
  '10.7': '1 2 3',
  '11.1': '1 2',
  '11.2': '1 2 3',
  '11.3': '1 2 3',
  '11.4': '1 2 3 4',
  '11.5': '1',
  '11.6': '1',
  '12.1': '1 2 3',
  '12.2': '1 2',
  '12.3': '1 2 3 4',
  '13.1': '1',
  '13.2': '1 2 3 4 5',
  '13.3': '1 2',
  '13.4': '1 2 3 4 5',
  '14.1': '1 2',
  '14.2': '1 2 3 4',
  '14.3': '1 2 3',
  '15.1': '1 2 3',
  '15.2': '1 2 3',
  '15.3': '1 2 3 4 5 6 7',
  '16.1': '1',
  '16.2': '1 2 3 4 5',
  '16.3': '1 2 3 4',
  '16.4': '1 2 3',
  '16.5': '1 2 3',
  '17.1': '1',
  '17.2': '1 2 3 4',
  '17.3': '1 2',
};

/** The table for EVIDENCE.md. */
export function asvsTable(): string {
  return markdownTable([
    ['requirements', 'state', 'what is done', 'tests'],
    ...ASVS.map(({ section, numbers, state, how, tests }) => [
      numbers.map((number) => `${section}.${number}`).join(', '),
      state,
      how,
      tests.map((file) => `\`${file}\``).join(', ') || '-',
    ]),
  ]);
}
