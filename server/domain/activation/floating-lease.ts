/**
 * The leases of a floating license. A machine checks out a seat for some minutes, or borrows it for some days; the seat
 * is free when lease and grace are over. Only the end of the seat is stored, and the end of the lease follows from it.
 */

import type { Floating } from '../../../client-sdk/typescript/contract/wire.ts';
import {
  addDays,
  addSeconds,
  DAY_SECONDS,
  dayOf,
  earlier,
  endOf,
  HOUR_SECONDS,
  MINUTE_SECONDS,
  startOfMinute,
  type Day,
  type Instant,
  type Seconds,
} from '../kernel/day.ts';
import type { License } from '../licensing/license.ts';
import { holdsSeat, type ActivationRow } from './activation.ts';

/** The days of a lease and of its seat, and the minute in which the seat ends; null: the lease counts in days. */
export type LeaseSpan = Pick<ActivationRow, 'leaseDay' | 'leaseEndsDay' | 'seatEndsDay' | 'seatEndsSecond'>;

type Ends = Omit<LeaseSpan, 'leaseDay'>;

/** What a machine asks for. */
export interface FloatingWish {
  readonly leaseDay: Day;
  readonly now: Instant;
  /** The days for which it borrows the seat; 0: it checks the seat out. */
  readonly borrowDays: number;
  /** The activation that gets the lease; undefined: a new one. */
  readonly held: ActivationRow | undefined;
}

/**
 * The span of a new lease. A seat never ends before the seat of an earlier lease, which the machine still has if the
 * answer is lost; so a renewal keeps what was borrowed. Only a release ends a seat earlier.
 */
export function floatingSpan(license: License, { leaseDay, now, borrowDays, held }: FloatingWish): LeaseSpan {
  const days = Math.min(borrowDays, license.product.borrowDays);
  const wanted =
    days > 0 ? borrowed(license, addDays(leaseDay, days)) : checkedOut(license, nextSeatEnd(license, now));
  const heldUntil = held !== undefined && holdsSeat(held) ? seatEnd(held) : 0;
  if (held === undefined || heldUntil <= seatEnd(wanted)) return { leaseDay, ...wanted };
  const { leaseEndsDay, seatEndsDay } = held;
  const isLent = heldUntil % DAY_SECONDS === 0 && leaseEndsDay >= leaseDay;
  if (!isLent) return { leaseDay, ...checkedOut(license, seatEnd(held)) };
  return { leaseDay, leaseEndsDay, seatEndsDay, seatEndsSecond: seatEnd(held) };
}

/** How a seat of a floating license is held; undefined: the lease counts in days. */
export function floatingOf({ seatEndsSecond }: Pick<Ends, 'seatEndsSecond'>): Floating | undefined {
  if (seatEndsSecond === null) return undefined;
  return seatEndsSecond % DAY_SECONDS === 0 ? 'borrowed' : 'checked_out';
}

/** The end of a lease, its grace, and a quarter of its minutes; 0: it counts in days. */
export function endsOfLease(
  license: License,
  lease: Ends,
): { exp: Instant; grace: Seconds; quarter: Seconds } {
  const { product } = license;
  const kind = floatingOf(lease);
  if (kind === undefined)
    return { exp: endOf(lease.leaseEndsDay), grace: product.graceDays * DAY_SECONDS, quarter: 0 };
  const exp = kind === 'borrowed' ? endOf(lease.leaseEndsDay) : checkedOutEnd(license, seatEnd(lease));
  const quarter = kind === 'borrowed' ? 0 : leaseSeconds(license) / 4;
  return { exp, grace: seatEnd(lease) - exp, quarter };
}

/** A lease of whole days, with a grace of whole days: its seat ends at a midnight. */
function borrowed(license: License, until: Day): Ends {
  const leaseEndsDay = earlier(until, license.row.endsDay ?? until);
  const seatEndsDay = addDays(leaseEndsDay, Math.ceil(graceSeconds(license) / DAY_SECONDS));
  return { leaseEndsDay, seatEndsDay, seatEndsSecond: endOf(seatEndsDay) };
}

/** A lease whose seat ends at a minute, and never at a midnight: that tells it from a borrowed one. */
function checkedOut(license: License, until: Instant): Ends {
  const seatEndsSecond = until % DAY_SECONDS === 0 ? addSeconds(until, MINUTE_SECONDS) : until;
  const leaseEndsDay = lastDay(checkedOutEnd(license, seatEndsSecond));
  return { leaseEndsDay, seatEndsDay: lastDay(seatEndsSecond), seatEndsSecond };
}

/** The end of the seat of a lease that begins now. */
function nextSeatEnd(license: License, now: Instant): Instant {
  const leaseEnd = withinLicense(license, addSeconds(startOfMinute(now), leaseSeconds(license)));
  return addSeconds(leaseEnd, graceSeconds(license));
}

/** The end of a lease that is checked out, by the end of its seat. */
function checkedOutEnd(license: License, seatEndsSecond: Instant): Instant {
  return withinLicense(license, addSeconds(seatEndsSecond, -graceSeconds(license)));
}

/** A lease never outlasts the license. */
function withinLicense({ row: { endsDay } }: License, end: Instant): Instant {
  return endsDay === null ? end : earlier(end, endOf(endsDay));
}

const leaseSeconds = ({ product }: License): Seconds => (product.floatingMinutes ?? 0) * MINUTE_SECONDS;
const graceSeconds = ({ product }: License): Seconds => product.floatingGraceHours * HOUR_SECONDS;

/** The first second in which another machine may have the seat. */
function seatEnd({ seatEndsDay, seatEndsSecond }: Pick<Ends, 'seatEndsDay' | 'seatEndsSecond'>): Instant {
  return seatEndsSecond ?? endOf(seatEndsDay);
}

/** The last day of a time that ends before an instant. */
const lastDay = (end: Instant): Day => dayOf(addSeconds(end, -1));
