/**
 * The owner of a license uses a coupon. The owner sees what follows before anything is done. The license is locked first
 * and the coupon last, and the statement that counts a use checks that one is left, so a coupon of n uses gives n, however
 * many try at once. A repetition changes nothing, and its answer says so.
 */

import { believedDay, endingDay } from '../kernel/confirmed-day.ts';
import type { Day } from '../kernel/day.ts';
import { ask, commitWith, mustAffect, type Operation } from '../kernel/operation.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import { refuse, type RefusalCode } from '../kernel/refusal.ts';
import { changesBetween } from '../licensing/change.ts';
import type { LicenseRow } from '../licensing/license.ts';
import { accessTo, type OfLicense } from '../ownership/access.ts';
import { readCouponCode } from './coupon-code.ts';
import {
  couponDigest,
  couponQueries,
  couponUseTag,
  judgeCoupon,
  type CouponRow,
  type Fit,
  type Given,
} from './coupon.ts';

export interface UseCoupon extends OfLicense {
  /** The code as typed. */
  code: string;
}

/** What a coupon gives to a license, before it is used. `before`: the license as it is. */
export interface CouponShown extends Pick<CouponRow, 'kind' | 'amount'> {
  before: Given;
  /** The license with the coupon; null: the license has used it before. */
  after: Given | null;
  today: Day;
}

const REFUSALS: Readonly<Record<Exclude<Fit['is'], 'fits' | 'again'>, RefusalCode>> = {
  other: 'coupon_of_other_product',
  ended: 'coupon_ended',
  'used up': 'coupon_used_up',
  unfit: 'coupon_unfit',
};

/**
 * Shows what a coupon gives to a license.
 * @throws Refusal `license_unknown` unless the account owns the license; `coupon_malformed`, `coupon_unknown`,
 * `coupon_of_other_product`, `coupon_ended`, `coupon_used_up`, `coupon_unfit`
 */
export function* considerCoupon(input: UseCoupon, call: Call, vault: Vault): Operation<CouponShown> {
  const { row } = yield* accessTo(input, 'find', 'redeem');
  const { coupon, gives } = yield* judged(input.code, row, call, vault);
  const { kind, amount } = coupon;
  const { endsDay, updatesUntilDay, seats } = row;
  return {
    kind,
    amount,
    before: { endsDay, updatesUntilDay, seats },
    after: gives,
    today: believedDay(call),
  };
}

/** Uses a coupon. `changed` is false if the license has used it before. Refuses like {@link considerCoupon}. */
export function* useCoupon(input: UseCoupon, call: Call, vault: Vault): Operation<{ changed: boolean }> {
  const { row } = yield* accessTo(input, 'lock', 'redeem');
  const { coupon, tag, gives } = yield* judged(input.code, row, call, vault);
  if (gives === null) return { changed: false };
  const { id, endsDay } = coupon;
  yield* commitWith(
    ...changesBetween(row, { ...row, ...gives }),
    mustAffect(couponQueries.addCouponUse({ tag, endsDay })),
    // the last one, since all users of the coupon wait for each other here
    mustAffect(couponQueries.takeCouponUse({ id, today: endingDay(call) })),
  );
  return { changed: true };
}

interface JudgedCoupon {
  coupon: CouponRow;
  tag: string;
  /** Null: the license has used the coupon before. */
  gives: Given | null;
}

function* judged(typed: string, license: LicenseRow, call: Call, vault: Vault): Operation<JudgedCoupon> {
  const code = readCouponCode(typed) ?? refuse('coupon_malformed');
  const found = yield* ask(
    ...vault.live.map((generation) =>
      couponQueries.findCouponByDigest({ digest: couponDigest(code, generation) }),
    ),
  );
  const coupon = found.find((row) => row !== undefined) ?? refuse('coupon_unknown');
  const maker = vault.live.find(({ number }) => number === coupon.generation) ?? refuse('coupon_unknown');
  const tag = couponUseTag(code, license.id, maker);
  const [use] = yield* ask(couponQueries.findCouponUse({ tag }));
  const today = believedDay(call);
  const fit = judgeCoupon({ coupon, license, isUsed: use !== undefined, endingDay: endingDay(call), today });
  if (fit.is === 'again') return { coupon, tag, gives: null };
  return fit.is === 'fits' ? { coupon, tag, gives: fit.gives } : refuse(REFUSALS[fit.is]);
}
