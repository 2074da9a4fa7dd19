/**
 * Orders for accounting on both engines: by default an order stays as ever; with a period it outlives its person by that
 * many days, however the person goes: by an erasure, by the end of the license, by a hold that is lifted, with the product.
 * It keeps reference, product, day and seats, and nothing else; then no byte of it is left.
 */

import { expect } from 'chai';
import { searchFolder } from '../../../../scripts/demo/search.ts';
import { addDays, dayOf, DAY_SECONDS, writeDate } from '../../../../server/domain/kernel/day.ts';
import { operations } from '../../../../server/domain/operations.ts';
import { runErasure } from '../../../../server/jobs/erasure.ts';
import { runPurge } from '../../../../server/jobs/purge.ts';
import { finishReceipts } from '../../../../server/jobs/sign-receipts.ts';
import { openShop, WORLDS, type Shop } from '../../../support/accounts.ts';
import { execute, rowsIn } from '../../../support/table-rows.ts';

const { licensing, ownership, privacy } = operations;
const KEEP_DAYS = 3_650;

interface Sale {
  readonly email: string;
  readonly account: string;
  readonly license: string;
}

for (const [engine, open] of WORLDS) {
  describe(`orders for accounting, on ${engine}`, () => {
    let shop: Shop;
    before(async () => {
      shop = await openShop(await open());
    });
    after(() => shop.test.end());

    const passDays = (days: number): void => shop.test.clock.move(days * DAY_SECONDS);
    const purge = () => runPurge(shop.test.world, { apply: true });
    const today = () => dayOf(shop.test.clock.now());
    /** A license of seven seats with an order, which an account owns. */
    const sell = async (order: string, product = 'sonar'): Promise<Sale> => {
      const email = `${order.toLowerCase()}@example.com`;
      const { who } = await shop.signUp(`owner-${order.toLowerCase()}`, `account-${email}`);
      const sale = { product, email, order, seats: 7 };
      const { license, licenseKey } = await shop.test.run(licensing.issueLicense, sale);
      await shop.test.run(ownership.addOwned, { account: who.account, licenseKey });
      return { email, account: who.account, license: license.license };
    };
    const erase = (account: string, endLicenses: boolean) =>
      runErasure(
        shop.test.world,
        { account, only: [], endLicenses },
        { apply: true, urgent: false, actor: 'portal' },
      );
    const orderOf = async (reference: string): Promise<Record<string, unknown> | undefined> => {
      const sql = `SELECT * FROM orders WHERE reference = '${reference}'`;
      const [row] = await rowsIn<Record<string, unknown>>(shop.test.config, sql);
      if (row === undefined) return undefined;
      const number = (value: unknown) => (value === null ? null : Number(value));
      return { ...row, seats: number(row['seats']), severed_day: number(row['severed_day']) };
    };
    const bare = { terms: null, license: null, former_license: null };

    it('stay as ever by default', async () => {
      const { account } = await sell('PLAIN');
      await erase(account, true);
      expect(await orderOf('PLAIN')).to.include({ ...bare, seats: null, severed_day: null });
      await purge();
      expect(await orderOf('PLAIN')).to.include({ reference: 'PLAIN' });
    });

    describe('with a period', () => {
      before(() =>
        execute(
          shop.test.config,
          `INSERT INTO retention (class, days, next_days, policy) VALUES ('orders for accounting', ${KEEP_DAYS}, NULL, 0)`,
        ),
      );
      const begun: Record<string, (sale: Sale) => Promise<unknown>> = {
        'CANARY-ERASED': ({ account }) => erase(account, false),
        'CANARY-ENDED': ({ account }) => erase(account, true),
        'CANARY-BY-EMAIL': ({ email }) =>
          runErasure(
            shop.test.world,
            { email, only: [], endLicenses: false },
            { apply: true, urgent: false, actor: 'terminal:maria', purpose: 'legal' },
          ),
        'CANARY-HELD': async ({ account, license }) => {
          const order = { class: 'license', reason: 'order', authority: 'District Court' };
          const { hold } = await shop.test.run(privacy.addHold, { ...order, license });
          await erase(account, true);
          expect(await orderOf('CANARY-HELD'), 'while it is held').to.include({ license, severed_day: null });
          await shop.test.run(privacy.liftHold, { hold });
          await purge();
        },
        'CANARY-RETIRED': async () => {
          await shop.test.run(licensing.retireProduct, {
            product: 'lidar',
            until: writeDate(addDays(today(), 60)),
            isTrial: false,
          });
          passDays(62);
          await purge();
        },
        'CANARY-REVOKED': async ({ license }) => {
          await shop.test.run(licensing.revokeLicense, { license, reason: 'a chargeback' });
          passDays(800);
          await purge();
        },
      };
      const since = new Map<string, number>();

      before(async () => {
        await shop.test.run(licensing.addProduct, { product: 'lidar', name: 'Lidar', terms: { seats: 1 } });
      });
      for (const [order, go] of Object.entries(begun))
        it(`outlive the person who went: ${order}`, async () => {
          const sale = await sell(order, order.endsWith('RETIRED') ? 'lidar' : 'sonar');
          const sold = today();
          await go(sale);
          since.set(order, today());
          const product = order.endsWith('RETIRED') ? 'lidar' : 'sonar';
          const found = await orderOf(order);
          expect(Number(found?.['day'])).to.equal(sold);
          expect(found).to.include({ ...bare, product, seats: 7, severed_day: today() });
        });

      it('end after their days, with every byte', async () => {
        const last = Math.max(...since.values());
        passDays(KEEP_DAYS - (today() - last));
        await purge();
        for (const [order, day] of since)
          expect((await orderOf(order)) === undefined, order).to.equal(day < last);
        passDays(1);
        await purge();
        await finishReceipts(shop.test.world);
        for (const order of since.keys()) expect(await orderOf(order), order).to.equal(undefined);
        if (engine !== 'SQLite') return;
        const needles = ['owner-canary', 'CANARY-'].map((text) => ({ name: text, text }));
        expect(searchFolder(shop.test.config.dataFolder, needles).hits).to.deep.equal([]);
      });
    });
  });
}
