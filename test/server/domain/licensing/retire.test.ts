/**
 * A retired product on both engines: nothing new is sold, what was sold works to the last day, owners are notified once, and
 * the purge after the last day leaves no byte of the product and everything of the others.
 */

import { expect } from 'chai';
import { join } from 'node:path';
import { searchFolder } from '../../../../scripts/demo/search.ts';
import { beginMailer, openMailer, sendDue } from '../../../../server/composition/mailer.ts';
import { readConfig } from '../../../../server/config/config.ts';
import { addDays, DAY_SECONDS, dayOf, writeDate } from '../../../../server/domain/kernel/day.ts';
import { INVENTORY } from '../../../../server/domain/inventory/inventory.ts';
import {
  RETIRE_DAYS_LEAST,
  RETIRE_DAYS_MOST,
  type Retirement,
} from '../../../../server/domain/licensing/retire.ts';
import { operations } from '../../../../server/domain/operations.ts';
import { RETIRED_CLASSES } from '../../../../server/domain/privacy/retired-purge.ts';
import { notices } from '../../../../server/jobs/daily-notices.ts';
import { openLeaderLock } from '../../../../server/jobs/leader-lock.ts';
import { runPurge } from '../../../../server/jobs/purge.ts';
import { finishReceipts } from '../../../../server/jobs/sign-receipts.ts';
import { codeOf, openShop, WORLDS, type Shop } from '../../../support/accounts.ts';
import { Device } from '../../../support/device.ts';
import { random22 } from '../../../support/machine.ts';
import { openPostOffice, textOf, type PostOffice } from '../../../support/post-office.ts';
import { rounds } from '../../../support/rounds.ts';
import { rowsIn } from '../../../support/table-rows.ts';
import type { TestWorld } from '../../../support/world.ts';

const { account, activation, licensing, ownership, sharing, statistics } = operations;
const AT = 'https://licenses.example.com/unsubscribe';
const PRODUCT = 'canary-echo';
const MACHINES = rounds(230, 5);

