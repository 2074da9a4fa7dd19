/**
 * Seats: taking one, and reclaiming those that lapsed. The count of seats and the activation that it counts always
 * change in the same transaction.
 */

import type { Day } from '../kernel/day.ts';
import { licenseQueries, type LicenseRow } from '../licensing/license.ts';
import type { Id } from '../kernel/ports.ts';
import type { Query } from '../kernel/query.ts';
import { activationQueries } from './activation.ts';
import { mustAffect } from '../kernel/operation.ts';

/** Locks the seats of a license whose lease and grace ended. They are reclaimed only when no seat is free. */
export function lapsingSeats(row: LicenseRow, today: Day): Query<{ id: Id }[]> | undefined {
  return row.used < row.seats ? undefined : activationQueries.lockLapsing({ license: row.id, today });
}

/** Takes a seat of a locked license after reclaiming the lapsed ones. Both conditions are in the statements. */
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
