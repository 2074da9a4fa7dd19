/**
 * The purge of a product whose license checks have ended: its activations verify nothing any more, so all of them go,
 * with their device tags, networks, usernames and nicknames. `licensing/farewell.ts` ends the checks.
 */

import { ask, type Operation } from '../kernel/operation.ts';
import { defineQueries, optionalRow, row, rowCount, rows, type NoParams } from '../kernel/query.ts';

/** The class of activations of products with a published farewell. */
export const AFTER_FAREWELL = 'activations after a farewell';

/** The number of rows that one look reads, and the number that one slice deletes. */
const ROWS = 1_000;
const SLICE_ROWS = 100;

interface Window {
  after: string;
  last: string;
}

export const farewellPurgeQueries = defineQueries({
  /** A product with a published farewell; most vendors have none, and then no activation is read. */
  findFarewell: optionalRow<NoParams, { id: string }>(),
  lookAfterFarewell: row<{ after: string; rows: number }, { last: string | null; due: number }>(),
  farewellWindow: row<{ after: string; rows: number; due: number }, { last: string | null }>(),
  countAfterFarewell: row<NoParams, { held: number }>(),
  /** Locks the licenses of due activations, and then these activations, so that no counted row can change. */
  lockFarewellLicenses: rows<Window, { id: string }>(),
  lockFarewellSlice: rows<Window, { id: string }>(),
  farewellSeatCounts: rowCount<Window>(),
  purgeFarewellSlice: rowCount<Window>(),
});

export function* countAfterFarewell(): Operation<{ due: number; held: number; overdue: number }> {
  const [found] = yield* ask(farewellPurgeQueries.findFarewell({}));
  if (found === undefined) return { due: 0, held: 0, overdue: 0 };
  const [{ held }] = yield* ask(farewellPurgeQueries.countAfterFarewell({}));
  return { due: held, held, overdue: 0 };
}

/** Whether a window has due activations; if not, `next` is the key to continue after. */
export function* lookAfterFarewell(
  after: string,
): Operation<{ isDue: true } | { isDue: false; next: string | null }> {
  const [found] = yield* ask(farewellPurgeQueries.findFarewell({}));
  if (found === undefined) return { isDue: false, next: null };
  const [{ last, due }] = yield* ask(farewellPurgeQueries.lookAfterFarewell({ after, rows: ROWS }));
  return due > 0 ? { isDue: true } : { isDue: false, next: last };
}

/** Deletes the due activations of one window, and takes their seats off the counts of their licenses. */
export function* purgeAfterFarewell(after: string): Operation<{ purged: number; next: string | null }> {
  const [{ last }] = yield* ask(farewellPurgeQueries.farewellWindow({ after, rows: ROWS, due: SLICE_ROWS }));
  if (last === null) return { purged: 0, next: null };
  const [, , , purged] = yield* ask(
    farewellPurgeQueries.lockFarewellLicenses({ after, last }),
    farewellPurgeQueries.lockFarewellSlice({ after, last }),
    farewellPurgeQueries.farewellSeatCounts({ after, last }),
    farewellPurgeQueries.purgeFarewellSlice({ after, last }),
  );
  return { purged, next: last };
}
