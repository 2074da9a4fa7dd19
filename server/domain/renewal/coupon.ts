/**
 * A coupon: a code that extends a license by months, or adds seats, a limited number of times and until a day. This file
 * has the stored rows and the decision what a coupon gives to a license. A license uses a coupon once. What shows this is
 * a tag that is keyed by the code itself, which is not stored: from the database and the secrets nobody learns which
 * license used a coupon. The tag ends with the last day of the coupon; the count stays for a year.
 */

import { SEATS_MAX } from '../../../client-sdk/typescript/contract/product-terms.ts';
import { addMonths, later, LAST_DAY, type Day } from '../kernel/day.ts';
import type { Generation } from '../kernel/generation.ts';
import type { InPage, PageParams } from '../kernel/page.ts';
import type { Id } from '../kernel/ports.ts';
import { defineQueries, optionalRow, rowCount, rows } from '../kernel/query.ts';
import type { LicenseRow } from '../licensing/license.ts';

/** What a coupon gives: months of the license and of its updates, or seats. */
type CouponKind = 'months' | 'seats';

/** A row of `coupons`. */
export interface CouponRow {
  id: Id;
  /** The keyed digest of the code. */
  digest: string;
  /** The generation of the secret that keyed the digest, and the tags of the coupon's uses. */
  generation: number;
  product: string;
  kind: CouponKind;
  /** How many months or seats it gives. */
  amount: number;
  /** How often it can be used, each time by another license. */
  uses: number;
  /** How often it was used. */
  used: number;
  /** The last day on which it can be used. */
  endsDay: Day;
  /** The day on which an operator ended it; null: nobody did. */
  endedDay: Day | null;
  createdDay: Day;
}

/** A row of `coupon_uses`. */
interface CouponUseRow {
  tag: string;
  /** The last day of the coupon, with which the tag ends. */
  endsDay: Day;
}

export const couponQueries = defineQueries({
  addCoupon: rowCount<CouponRow>(),
  findCoupon: optionalRow<{ id: Id }, CouponRow>(),
  findCouponByDigest: optionalRow<{ digest: string }, CouponRow>(),
  pageCoupons: rows<PageParams, InPage<CouponRow>>(),
  /** Ends a coupon; returns 0 if it was ended before. */
  endCoupon: rowCount<{ id: Id; day: Day }>(),
  /** Counts one more use; returns 0 if none is left or the coupon is over. The SQL statement itself checks this. */
  takeCouponUse: rowCount<{ id: Id; today: Day }>(),
  addCouponUse: rowCount<CouponUseRow>(),
  findCouponUse: optionalRow<{ tag: string }, { tag: string }>(),
});

export type CouponStanding = 'active' | 'used up' | 'ended';

/** The status of a coupon on a day. Ended takes precedence over used up. */
export function couponStanding(
  { uses, used, endsDay, endedDay }: Pick<CouponRow, 'uses' | 'used' | 'endsDay' | 'endedDay'>,
  today: Day,
): CouponStanding {
  if (endedDay !== null || endsDay < today) return 'ended';
  return used >= uses ? 'used up' : 'active';
}

/** What of a license a coupon changes. */
export type Given = Pick<LicenseRow, 'endsDay' | 'updatesUntilDay' | 'seats'>;

/**
 * Whether a license can use a coupon. `again`: it has used it before. `unfit`: the license is suspended or revoked, or the
 * coupon has nothing to add to it.
 */
export type Fit =
  | { readonly is: 'fits'; readonly gives: Given }
  | { readonly is: 'again' | 'other' | 'ended' | 'used up' | 'unfit' };

export interface Judged {
  readonly coupon: Pick<CouponRow, 'product' | 'kind' | 'amount' | 'uses' | 'used' | 'endsDay' | 'endedDay'>;
  readonly license: Given & Pick<LicenseRow, 'product' | 'suspendedDay' | 'revokedDay'>;
  /** Whether the license has used the coupon. */
  readonly isUsed: boolean;
  /** The day by which the coupon ends. */
  readonly endingDay: Day;
  /** The believed day, from which a license that has ended is extended: what a coupon gives is not taken back. */
  readonly today: Day;
}

export function judgeCoupon({ coupon, license, isUsed, endingDay, today }: Judged): Fit {
  if (coupon.product !== license.product) return { is: 'other' };
  if (isUsed) return { is: 'again' };
  const standing = couponStanding(coupon, endingDay);
  if (standing !== 'active') return { is: standing };
  const gives = coupon.kind === 'seats' ? withSeats(coupon, license) : extended(coupon, license, today);
  const isBarred = license.suspendedDay !== null || license.revokedDay !== null;
  return isBarred || gives === undefined ? { is: 'unfit' } : { is: 'fits', gives };
}

/** The digest by which a code is found. @param code its sixteen symbols */
export function couponDigest(code: string, generation: Generation): string {
  return generation.digest('coupon', [code]);
}

/** The tag of a license's use of a coupon. Only who has the code and the secret can make it. */
export function couponUseTag(code: string, license: Id, generation: Generation): string {
  return generation.digest('coupon use', [code, license]);
}

function withSeats(
  { amount }: Judged['coupon'],
  { endsDay, updatesUntilDay, seats }: Given,
): Given | undefined {
  return seats + amount > SEATS_MAX ? undefined : { endsDay, updatesUntilDay, seats: seats + amount };
}

/** The end of the license and of its updates, each later by the months, from today on if it has passed. */
function extended(
  { amount }: Judged['coupon'],
  { endsDay, updatesUntilDay, seats }: Given,
  today: Day,
): Given | undefined {
  const prolong = (day: Day | null): Day | null => day && addMonths(later(day, today), amount);
  const given = { endsDay: prolong(endsDay), updatesUntilDay: prolong(updatesUntilDay), seats };
  const ends = [given.endsDay, given.updatesUntilDay].filter((day) => day !== null);
  return ends.length === 0 || ends.some((day) => day > LAST_DAY) ? undefined : given;
}
