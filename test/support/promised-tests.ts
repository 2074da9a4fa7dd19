/**
 * Whether the test of each promise of PROMISES.md ran: `npm test` fails if one passed nowhere. A test that was skipped, such
 * as for a missing tool, is named and fails nothing.
 */

import { KEPT, REFUSED } from '../rules/promises.ts';
import type { Titles } from './run-messages.ts';

interface Promised {
  readonly file: string;
  readonly title: string;
}

/** @param ran the titles of each file that ran, by its path below `test` */
export function promisesWithoutTest(
  ran: ReadonlyMap<string, Titles>,
  promised: readonly Promised[] = [...KEPT, ...REFUSED],
): { missing: string[]; skipped: string[] } {
  const without = promised.filter(({ file, title }) => !hasTitle(ran.get(file)?.passed, title));
  const isSkipped = ({ file, title }: Promised): boolean => hasTitle(ran.get(file)?.skipped, title);
  const named = (rows: readonly Promised[]) => rows.map(({ file, title }) => `${file}: ${title.trim()}`);
  return {
    missing: named(without.filter((row) => !isSkipped(row))),
    skipped: named(without.filter(isSkipped)),
  };
}

/** Whether a title has the words; `${…}` in them stands for any text. */
function hasTitle(titles: readonly string[] = [], words: string): boolean {
  const parts = words.split(/\$\{[^}]*\}/).filter((part) => part !== '');
  return titles.some((title) => {
    let from = 0;
    return parts.every((part) => {
      const place = title.indexOf(part, from);
      from = place + part.length;
      return place >= 0;
    });
  });
}
