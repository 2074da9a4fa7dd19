/**
 * Seats: taking one, and taking back those that lapsed. Every change of the count stands in the same transaction as
 * the change of the activation that it counts.
 */

import type { Day } from './day.ts';
import type { LicenseRow } from './license.ts';
import type { Id } from './ports.ts';
import { ask, query, type Operation } from './query.ts';
import { refuse } from './refusal.ts';

/** Where all seats are taken, gives back those whose lease and grace are over. Changes `row.used` accordingly. */
export function* freeLapsedSeats(row: LicenseRow, today: Day): Operation<void> {
  if (row.used < row.seats) return;
  const [lapsed] = yield* ask(query('lapseSeats', { license: row.id, today }));
  if (lapsed === 0) return;
  yield* ask(query('giveSeatsBack', { license: row.id, seats: lapsed }));
  row.used -= lapsed;
}

/** Takes a seat; the guard stands in the statement, so that no two can take the last one. */
export function* takeSeat(license: Id): Operation<void> {
  const [taken] = yield* ask(query('takeSeat', { license }));
  if (taken === 0) refuse('seats_taken');
}
