/**
 * Seats: taking one, and taking back those that lapsed. Every change of the count stands in the same transaction as
 * the change of the activation that it counts.
 */

import type { Day } from './day.ts';
import type { LicenseRow } from './license.ts';
import type { Id } from './ports.ts';
import { guarded, query, type Query } from './query.ts';

/** The seats of a license whose lease and grace are over, locked: they are taken back only where all are taken. */
export function lapsingSeats(row: LicenseRow, today: Day): Query<{ id: Id }[]> | undefined {
  return row.used < row.seats ? undefined : query('lockLapsing', { license: row.id, today });
}

/** Takes a seat of a locked license, after those that lapse were taken back. Both guards stand in the statements. */
export function takeSeat(license: Id, lapsing: number, today: Day): Query<number>[] {
  const freed =
    lapsing === 0
      ? []
      : [query('lapseSeats', { license, today }), query('giveSeatsBack', { license, seats: lapsing })];
  return [...freed, guarded(query('takeSeat', { license }))];
}
