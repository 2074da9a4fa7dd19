/**
 * Legal holds on both engines: in each combination with ownership and members, an erasure takes what is not held and
 * names what is, the purge keeps it, and after the hold is lifted the next purge leaves no byte of it; the licenses of
 * others are as before. A missed review ends nothing.
 */

import { expect } from 'chai';
import { searchFolder } from '../../../../scripts/demo/search.ts';
import { addDays, dayOf, DAY_SECONDS, writeDate } from '../../../../server/domain/kernel/day.ts';
import { INVENTORY } from '../../../../server/domain/inventory/inventory.ts';
import { operations } from '../../../../server/domain/operations.ts';
import type { HoldClass } from '../../../../server/domain/privacy/hold-record.ts';
import { REVIEW_DAYS } from '../../../../server/domain/privacy/hold.ts';
import { listKeys, verifyReceipt } from '../../../../server/composition/world.ts';
import { runErasure } from '../../../../server/jobs/erasure.ts';
import { runPurge } from '../../../../server/jobs/purge.ts';
import { finishReceipts } from '../../../../server/jobs/sign-receipts.ts';
import { codeOf, openShop, WORLDS, type Customer, type Shop } from '../../../support/accounts.ts';
import { Device } from '../../../support/device.ts';
import { random22 } from '../../../support/machine.ts';
import { rounds } from '../../../support/rounds.ts';
import { rowsIn } from '../../../support/table-rows.ts';
import type { TestWorld } from '../../../support/world.ts';

const { activation, licensing, ownership, privacy, sharing } = operations;

interface Combination {
  readonly on: 'license' | 'account';
  readonly held: HoldClass;
  readonly endLicenses: boolean;
  /** The canaries that stay while the hold is in force. An order keeps its reference also without one. */
  readonly stays: readonly string[];
}

const COMBINATIONS: readonly Combination[] = [
  { on: 'license', held: 'all', endLicenses: false, stays: ['nickname', 'order', 'username'] },
  { on: 'license', held: 'machines', endLicenses: false, stays: ['nickname', 'order', 'username'] },
  { on: 'license', held: 'license', endLicenses: true, stays: ['order'] },
  { on: 'account', held: 'account', endLicenses: false, stays: ['order', 'username'] },
  { on: 'account', held: 'all', endLicenses: true, stays: ['nickname', 'order', 'username'] },
];

