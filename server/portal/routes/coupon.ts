/**
 * The row of the page on which an owner uses a coupon. The code is looked up only by a form, within the limits on
 * guessing. The first form shows what follows, and the second one does it.
 */

import { couponPage } from '../pages/renewal/coupon.ts';
import { PATHS, pathTo } from '../html/paths.ts';
import { faultsIn } from '../route/form-errors.ts';
import { APP_LINK_FIELDS, APP_LINK_QUERY, pathFromApp } from '../html/app-link.ts';
import { route, type Outcome, type Visit } from '../route/route.ts';
import { refuse } from '../../domain/kernel/refusal.ts';
import { operations } from '../../domain/operations.ts';

const CUSTOMER = 'customer';

/** The license, which only its owner may change by a coupon. */
const ownedBy = ({ dependencies, who, path }: Visit<'customer'>) => {
  const asked = { account: who.account, license: path['license'] ?? '', only: [], deed: 'redeem' } as const;
  return dependencies.run(operations.ownership.showOwned, asked, CUSTOMER);
};

const COUPON = route({
  path: PATHS.coupon,
  enter: 'customer',
  query: APP_LINK_QUERY,
  show: async (visit, asked, returned) => {
    const { license, productName: product } = await ownedBy(visit);
    const { coupon = '' } = returned?.typed ?? {};
    const faults = faultsIn(returned, visit.frame.texts);
    const appLink = returned?.typed ?? asked;
    return { page: couponPage({ license, product, coupon, faults, appLink }, visit.frame) };
  },
  fields: { deed: 'chosen', coupon: 'text', ...APP_LINK_FIELDS },
  guessable: ['coupons'],
  act: async (visit, { deed, coupon, ...appLink }): Promise<Outcome> => {
    const { dependencies, who, path, frame } = visit;
    const asked = { account: who.account, license: path['license'] ?? '', code: coupon };
    if (deed === 'use') {
      const { changed } = await dependencies.run(operations.renewal.useCoupon, asked, CUSTOMER);
      const to = pathFromApp('renew', appLink, pathTo(PATHS.license, { license: asked.license }));
      return { to, done: changed ? 'couponUsed' : 'couponUsedBefore' };
    }
    if (deed !== '') return refuse('request_malformed');
    const shown = await dependencies.run(operations.renewal.considerCoupon, asked, CUSTOMER);
    const { license, productName: product } = await ownedBy(visit);
    return { page: couponPage({ license, product, coupon, faults: [], shown, appLink }, frame) };
  },
});

export const COUPON_ROUTES = [COUPON];
