/**
 * Disclosures: who outside was given which data. What is refused, who sees one, who must be informed when data are corrected
 * or erased, and how a disclosure ends. Over both engines.
 */

import { expect } from 'chai';
import { runErasure, runPurge } from '../../../../server/composition/world.ts';
import { DAY_SECONDS } from '../../../../server/domain/kernel/day.ts';
import { Refusal } from '../../../../server/domain/kernel/refusal.ts';
import { operations } from '../../../../server/domain/operations.ts';
import {
  DISCLOSURES_MAX,
  GROUNDS,
  type AddDisclosure,
  type Recipient,
} from '../../../../server/domain/privacy/disclosure.ts';
import { openShop, WORLDS, type Shop } from '../../../support/accounts.ts';

const { privacy, licensing } = operations;
const HOSTING: AddDisclosure = { recipient: 'Example Hosting', classes: ['all'], ground: 'processor' };
const TAX: AddDisclosure = { recipient: 'Tax office', classes: ['orders'], ground: 'legal-obligation' };
const TODAY = '2026-11-24';
const ADA = 'ada@example.com';

/** What must not be recorded, with the field that is named. */
const REFUSED: readonly [field: string, change: Partial<AddDisclosure>][] = [
  ['/recipient', { recipient: ' ' }],
  ['/recipient', { recipient: 'r'.repeat(121) }],
  ['/recipient', { recipient: 'jane@example.com' }],
  ['/recipient', { recipient: '203.0.113.7' }],
  ['/classes', { classes: [] }],
  ['/classes', { classes: ['orders', 'shoe sizes'] }],
  ['/classes', { classes: ['receipts'] }],
  ['/ground', { ground: '' }],
  ['/ground', { ground: 'curiosity' }],
  ['/on', { on: '2026-02-30' }],
  ['/on', { on: '2026-11-25' }],
  ['/on', { ...TAX, on: '2023-11-24' }],
];

