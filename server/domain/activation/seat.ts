/**
 * Seats: taking one, and taking back those that lapsed. Every change of the count stands in the same transaction as
 * the change of the activation that it counts.
 */

import type { Day } from '../kernel/day.ts';
import { licenseQueries, type LicenseRow } from '../licensing/license.ts';
import type { Id } from '../kernel/ports.ts';
import type { Query } from '../kernel/query.ts';
import { activationQueries } from './activation.ts';
import { mustAffect } from '../kernel/operation.ts';

/** The seats of a license whose lease and grace are over, locked: they are taken back only where all are taken. */
export function lapsingSeats(row: LicenseRow, today: Day): Query<{ id: Id }[]> | undefined {
  return row.used < row.seats ? undefined : activationQueries.lockLapsing({ license: row.id, today });
}

/** Takes a seat of a locked license, after those that lapse were taken back. Both guards stand in the statements. */
export function takeSeat(license: Id, lapsing: number, today: Day): Query<number>[] {
  const freed =
    lapsing === 0
      ? []
      : [
          activationQueries.lapseSeats({ license, today }),
          licenseQueries.giveSeatsBack({ license, seats: lapsing }),
        ];
  return [...freed, mustAffect(licenseQueries.takeSeat({ license }))];
}
