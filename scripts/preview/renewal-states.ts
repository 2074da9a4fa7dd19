/** The preview of the pages about the renewal of a license, in every state. */

import { couponPage, type CouponModel } from '../../server/portal/pages/renewal/coupon.ts';
import { licensePage } from '../../server/portal/pages/license.ts';
import type { CouponShown } from '../../server/domain/renewal/use-coupon.ts';
import { licenseModel } from './license-states.ts';
import { on, type States, type Typed } from './state.ts';

export function renewalStates(typed: Typed): States {
  const shown = licenseModel(typed);
  const { license, product } = shown;
  const asked: CouponModel = { license, product, coupon: '', faults: [] };
  const model: CouponModel = { ...asked, coupon: typed('0T3X-7QK2-9WHZ-RB4N') };
  const before = { endsDay: on('2027-03-31'), updatesUntilDay: on('2027-03-31'), seats: 3 };
  const after = { endsDay: on('2028-03-31'), updatesUntilDay: on('2028-03-31'), seats: 3 };
  const months: CouponShown = { kind: 'months', amount: 12, before, after, today: on('2026-11-24') };
  const ended = { ...before, endsDay: on('2026-10-31'), updatesUntilDay: null };
  return {
    coupon: (frame) => couponPage(asked, frame),
    'coupon-refused': (frame) => {
      const faults = [{ field: 'coupon', message: frame.texts.faults.ofCode.coupon_used_up }];
      return couponPage({ ...model, faults }, frame);
    },
    'coupon-extends': (frame) => couponPage({ ...model, shown: months }, frame),
    'coupon-revives': (frame) => {
      const gives = { ...months, before: ended, after: { ...after, updatesUntilDay: null } };
      return couponPage({ ...model, shown: gives }, frame);
    },
    'coupon-adds-seats': (frame) => {
      const gives = { ...months, kind: 'seats', amount: 2, after: { ...before, seats: 5 } } as const;
      return couponPage({ ...model, shown: gives }, frame);
    },
    'coupon-again': (frame) => couponPage({ ...model, shown: { ...months, after: null } }, frame),
    'license-coupon-used': (frame) => licensePage(shown, { ...frame, done: 'couponUsed' }),
  };
}
