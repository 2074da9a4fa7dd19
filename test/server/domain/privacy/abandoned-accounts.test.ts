/**
 * Accounts that nobody uses: notified twice in good time where they can be notified, erased by the purge and not before, kept by
 * a login or a lease that runs; their licenses stay. Day by day, over both engines.
 */

import { expect } from 'chai';
import { join } from 'node:path';
import { decideWarning } from '../../../../server/domain/privacy/abandoned-accounts.ts';
import { DAY_SECONDS, addDays, toDay } from '../../../../server/domain/kernel/day.ts';
import { beginMailer } from '../../../../server/composition/mailer.ts';
import { runPurge } from '../../../../server/composition/world.ts';
import {
  codeOf,
  HERE,
  openShop,
  PASSWORD,
  WORLDS,
  type Customer,
  type Shop,
} from '../../../support/accounts.ts';
import { random22 } from '../../../support/machine.ts';
import type { TestWorld } from '../../../support/world.ts';
import { operations } from '../../../../server/domain/operations.ts';

const LOGIN = toDay(10_000);
const AT = 'https://licenses.example.com/unsubscribe';

describe('the warning of an account that nobody uses', () => {
  const CASES: readonly [
    idle: number,
    warnings: number,
    warned: number | null,
    lastIdle: number | undefined,
  ][] = [
    [0, 0, null, undefined],
    [669, 0, null, undefined],
    [670, 0, null, 730],
    [700, 0, null, 760],
    [900, 0, null, 960],
    [671, 1, 670, undefined],
    [714, 1, 670, undefined],
    [715, 1, 670, 730],
    [744, 1, 700, undefined],
    [745, 1, 700, 760],
    [730, 2, 715, undefined],
    [9_000, 2, 715, undefined],
  ];
  for (const [idle, warnings, warned, lastIdle] of CASES) {
    const outcome = lastIdle === undefined ? 'is not due' : `tells day ${lastIdle}`;
    it(`after ${idle} days and ${warnings} warnings${warned === null ? '' : `, the last on day ${warned}`}, ${outcome}`, () => {
      const row = { loginDay: LOGIN, warnings, warnedDay: warned === null ? null : addDays(LOGIN, warned) };
      const lastDay = lastIdle === undefined ? undefined : { lastDay: LOGIN + lastIdle };
      expect(decideWarning(row, { today: addDays(LOGIN, idle), days: 730 })).to.deep.equal(lastDay);
    });
  }
});