for (const [engine, open] of WORLDS) {
  describe(`disclosures, over ${engine}`, () => {
    let shop: Shop;
    beforeEach(async () => {
      shop = await openShop(await open());
    });
    afterEach(() => shop.test.end());

    const add = (asked: AddDisclosure) => shop.test.run(privacy.addDisclosure, asked);
    const list = async () => (await shop.test.run(privacy.listDisclosures, {})).items;
    const erase = (only: string[], apply: boolean) =>
      runErasure(
        shop.test.world,
        { email: ADA, only, endLicenses: false },
        { apply, urgent: false, actor: 'terminal:test', purpose: 'legal' },
      );
    const names = (recipients: readonly Recipient[]) => recipients.map(({ recipient }) => recipient);

    it('are none at first, and that is the answer', async () => {
      await shop.sell(ADA);
      expect(await list()).to.deep.equal([]);
      expect(await shop.test.run(privacy.showDisclosed, {})).to.deep.equal({
        recipients: [],
        years: [2026, 2025, 2024].map((year) => ({ year, disclosures: 0 })),
      });
      expect((await erase([], false)).recipients).to.deep.equal([]);
    });

    it('are refused with the field that is wrong, and nothing is recorded', async () => {
      for (const [field, change] of REFUSED) {
        const error: unknown = await add({ ...HOSTING, ...change }).catch((reason: unknown) => reason);
        const fields = error instanceof Refusal ? (error.parts.fields ?? []) : [];
        expect(
          fields.map(({ pointer }) => pointer),
          JSON.stringify(change),
        ).to.deep.equal([field]);
      }
      expect(await list()).to.deep.equal([]);
      const unknown: unknown = await add({ ...TAX, license: 'l'.repeat(22) }).catch(
        (reason: unknown) => reason,
      );
      expect(unknown).to.include({ code: 'license_unknown' });
    });

    it('have one day, or go on until they are ended if the recipient is a processor', async () => {
      const { license } = await shop.sell(ADA);
      for (const ground of GROUNDS) {
        const { endedOn } = await add({ ...TAX, ground, license });
        expect(endedOn, ground).to.equal(ground === 'processor' ? null : TODAY);
      }
      const { disclosure } = await add({ ...HOSTING, on: '2020-01-31' });
      const end = (on?: string) => shop.test.run(privacy.endDisclosure, { disclosure, on });
      for (const on of ['2020-01-30', '2026-11-25'])
        expect(await end(on).catch((error: unknown) => error)).to.include({ code: 'request_malformed' });
      expect(await end('2026-11-20')).to.include({ disclosedOn: '2020-01-31', endedOn: '2026-11-20' });
      expect(await end().catch((error: unknown) => error)).to.include({ code: 'request_malformed' });
    });

    it(`are at most ${DISCLOSURES_MAX} of all customers, and as many of a license`, async () => {
      const { license } = await shop.sell(ADA);
      for (const whose of [{}, { license }]) {
        for (let nth = 0; nth < DISCLOSURES_MAX; nth += 1) await add({ ...TAX, ...whose });
        const more: unknown = await add({ ...TAX, ...whose }).catch((error: unknown) => error);
        expect(more).to.include({ code: 'request_malformed' });
      }
    });

    it('say who must be informed of an erasure: those who have the data that are erased', async () => {
      const [ada, bob] = [await shop.sell(ADA), await shop.sell('bob@example.com')];
      await add(HOSTING);
      await add({ ...TAX, license: ada.license });
      await add({ ...TAX, recipient: 'Court', license: bob.license });
      await add({ ...HOSTING, recipient: 'Mail relay', classes: ['mails', 'activations'] });
      expect(names((await erase([], false)).recipients)).to.have.members([
        'Tax office',
        'Example Hosting',
        'Mail relay',
      ]);
      expect(names((await erase(['usernames'], false)).recipients)).to.have.members([
        'Example Hosting',
        'Mail relay',
      ]);
      expect(names((await erase([], true)).recipients)).to.have.members([
        'Tax office',
        'Example Hosting',
        'Mail relay',
      ]);
      const severed = (await list()).find(({ recipient }) => recipient === 'Tax office');
      expect(severed).to.include({ scope: 'deleted', license: null });
      const { years } = await shop.test.run(privacy.showDisclosed, {});
      expect(years[0], 'it still counts').to.deep.equal({ year: 2026, disclosures: 2 });
    });

    it('move to the license that replaces one of the wrong product', async () => {
      await shop.test.run(licensing.addProduct, { product: 'atlas', name: 'Atlas', terms: {} });
      const { license } = await shop.sell(ADA);
      await add({ ...TAX, license });
      const corrected = await shop.test.run(licensing.correctLicense, {
        license,
        product: 'atlas',
        email: ADA,
      });
      const [moved] = await list();
      expect(moved?.license).to.equal(corrected.license.license).and.not.equal(license);
    });

    it('are removed with a reason, and each change is recorded with the license', async () => {
      const { license } = await shop.sell(ADA);
      const { disclosure } = await add({ ...TAX, license });
      const remove = () => shop.test.run(privacy.removeDisclosure, { disclosure, reason: 'a mistake' });
      await remove();
      expect(await list()).to.deep.equal([]);
      expect(await remove().catch((error: unknown) => error)).to.include({ code: 'request_malformed' });
      const { items } = await shop.test.run(privacy.listHoldings, { license });
      const actions = items.filter(({ column }) => column === 'action' || column === 'reason');
      expect(actions.map(({ value }) => value)).to.include.members([
        'disclosure add',
        'disclosure remove',
        'a mistake',
      ]);
    });

    it('are deleted three years after their last day, and not before', async () => {
      await add(TAX);
      await add(HOSTING);
      const purge = () => runPurge(shop.test.world, { apply: true });
      shop.test.clock.move(1_095 * DAY_SECONDS);
      await purge();
      expect(names(await list())).to.have.members(['Tax office', 'Example Hosting']);
      shop.test.clock.move(DAY_SECONDS);
      await purge();
      expect(names(await list()), 'one that goes on has no last day').to.deep.equal(['Example Hosting']);
    });
  });
}
