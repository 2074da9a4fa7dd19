/** The operations with which a license is renewed; `server/domain/operations.ts` lists all others. */

import { idempotent, nameOperations, read, write } from '../kernel/named-operation.ts';
import { createCoupon, endCoupon, listCoupons } from './keep-coupons.ts';
import { offerDownloads, openDownload } from './download.ts';
import { showFromApp } from './from-app.ts';
import { considerCoupon, useCoupon } from './use-coupon.ts';

export const renewal = nameOperations({
  createCoupon: write(createCoupon),
  listCoupons: read(listCoupons),
  endCoupon: idempotent(endCoupon),
  considerCoupon: read(considerCoupon),
  useCoupon: idempotent(useCoupon),
  offerDownloads: read(offerDownloads),
  openDownload: read(openDownload),
  showFromApp: read(showFromApp),
});
