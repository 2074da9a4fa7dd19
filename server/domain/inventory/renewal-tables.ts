/** The inventory of coupons. `inventory.ts` explains how the inventory is used. */

import { hidden, none, type Table } from './declaration.ts';

/** The days for which a coupon is kept after its end, so that the vendor can compare the number of its uses. */
const COUPON_DAYS_AFTER = 365;

export const RENEWAL_TABLES = {
  coupons: {
    basis: 'noPersonalData',
    life: {
      rules: [
        {
          class: 'coupons',
          key: 'id',
          from: 'ends_day',
          unit: 'day',
          keep: COUPON_DAYS_AFTER,
          exit: 'delete',
        },
      ],
    },
    columns: {
      id: none('couponId', 'random'),
      digest: none('findCoupon', 'keyed'),
      generation: none('digestGeneration', 'count'),
      product: none('couponProduct', 'plain'),
      kind: none('couponGives', 'plain'),
      amount: none('couponGives', 'count'),
      uses: none('couponUses', 'count'),
      used: none('couponUsed', 'count'),
      ends_day: none('couponEnd', 'day'),
      ended_day: none('couponEnded', 'day'),
      created_day: none('couponCreated', 'day'),
    },
  },
  coupon_uses: {
    basis: 'contract',
    category: 'commercial',
    sources: ['customer', 'server'],
    whose: 'unknowable',
    life: {
      rules: [{ class: 'coupon uses', key: 'tag', from: 'ends_day', unit: 'day', keep: 0, exit: 'delete' }],
    },
    columns: {
      tag: hidden('couponUse', 'keyed'),
      ends_day: none('couponEnd', 'day'),
    },
  },
} satisfies Readonly<Record<string, Table>>;
