/**
 * The age of the database: the day of its first migration. The database contains nothing older.
 */

import type { Day } from '../kernel/day.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { defineQueries, optionalRow, type NoParams } from '../kernel/query.ts';

export const databaseAgeQueries = defineQueries({
  findFirstDay: optionalRow<NoParams, { day: Day | null }>(),
});

/** The UTC day on which the database was made. Nothing in the database was written earlier. */
export function* firstDay(): Operation<Day | undefined> {
  const [row] = yield* ask(databaseAgeQueries.findFirstDay({}));
  return row?.day ?? undefined;
}
