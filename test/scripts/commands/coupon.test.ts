/** `quietkey coupon`, as an operator reads it. */

import { expect } from 'chai';
import type { Page } from '../../../server/domain/kernel/page.ts';
import type { CouponView } from '../../../server/domain/renewal/keep-coupons.ts';
import { openTerminal, type Terminal } from '../terminal.ts';

describe('quietkey coupon', () => {
  let terminal: Terminal;
  before(async () => {
    terminal = await openTerminal();
    await terminal.ask('init');
    await terminal.ask('product', 'add', 'sonar', '--name', 'Sonar');
  });
  after(() => terminal.throwAway());

  const CREATE = ['coupon', 'create', 'sonar', '--ends-on', '2099-12-31'];

  it('prints the code once, and lists what the coupon gives', async () => {
    expect((await terminal.type(['coupon', 'list'])).out).to.equal('There is no coupon.\n');
    const { out } = await terminal.type([...CREATE, '--months', '12']);
    const code = /(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}/.exec(out)?.[0] ?? '';
    expect(out)
      .to.match(/^Gives +12 months$/m)
      .and.match(/^Used +0 of 1 use$/m);
    const list = (await terminal.type(['coupon', 'list'])).out;
    expect(list).to.include('12 months').and.not.include(code);
  });

  it('ends a coupon', async () => {
    const { coupon } = await terminal.ask<CouponView>(...CREATE, '--seats', '1', '--uses', '50');
    expect(await terminal.ask<CouponView>('coupon', 'end', coupon)).to.include({ status: 'ended', uses: 50 });
    const { items } = await terminal.ask<Page<CouponView>>('coupon', 'list');
    expect(items.map(({ status }) => status).toSorted()).to.deep.equal(['active', 'ended']);
  });
});
