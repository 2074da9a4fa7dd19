/** Lists that are read by pages, for tests that want all of it. */

import { START, type InPage, type PageParams } from '../../server/domain/kernel/page.ts';

/** The first thousand rows of a list. */
export const ALL: PageParams = { rule: 'after', ...START, rows: 1_000 };

/** Rows as they are stored, without what a page needs to know of them. */
export function stored<Row extends object>(rows: readonly InPage<Row>[]): Partial<Row>[] {
  const added = ['ahead', 'placeOrder', 'placeId'];
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => !added.includes(name))),
  ) as Partial<Row>[];
}
