/**
 * The SQL of coupons. The statement that counts a use checks that one is left and that the coupon is not over;
 * `server/domain/renewal/coupon.ts` decides what a use gives.
 */

import { couponQueries } from '../../../server/domain/renewal/coupon.ts';
import { pagesOf } from '../../dialect/pages.ts';
import { columns, insertInto, sqlFor } from '../../dialect/statements.ts';

const COUPON = `SELECT ${columns('coupons')} FROM coupons`;

export const COUPONS = sqlFor(couponQueries, {
  addCoupon: { sql: insertInto('coupons') },
  findCoupon: { sql: `${COUPON} WHERE id = :id` },
  findCouponByDigest: { sql: `${COUPON} WHERE digest = :digest` },
  pageCoupons: {
    sql: pagesOf({ columns: columns('coupons'), from: 'coupons', key: ['ends_day', 'id'] }),
  },
  endCoupon: { sql: 'UPDATE coupons SET ended_day = :day WHERE id = :id AND ended_day IS NULL' },
  takeCouponUse: {
    sql: `
      UPDATE coupons SET used = used + 1
      WHERE id = :id AND used < uses AND ended_day IS NULL AND ends_day >= :today`,
  },
  addCouponUse: { sql: insertInto('coupon_uses') },
  findCouponUse: { sql: 'SELECT tag FROM coupon_uses WHERE tag = :tag' },
});