for (const [engine, open] of WORLDS) {
  describe(`a retired product, on ${engine}`, () => {
    let test: TestWorld;
    let shop: Shop;
    let office: PostOffice;
    before(async () => {
      test = await open();
      shop = await openShop(test);
      office = await openPostOffice();
      beginMailer(test.config, join(test.folder, 'mailer.key'));
    });
    after(async () => {
      await office.close();
      await test.end();
    });

    const today = () => dayOf(test.clock.now());
    const passDays = (days: number): void => test.clock.move(days * DAY_SECONDS);
    const on = (days: number): string => writeDate(addDays(today(), days));
    const add = (product: string) =>
      test.run(licensing.addProduct, {
        product,
        name: `${product} Pro`,
        terms: { seats: 300, trialDays: 14 },
      });
    const retire = (product: string, until: string, isTrial = false): Promise<Retirement> =>
      test.run(licensing.retireProduct, { product, until, isTrial });
    const sell = async (product: string, order?: string) => {
      const sale = { product, email: `${product}@example.com`, order };
      const { license, licenseKey } = await test.run(licensing.issueLicense, sale);
      return { license: license.license, licenseKey };
    };
    const machineOf = (product: string): Device => Object.assign(Device.withAdapters(test.run), { product });
    const startTrial = (product: string, tag: string) =>
      test.run(activation.startTrial, {
        product,
        trialTags: [tag],
        tags: [tag],
        identity: 'adapters',
      });
    const delivered = async () => {
      const leaderLock = openLeaderLock(test.world, { task: 'notices', holder: 'node' });
      const failed: object[] = [];
      const log = (line: object): void => void ('count' in line || failed.push(line));
      await notices(test.world, { leaderLock, unsubscribeUrl: () => AT, log }, new AbortController().signal);
      expect(failed).to.deep.equal([]);
      const config = readConfig({
        QUIETKEY_DATA: test.config.dataFolder,
        QUIETKEY_SMTP_URL: `smtp://127.0.0.1:${office.port}`,
        QUIETKEY_MAIL_FROM: 'Sonar <keys@example.com>',
        QUIETKEY_MAILER_KEY: join(test.folder, 'mailer.key'),
      });
      await sendDue(openMailer(test.world, config, { log: () => undefined }));
      return office.delivered
        .splice(0)
        .map(({ to, raw }) => ({ to, text: textOf(raw).replaceAll(/\s+/g, ' ') }));
    };
    /** The tables in which a text is found. */
    const tablesWith = async (text: string): Promise<string[]> => {
      const found: string[] = [];
      for (const table of Object.keys(INVENTORY)) {
        const rows = await rowsIn<object>(test.config, `SELECT * FROM ${table}`);
        if (JSON.stringify(rows).includes(text)) found.push(table);
      }
      return found;
    };

    it('has no table with a product that its purge does not know', () => {
      const tables = Object.entries(INVENTORY).filter(([, { columns }]) => 'product' in columns);
      expect(tables.map(([table]) => table)).to.have.members(['licenses', 'orders', 'sign_ins', 'coupons']);
    });

    it('has a last day within bounds', async () => {
      await add('lidar');
      const days: readonly [days: number, code: string][] = [
        [-1, 'request_malformed'],
        [RETIRE_DAYS_LEAST - 1, 'request_malformed'],
        [RETIRE_DAYS_LEAST, 'done'],
        [RETIRE_DAYS_MOST, 'done'],
        [RETIRE_DAYS_MOST + 1, 'request_malformed'],
      ];
      for (const [ahead, code] of days)
        expect(await codeOf(retire('lidar', on(ahead))), `${ahead}`).to.equal(code);
      expect(await codeOf(retire('lidar', 'soon'))).to.equal('request_malformed');
      expect(await codeOf(retire('unknown', on(60)))).to.equal('product_unknown');
    });

    it('is sold no more, and works for those who have it; reinstated, it is sold again', async () => {
      await add('sodar');
      const sold = await sell('sodar', 'A-1');
      const [machine, tag] = [machineOf('sodar'), random22()];
      await machine.activate(sold.licenseKey);
      const trial = await startTrial('sodar', tag);

      expect(await retire('sodar', on(60), true), 'only shown').to.include({
        licenses: 1,
        machines: 1,
        owners: 0,
      });
      expect(await codeOf(sell('sodar'))).to.equal('done');
      await retire('sodar', on(60));
      expect(await test.run(licensing.showProduct, { product: 'sodar' })).to.include({ keptUntil: on(60) });

      const consider = { product: 'sodar', email: 'new@example.com', order: 'A-2' };
      expect(await codeOf(sell('sodar', 'A-2'))).to.equal('product_retired');
      expect(await codeOf(sell('sodar'))).to.equal('product_retired');
      expect(await codeOf(test.run(licensing.considerIssue, consider))).to.equal('product_retired');
      expect(await codeOf(startTrial('sodar', random22()))).to.equal('trial_not_offered');
      const other = await sell('sonar');
      const wrong = { license: other.license, email: 'new@example.com', product: 'sodar' };
      expect(await codeOf(test.run(licensing.correctLicense, wrong))).to.equal('product_retired');
      const own = { license: sold.license, email: 'sodar@example.com', product: 'sodar' };
      expect(await codeOf(test.run(licensing.correctLicense, own)), 'of its own product').to.equal('done');

      expect((await sell('sodar', 'A-1')).licenseKey, 'of an order from before').to.equal(sold.licenseKey);
      expect((await startTrial('sodar', tag)).endsOn, 'that runs').to.equal(trial.endsOn);
      expect(await codeOf(machineOf('sodar').activate(sold.licenseKey))).to.equal('done');
      passDays(60);
      await runPurge(test.world, { apply: true });
      expect(await codeOf(machineOf('sodar').activate(sold.licenseKey)), 'on the last day').to.equal('done');

      await test.run(licensing.reinstateProduct, { product: 'sodar' });
      expect(await codeOf(test.run(licensing.reinstateProduct, { product: 'sodar' }))).to.equal(
        'request_malformed',
      );
      passDays(2);
      await runPurge(test.world, { apply: true });
      expect(await codeOf(sell('sodar', 'A-2'))).to.equal('done');
    });

    it('notifies its owners once, with each change, and in the portal at once', async () => {
      await delivered();
      await add('radar');
      const [bo, cy] = [await shop.signUp('bo', 'bo@example.com'), await shop.signUp('cy', 'cy@example.com')];
      for (const { who, username } of [bo, cy]) {
        const wish = {
          who,
          wanted: ['news'] as const,
          email: `${username}@example.com`,
          unsubscribeUrl: AT,
        };
        await test.run(account.setNotices, wish);
      }
      for (let nth = 0; nth < 2; nth += 1) {
        const { licenseKey } = await sell('radar');
        await test.run(ownership.addOwned, { account: bo.who.account, licenseKey });
      }
      passDays(1);
      await delivered();
      const until = on(90);
      await retire('radar', until);
      const { items } = await test.run(ownership.listOwned, { account: bo.who.account });
      const shown = items.map(({ product, lastDataDay: day }) => [product, day && writeDate(day)]);
      const radar = ['radar', until];
      expect(shown).to.have.deep.members([['sonar', null], radar, radar]);
      passDays(1);
      const [mail, other] = await delivered();
      expect([mail?.to, other]).to.deep.equal([['bo@example.com'], undefined]);
      expect(mail!.text.match(/ended the sale of radar Pro/g), 'of two licenses').to.have.length(1);
      passDays(1);
      expect(await delivered(), 'again').to.deep.equal([]);
      await retire('radar', on(200));
      passDays(1);
      expect(await delivered(), 'another day').to.have.length(1);
      await test.run(licensing.reinstateProduct, { product: 'radar' });
      passDays(1);
      expect((await delivered()).map(({ text }) => /sold again/.test(text))).to.deep.equal([true]);
      passDays(1);
      expect(await delivered()).to.deep.equal([]);
    });

    it('leaves no byte after its last day, and everything of other products', async () => {
      await add(PRODUCT);
      const [ada, eve] = [await shop.signUp('ada'), await shop.signUp('eve')];
      const other = machineOf('sonar');
      await other.activate(ada.licenseKey);
      const sold = await sell(PRODUCT, 'CANARY-ORDER-1');
      const owned = { account: ada.who.account, license: sold.license };
      await test.run(ownership.addOwned, { account: ada.who.account, licenseKey: sold.licenseKey });
      const machines = Array.from({ length: MACHINES }, () => machineOf(PRODUCT));
      for (const machine of machines) await machine.activate(sold.licenseKey, { username: 'ada' });
      const first = machines[0]?.state?.activation ?? '';
      await test.run(ownership.nameMachine, { ...owned, activation: first, nickname: 'canary nickname' });
      await machines[1]!.release();
      await test.run(sharing.offerSeat, { ...owned, username: eve.username });
      const [offer] = await test.run(sharing.listOffers, { account: eve.who.account });
      await test.run(sharing.acceptOffer, { account: eve.who.account, offer: offer?.offer ?? '' });
      const counted = { kind: 'activations', product: PRODUCT, code: null, day: today(), n: 3 } as const;
      await test.run(statistics.keepCounts, { counts: [counted, { ...counted, product: 'sonar' }] });
      await retire(PRODUCT, on(RETIRE_DAYS_LEAST));

      const needles = {
        product: PRODUCT,
        license: sold.license,
        order: 'CANARY-ORDER',
        nickname: 'canary nickname',
      };
      passDays(RETIRE_DAYS_LEAST);
      await runPurge(test.world, { apply: true });
      for (const [name, text] of Object.entries(needles))
        expect(await tablesWith(text), `${name}, the control`).to.not.deep.equal([]);
      passDays(1);
      await test.run(activation.beginSignIn, { product: PRODUCT });
      expect(await codeOf(test.run(licensing.reinstateProduct, { product: PRODUCT }))).to.equal(
        'request_malformed',
      );
      const { classes, receipt } = await runPurge(test.world, { apply: true });
      const purged = classes.filter(({ class: name }) => RETIRED_CLASSES.includes(name));
      expect(purged.map(({ class: name, due, purged: rows }) => [name, due, rows])).to.deep.equal([
        ['activations of retired products', MACHINES, MACHINES],
        ['orders of retired products', 1, 1],
        ['licenses of retired products', 1, 1],
        ['retired products', 1, 1],
      ]);
      expect(receipt).to.be.a('string');
      expect(await finishReceipts(test.world)).to.include({ kind: 'signed' });
      for (const [name, text] of Object.entries(needles)) {
        const kept = name === 'license' ? ['operator_actions'] : [];
        expect(
          (await tablesWith(text)).filter((table) => !kept.includes(table)),
          name,
        ).to.deep.equal([]);
      }
      if (engine === 'SQLite') {
        const texts = Object.entries(needles).filter(([name]) => name !== 'license');
        const { hits } = searchFolder(
          test.config.dataFolder,
          texts.map(([name, text]) => ({ name, text })),
        );
        expect(hits).to.deep.equal([]);
      }
      expect(await codeOf(test.run(licensing.showProduct, { product: PRODUCT }))).to.equal('product_unknown');
      expect(await codeOf(machines[2]!.renew())).to.equal('activation_unknown');
      expect(await codeOf(other.renew()), 'of another product').to.equal('done');
      const { items } = await test.run(ownership.listOwned, { account: ada.who.account });
      expect(items.map(({ product }) => product)).to.deep.equal(['sonar']);
      expect(await tablesWith('activations/sonar/')).to.deep.equal(['counts']);
      await add(PRODUCT);
      expect(await codeOf(sell(PRODUCT, 'CANARY-ORDER-1')), 'a product with the same id').to.equal('done');
    });
  });
}
