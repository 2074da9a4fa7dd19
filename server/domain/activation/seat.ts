/**
 * Seats: taking a seat, and reclaiming lapsed seats. The seat count of a license and the activations that are counted
 * always change in the same transaction.
 */

import type { Code } from '../../../client-sdk/typescript/contract/codes.ts';
import { dayOf } from '../kernel/day.ts';
import { lapsingDay, type CallTime } from '../kernel/confirmed-day.ts';
import { isFloating } from '../licensing/floating.ts';
import { licenseQueries, type License, type LicenseRow } from '../licensing/license.ts';
import type { Id } from '../kernel/ports.ts';
import type { Query } from '../kernel/query.ts';
import { activationQueries, type LapsingBy } from './activation.ts';
import { ask, mustAffect, type Operation } from '../kernel/operation.ts';
import { refuse } from '../kernel/refusal.ts';

/** The time by which seats lapse. While the clock is apart from the confirmed day, its day is one of 1970. */
export function lapsingBy(time: CallTime): LapsingBy {
  return { today: lapsingDay(time), now: time.now };
}

/** The number of seats that are in use now: a floating seat counts to its last minute, also if nobody needs it then. */
export function* seatsInUse({ row, product }: License, time: CallTime): Operation<number> {
  if (!isFloating(product)) return row.used;
  const [{ count }] = yield* ask(activationQueries.countSeatsOver({ license: row.id, ...lapsingBy(time) }));
  return row.used - count;
}

/** Locks the seats of a license whose lease and grace ended. Lapsed seats are reclaimed only when no seat is free. */
export function lapsingSeats(row: LicenseRow, time: CallTime): Query<{ id: Id }[]> | undefined {
  if (row.used < row.seats) return undefined;
  return activationQueries.lockLapsing({ license: row.id, ...lapsingBy(time) });
}

/**
 * Takes a seat of a locked license after reclaiming its lapsed seats. The SQL statements check that a seat is lapsed
 * and that a seat is free.
 */
export function takeSeat(license: Id, lapsing: number, time: CallTime): Query<number>[] {
  const freed =
    lapsing === 0
      ? []
      : [
          activationQueries.lapseSeats({ license, ...lapsingBy(time) }),
          licenseQueries.giveSeatsBack({ license, seats: lapsing, day: dayOf(time.now) }),
        ];
  return [...freed, mustAffect(licenseQueries.takeSeat({ license }))];
}

/**
 * Locks and reads a license, and returns queries that take a free seat of it. @param taken the refusal if none is free
 */
export function* takeSeatOf(license: Id, time: CallTime, taken: Code): Operation<Query<number>[]> {
  const [row, lapsing] = yield* ask(
    licenseQueries.lockLicense({ license }),
    activationQueries.lockLapsing({ license, ...lapsingBy(time) }),
  );
  if (row === undefined) return refuse('activation_unknown');
  if (row.used < row.seats) return takeSeat(license, 0, time);
  return row.used - lapsing.length < row.seats ? takeSeat(license, lapsing.length, time) : refuse(taken);
}