for (const [engine, open] of WORLDS) {
  describe(`a legal hold, on ${engine}`, () => {
    let test: TestWorld;
    let shop: Shop;
    let other: Customer;
    let machineOfOther: Device;
    before(async () => {
      test = await open();
      shop = await openShop(test);
      other = await shop.signUp('other');
      machineOfOther = Device.withAdapters(test.run);
      await machineOfOther.activate(other.licenseKey);
    });
    after(() => test.end());

    const passDays = (days: number): void => test.clock.move(days * DAY_SECONDS);
    const purge = () => runPurge(test.world, { apply: true });
    /** All rows of the tables with data of persons, by table. */
    const readTables = async (): Promise<[table: string, rows: string][]> => {
      const read: [string, string][] = [];
      for (const [table, { whose }] of Object.entries(INVENTORY)) {
        if (whose === undefined) continue;
        read.push([table, JSON.stringify(await rowsIn<object>(test.config, `SELECT * FROM ${table}`))]);
      }
      return read;
    };
    const tablesWith = async (text: string): Promise<string[]> =>
      (await readTables()).flatMap(([table, rows]) => (rows.includes(text) ? [table] : []));
    const erase = ({ who }: Customer, endLicenses: boolean) =>
      runErasure(
        test.world,
        { account: who.account, only: [], endLicenses },
        { apply: true, urgent: false, actor: 'portal' },
      );
    const place = (input: { held: HoldClass; license?: string; username?: string }) => {
      const { held, ...subject } = input;
      const order = { reason: 'order', authority: 'District Court, case 17' };
      return test.run(privacy.addHold, { class: held, ...order, ...subject });
    };
    /** A customer with an order, a machine with a nickname, and a member; who is a member of another's license too. */
    const customer = async (nth: number) => {
      const username = `canary-user-${nth}`;
      const person = await shop.signUp(username, `${username}@example.com`);
      const { license, licenseKey } = await test.run(licensing.issueLicense, {
        product: 'sonar',
        email: `${username}@example.com`,
        order: `CANARY-ORDER-${nth}`,
      });
      const owned = { account: person.who.account, license: license.license };
      await test.run(ownership.addOwned, { account: person.who.account, licenseKey });
      const machine = Device.withAdapters(test.run);
      const { activation } = await machine.activate(licenseKey, { username });
      await test.run(ownership.nameMachine, { ...owned, activation, nickname: `canary nickname ${nth}` });
      const join = async (owner: { account: string; license: string }, guest: Customer) => {
        await test.run(sharing.offerSeat, { ...owner, username: guest.username });
        const [offer] = await test.run(sharing.listOffers, { account: guest.who.account });
        await test.run(sharing.acceptOffer, { account: guest.who.account, offer: offer?.offer ?? '' });
      };
      await join({ account: other.who.account, license: other.license }, person);
      await join(owned, other);
      const canaries = {
        username,
        order: `CANARY-ORDER-${nth}`,
        nickname: `canary nickname ${nth}`,
      };
      return { person, license: license.license, canaries };
    };
    const found = async (canaries: Readonly<Record<string, string>>): Promise<string[]> => {
      const tables = await readTables();
      const names = Object.entries(canaries).filter(([, text]) =>
        tables.some(([, rows]) => rows.includes(text)),
      );
      return names.map(([name]) => name).toSorted();
    };

    let nth = 0;
    // each on SQLite; on PostgreSQL the last one, which has all kinds of rows, and in the full run all
    const combinations =
      engine === 'SQLite' ? COMBINATIONS : COMBINATIONS.slice(-rounds(COMBINATIONS.length, 1));
    for (const { on, held, endLicenses, stays } of combinations)
      it(`of ${held} on the ${on}, ${endLicenses ? 'which the owner ends' : 'which is kept valid'}`, async () => {
        nth += 1;
        const { person, license, canaries } = await customer(nth);
        expect(await found(canaries), 'the control').to.deep.equal(['nickname', 'order', 'username']);
        const { hold } = await place({
          held,
          ...(on === 'license' ? { license } : { username: person.username }),
        });
        const shown = await test.run(privacy.listPersonalData, { account: person.who.account });
        expect(
          shown.tables.map(({ table }) => table),
          'shown to the customer',
        ).to.include('holds');

        const plan = await erase(person, endLicenses);
        expect(plan.finished).to.equal(true);
        const named = plan.held.flatMap(({ class: name, rows }) => (rows > 0 ? [[name, rows] as const] : []));
        expect(named, 'named in the answer').to.not.deep.equal([]);
        const { receipt } = plan;
        const view = await test.run(privacy.showReceipt, { receipt: receipt! });
        expect(view.held, 'named in the receipt').to.deep.equal(Object.fromEntries(named));
        await finishReceipts(test.world);
        const { token } = await test.run(privacy.showReceipt, { receipt: receipt! });
        const key = listKeys(test.config).receiptKey ?? '';
        expect(verifyReceipt(token ?? '', key)?.held, 'and signed').to.deep.equal(view.held);
        passDays(100);
        await purge();
        expect(await found(canaries), 'after 100 days').to.deep.equal(stays);

        await test.run(privacy.liftHold, { hold });
        await purge();
        passDays(1);
        await purge();
        await finishReceipts(test.world);
        // an order keeps its reference without a link to anyone
        const left = (await found(canaries)).filter((name) => name !== 'order');
        expect(left, 'after it was lifted').to.deep.equal([]);
        if (engine === 'SQLite') {
          const needles = ['username', 'nickname'].map((name) => ({
            name,
            text: canaries[name as 'username'],
          }));
          expect(searchFolder(test.config.dataFolder, needles).hits).to.deep.equal([]);
        }
        expect(
          await codeOf(test.run(ownership.showOwned, { account: other.who.account, license: other.license })),
          'the license of another',
        ).to.equal('done');
      });

    it('keeps the machines of the license but those of a member', async () => {
      const { license } = await customer(98);
      const { hold } = await place({ held: 'all', license });
      const { userCode: code, deviceCode } = await test.run(activation.beginSignIn, { product: 'sonar' });
      const approval = { account: other.who.account, code, deed: 'approve', license, nickname: '' } as const;
      await test.run(ownership.answerSignIn, { ...approval, isMailed: false });
      const machine = { tags: [random22()], identity: 'adapters' as const, network: '203.0.113.0/24' };
      const poll = { product: 'sonar', deviceCode, nonce: random22(), ...machine };
      const ofMember = await test.run(activation.activateSignedIn, poll);
      const machines = async () => {
        const found = `SELECT id FROM activations WHERE license = '${license}'`;
        return (await rowsIn<{ id: string }>(test.config, found)).map(({ id }) => id);
      };
      expect(await machines())
        .to.have.length(2)
        .and.include(ofMember.activation);
      passDays(200);
      await purge();
      expect(await machines())
        .to.have.length(1)
        .and.not.include(ofMember.activation);
      await test.run(privacy.liftHold, { hold });
      await purge();
      expect(await machines()).to.deep.equal([]);
    });

    it('of everything of an account keeps its machine as a member, and its own deletion waits', async () => {
      other = await shop.signUp('another');
      const { person, canaries } = await customer(97);
      const { userCode: code, deviceCode } = await test.run(activation.beginSignIn, { product: 'sonar' });
      const shared = { license: other.license, nickname: canaries.nickname };
      const approval = { account: person.who.account, code, deed: 'approve', ...shared } as const;
      await test.run(ownership.answerSignIn, { ...approval, isMailed: false });
      const machine = { tags: [random22()], identity: 'adapters' as const, network: '203.0.113.0/24' };
      const poll = { product: 'sonar', deviceCode, nonce: random22(), ...machine };
      const { activation: own } = await test.run(activation.activateSignedIn, poll);
      const tables = async () =>
        (await tablesWith(own)).filter((table) =>
          ['activations', 'device_tags', 'member_machines', 'nicknames'].includes(table),
        );
      const before = await tables();
      expect(before).to.include.members(['activations', 'member_machines']);
      const { hold } = await place({ held: 'all', username: person.username });
      await erase(person, false);
      passDays(200);
      await purge();
      expect(await tables()).to.deep.equal(before);
      await test.run(privacy.liftHold, { hold });
      await purge();
      passDays(200);
      await purge();
      expect(await tables()).to.deep.equal([]);
      expect(await found({ username: canaries.username })).to.deep.equal([]);
      expect(await codeOf(test.run(licensing.showLicense, { license: other.license }))).to.equal('done');
    });

    it('is in force without a review, and is counted', async () => {
      const { license } = await customer(99);
      const { hold } = await place({ held: 'all', license });
      const counts = () => test.run(privacy.countHolds, {});
      expect(await counts()).to.include({ held: 1, overdue: 0, near: 0 });
      passDays(REVIEW_DAYS - 20);
      expect(await counts()).to.include({ held: 1, overdue: 0, near: 1 });
      passDays(21);
      expect(await counts(), 'missed').to.include({ held: 1, overdue: 1 });
      await test.run(licensing.revokeLicense, { license, reason: 'a test' });
      passDays(3_000);
      await purge();
      expect(await tablesWith(license), 'held').to.include('licenses');
      expect(await test.run(privacy.reviewHold, { hold })).to.include({ liftedOn: null });
      expect(await counts()).to.include({ held: 1, overdue: 0 });
      await test.run(privacy.liftHold, { hold });
      await purge();
      expect(await tablesWith(license)).to.not.include('licenses');
    });

    it('keeps its license of a retired product, no other one, and is no purge that was missed', async () => {
      await test.run(licensing.addProduct, { product: 'lidar', name: 'Lidar', terms: { seats: 1 } });
      const sell = async (name: string) => {
        const sale = { product: 'lidar', email: `${name}@example.com`, order: `lidar-${name}` };
        return (await test.run(licensing.issueLicense, sale)).license.license;
      };
      const [held, free] = [await sell('held'), await sell('free')];
      const { hold } = await place({ held: 'license', license: held });
      const until = writeDate(addDays(dayOf(test.clock.now()), 60));
      await test.run(licensing.retireProduct, { product: 'lidar', until, isTrial: false });
      passDays(62);
      await purge();
      expect(await tablesWith(held)).to.include.members(['licenses', 'license_keys', 'orders']);
      expect(await tablesWith(free)).to.not.include('licenses');
      passDays(3);
      const plan = async () => {
        const { classes } = await test.run(privacy.planPurge, {});
        const late = classes.filter(({ class: name, overdue }) => name.includes('retired') && overdue > 0);
        return late.map(({ class: name }) => name);
      };
      expect(await plan(), 'nothing is overdue').to.deep.equal([]);
      await test.run(privacy.liftHold, { hold });
      await purge();
      expect(await tablesWith(held)).to.not.include('licenses');
      expect(await rowsIn(test.config, `SELECT id FROM products WHERE id = 'lidar'`)).to.deep.equal([]);
    });

    it('is placed on the license of a key, and on an account by its id', async () => {
      const { license, licenseKey, who } = await shop.signUp('subject', 'subject@example.com');
      const order = { class: 'all', reason: 'order', authority: 'District Court, case 18' };
      const ofKey = await test.run(privacy.addHold, { ...order, licenseKey });
      expect(ofKey).to.include({ license, account: null });
      const ofAccount = await test.run(privacy.addHold, { ...order, account: who.account });
      expect(ofAccount).to.include({ license: null, account: who.account });
      for (const { hold } of [ofKey, ofAccount]) await test.run(privacy.liftHold, { hold });
    });

    it('is refused with a person in its words, without a subject, or of another class', async () => {
      const words = { class: 'all', reason: 'claim', authority: 'Court' };
      const bad: object[] = [
        { ...words, authority: 'ada@example.com', license: other.license },
        { ...words, reason: 'because', license: other.license },
        { ...words, class: 'orders', license: other.license },
        { ...words, class: 'account', license: other.license },
        { ...words, class: 'machines', username: other.username },
        { ...words, license: other.license, username: other.username },
        { ...words, username: 'nobody-here' },
        words,
      ];
      for (const input of bad)
        expect(
          await codeOf(test.run(privacy.addHold, input as typeof words)),
          JSON.stringify(input),
        ).to.equal('request_malformed');
      expect(await codeOf(test.run(privacy.addHold, { ...words, license: 'x'.repeat(22) }))).to.equal(
        'license_unknown',
      );
      expect(await codeOf(test.run(privacy.liftHold, { hold: 'x'.repeat(22) }))).to.equal(
        'request_malformed',
      );
    });
  });
}
