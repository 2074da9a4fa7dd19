// A coupon in the portal: the owner reads what follows, uses it, and the machine gets it with its next lease. Above the limit
// on guesses a right code is answered like a wrong one.

import { expect } from 'chai';
import { operations } from '../../../server/domain/operations.ts';
import { makeCouponCode } from '../../../server/domain/renewal/coupon-code.ts';
import { POLICIES } from '../../../server/web/rate-limits.ts';
import { random22 } from '../../support/machine.ts';
import { wordsIn } from './browsing.ts';
import { openTestPortal, type Customer, type Portal } from './customers.ts';
import { makeMember } from './sharing.ts';

const { licensing, renewal } = operations;

describe('a coupon in the portal', () => {
  let portal: Portal;
  let ada: Customer;
  before(async () => {
    portal = await openTestPortal({}, { ...POLICIES, object: { quota: 3, windowSeconds: 600 } });
    ada = await portal.customer('ada');
    await portal.server.run(licensing.renewLicense, { license: ada.license, endsOn: '2027-01-31' });
  });
  after(() => portal.end());

  const create = async (given: object) => {
    const asked = { product: 'sonar', endsOn: '2099-12-31', ...given };
    return (await portal.server.run(renewal.createCoupon, asked)).code;
  };
  const path = ({ license }: Customer) => `/licenses/${license}/coupon`;
  const stored = ({ license }: Customer) => portal.server.run(licensing.showLicense, { license });

  it('is linked for the owner, says what follows, and then does it', async () => {
    const code = await create({ months: 12 });
    expect((await ada.browser.get(`/licenses/${ada.license}`)).text).to.include(`href="${path(ada)}"`);
    expect(wordsIn(await ada.browser.get(path(ada)))).to.include('Use a coupon');
    const asked = await ada.browser.post(path(ada), { coupon: code.toLowerCase() });
    expect(wordsIn(asked))
      .to.include('It extends the license by 12 months.')
      .and.include('The license ends on 31 January 2028 instead of 31 January 2027.');
    expect(await stored(ada)).to.include({ endsOn: '2027-01-31' });
    const used = await ada.browser.post(path(ada), { coupon: code, deed: 'use' });
    expect(used.headers.location).to.equal(`/licenses/${ada.license}?done=couponUsed`);
    expect(await stored(ada)).to.include({ endsOn: '2028-01-31' });
    const again = await ada.browser.post(path(ada), { coupon: code, deed: 'use' });
    expect(again.headers.location).to.equal(`/licenses/${ada.license}?done=couponUsedBefore`);
    expect(wordsIn(await ada.browser.get(again.headers.location ?? ''))).to.include('Nothing was changed.');
    expect(wordsIn(await ada.browser.post(path(ada), { coupon: code }))).to.include('only once');
    expect(await stored(ada)).to.include({ endsOn: '2028-01-31' });
  });

  it('adds seats, and a used one is refused to the next license with a reason', async () => {
    const code = await create({ seats: 2 });
    expect(wordsIn(await ada.browser.post(path(ada), { coupon: code }))).to.include('5 instead of 3');
    await ada.browser.post(path(ada), { coupon: code, deed: 'use' });
    const bob = await portal.customer('bob');
    const refused = await bob.browser.post(path(bob), { coupon: code, deed: 'use' });
    expect(refused.status).to.equal(409);
    expect(wordsIn(refused)).to.include('This coupon was used as often as it can be.');
    expect(await stored(bob)).to.include({ seats: 3 });
  });

  it('is for owners alone: to a member the page does not exist', async () => {
    const max = await portal.customer('max');
    await makeMember(ada, max);
    expect((await max.browser.get(`/licenses/${ada.license}`)).text).not.to.include('/coupon"');
    expect((await max.browser.get(path(ada))).status).to.equal(404);
    expect((await max.browser.post(path(ada), { coupon: await create({ seats: 1 }) })).status).to.equal(404);
  });

  it('is answered alike above the limit on guesses, right or wrong', async () => {
    const eve = await portal.customer('eve');
    const right = await create({ months: 1 });
    for (let guess = 0; guess < 4; guess += 1)
      await eve.browser.post(path(eve), { coupon: makeCouponCode(random22()) });
    const answer = async (coupon: string) => {
      const { status, text } = await eve.browser.post(path(eve), { coupon });
      return { status, text: text.replaceAll(coupon, '(code)').replaceAll(/[\w-]{22}/g, '(id)') };
    };
    const answers = [await answer(right), await answer(makeCouponCode(random22()))];
    expect(answers[0]?.status).to.equal(429);
    expect(answers[1]).to.deep.equal(answers[0]);
  });
});