for (const [engine, open] of WORLDS) {
  describe(`accounts that nobody uses, over ${engine}`, () => {
    let test: TestWorld;
    let shop: Shop;
    let ada: Customer;
    let bob: Customer;

    beforeEach(async () => {
      test = await open();
      shop = await openShop(test);
      beginMailer(test.config, join(test.folder, 'mailer.key'));
      ada = await shop.signUp('ada', 'ada@example.com');
      bob = await shop.signUp('bob', 'bob@example.com');
      await test.run(operations.account.setNotices, {
        who: ada.who,
        wanted: ['policy'],
        email: 'ada@example.com',
        unsubscribeUrl: AT,
      });
    });
    afterEach(() => test.end());

    const wait = (days: number) => test.clock.move(days * DAY_SECONDS);
    const warned = async () =>
      (await test.run(operations.privacy.warnAbandoned, { after: '', unsubscribeUrl: AT })).written;
    const purged = async () => {
      const { classes } = await runPurge(test.world, { apply: true, counts: false });
      return classes.find((count) => count.class === 'abandoned accounts')?.purged;
    };
    const isThere = async ({ who }: Customer) =>
      (await test.run(operations.privacy.planErasure, { account: who.account, only: [], endLicenses: false }))
        .licenses === 1;
    const logIn = ({ username }: Customer) =>
      codeOf(shop.accounts.logIn({ username, password: PASSWORD, remember: false, asker: HERE }));

    it('are notified twice, and erased after the day in the notice; one without an address on its day', async () => {
      wait(669);
      expect([await warned(), await purged()]).to.deep.equal([0, 0]);
      wait(1);
      expect([await warned(), await warned(), await purged()]).to.deep.equal([1, 0, 0]);
      wait(45);
      expect([await warned(), await warned(), await purged()]).to.deep.equal([1, 0, 0]);
      wait(15);
      const plan = await test.run(operations.privacy.planPurge, {});
      expect(plan.classes.find((count) => count.class === 'abandoned accounts')).to.include({
        due: 0,
        held: 2,
      });
      expect(await purged(), 'on the last day').to.equal(0);
      wait(1);
      expect(await purged()).to.equal(2);
      expect([await isThere(ada), await isThere(bob)]).to.deep.equal([false, false]);
      expect(await logIn(ada)).to.equal('credentials_wrong');
      const found = (await test.run(operations.licensing.findLicenses, { email: 'ada@example.com' })).items;
      expect(found.map(({ license, status }) => [license, status])).to.deep.equal([[ada.license, 'active']]);
      const again = {
        username: 'ada',
        password: PASSWORD,
        licenseKey: ada.licenseKey,
        terms: '1',
        remember: false,
      };
      expect(await codeOf(shop.accounts.signUp(again))).to.equal('done');
    });

    it('that were not notified in time are kept until they were', async () => {
      wait(731);
      expect(await purged(), 'bob').to.equal(1);
      expect(await warned()).to.equal(1);
      wait(45);
      expect(await warned()).to.equal(1);
      wait(15);
      expect([await purged(), await isThere(ada)]).to.deep.equal([0, true]);
      wait(1);
      expect(await purged()).to.equal(1);
    });

    it('go by the shorter life that the vendor has set, two warnings first', async () => {
      await test.run(operations.privacy.seeLives, { asked: { 'abandoned accounts': 200 } });
      wait(201);
      expect(await purged(), 'bob has no address').to.equal(1);
      expect([await warned(), await isThere(ada)]).to.deep.equal([1, true]);
      wait(45);
      expect(await warned()).to.equal(1);
      wait(16);
      expect(await purged()).to.equal(1);
    });

    it('without a mailer are erased half a year late', async () => {
      wait(910);
      expect(await purged(), 'bob').to.equal(1);
      wait(1);
      expect(await purged()).to.equal(1);
    });

    it('are kept by a login, after which all begins again', async () => {
      wait(715);
      expect(await warned()).to.equal(1);
      expect(await logIn(ada)).to.equal('done');
      expect(await warned()).to.equal(0);
      wait(60);
      expect([await warned(), await purged(), await isThere(ada)]).to.deep.equal([0, 1, true]);
      wait(610);
      expect(await warned()).to.equal(1);
    });

    it('take the names of their machines along, and leave the machines', async () => {
      wait(710);
      for (const { licenseKey, license, who } of [ada, bob]) {
        const machine = { tags: [random22()], nonce: random22(), network: null };
        await test.run(operations.activation.activate, { product: 'sonar', licenseKey, ...machine });
        const [activation] = (await test.run(operations.activation.listActivations, { license })).items;
        const { account } = who;
        await test.run(operations.ownership.nameMachine, {
          account,
          license,
          activation: activation!.activation,
          nickname: 'Attic',
        });
      }
      const named = async (account: string, { license }: Customer) =>
        (await test.run(operations.ownership.showOwned, { account, license })).machines.map(
          ({ nickname }) => nickname,
        );
      expect(await named(bob.who.account, bob)).to.deep.equal(['Attic']);
      wait(35);
      expect(await purged(), 'bob').to.equal(1);
      expect(await named(ada.who.account, ada)).to.deep.equal(['Attic']);
      await test.run(operations.ownership.addOwned, { account: ada.who.account, licenseKey: bob.licenseKey });
      expect(await named(ada.who.account, bob)).to.deep.equal([null]);
    });

    it('are kept by a lease that runs', async () => {
      wait(720);
      for (const { licenseKey } of [ada, bob]) {
        const machine = { tags: [random22()], nonce: random22(), network: null };
        await test.run(operations.activation.activate, { product: 'sonar', licenseKey, ...machine });
      }
      wait(12);
      expect([await warned(), await purged()]).to.deep.equal([0, 0]);
      wait(20);
      expect([await warned(), await purged()]).to.deep.equal([1, 1]);
    });
  });
}
