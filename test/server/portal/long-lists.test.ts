/**
 * Long lists on the portal's pages: however much an account has, a page shows fifty lines of a list, and every line is on
 * exactly one page.
 */

import { expect } from 'chai';
import fc from 'fast-check';
import type { TableName } from '../../../server/domain/inventory/inventory.ts';
import { toHour } from '../../../server/domain/kernel/day.ts';
import { linesAt, LINES_MAX, placeIn } from '../../../server/portal/html/pager.ts';
import { licensesPage } from '../../../server/portal/pages/licenses.ts';
import { licensePage } from '../../../server/portal/pages/license.ts';
import { personalDataPage } from '../../../server/portal/pages/personal-data.ts';
import { licenseOf, lineOf, personalDataOf } from '../../../server/portal/route/view-models.ts';
import { ENGLISH } from '../../../server/texts/texts.ts';
import { write, type Html } from '../../../server/web/html.ts';
import { operations } from '../../../server/domain/operations.ts';
import { openShop } from '../../support/accounts.ts';
import { random22 } from '../../support/machine.ts';
import { openTestWorld } from '../../support/world.ts';

const MANY = 10_000;
const PAGE_BYTES_MAX = 500_000;
const frame = { texts: ENGLISH, site: 'Sonar', username: 'ada' };

describe('a long list', () => {
  it('is on pages of fifty lines, each line on one of them, whatever the address says', () => {
    const asked = fc.oneof(fc.integer({ min: -3, max: 60 }).map(String), fc.string(), fc.constant(undefined));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_000 }), asked, (length, text) => {
        const list = Array.from({ length }, (_, nth) => nth);
        const { page, pages } = placeIn([length], text);
        expect(page).to.be.within(1, pages);
        const all = Array.from({ length: pages }, (_, nth) => linesAt(list, { page: nth + 1, pages }));
        expect(all.flat()).to.deep.equal(list);
        for (const lines of all) expect(lines.length).to.be.at.most(LINES_MAX);
      }),
    );
  });

  it('leads to the part before and after, and a short one to none', () => {
    const pageOf = (licenses: number, asked: string): string => {
      const line = {
        license: 'x',
        product: 'Sonar',
        standing: { is: 'valid', day: null },
        used: 0,
        seats: 1,
      } as const;
      const model = {
        licenses: Array.from({ length: licenses }, () => line),
        asked,
        licenseKey: '',
        faults: [],
      };
      return write(licensesPage(model, frame));
    };
    const linksIn = (text: string) => [...text.matchAll(/[?]page=(\d+)/g)].map(([, page]) => Number(page));
    const CASES: readonly [licenses: number, asked: string, links: readonly number[]][] = [
      [0, '', []],
      [50, '', []],
      [51, '', [2]],
      [51, '2', [1]],
      [MANY, '7', [6, 8]],
      [MANY, '100000', [199]],
    ];
    for (const [licenses, asked, links] of CASES)
      expect(linksIn(pageOf(licenses, asked)), `${licenses}, page ${asked}`).to.deep.equal(links);
  });

  describe('of an account', () => {
    const PAGES: Record<string, () => Promise<Html>> = {};
    before(async () => {
      const test = await openTestWorld();
      const shop = await openShop(test);
      const { who, license, licenseKey } = await shop.signUp('ada');
      await test.run(operations.activation.activate, {
        product: 'sonar',
        licenseKey,
        tags: [random22()],
        nonce: random22(),
        network: null,
      });
      const [owned] = await test.run(operations.ownership.listOwned, { account: who.account });
      const shown = await test.run(operations.ownership.showOwned, { account: who.account, license });
      const stored = await test.run(operations.privacy.listPersonalData, { account: who.account });
      await test.end();
      const today = 20_783 as never;
      const many = <Line>(line: Line): Line[] => Array.from({ length: MANY }, () => line);
      const form = { licenseKey: '', faults: [] };
      PAGES['licenses'] = async () => licensesPage({ licenses: many(lineOf(owned!, today)), ...form }, frame);
      PAGES['machines'] = async () => {
        const model = licenseOf({ ...shown, machines: many(shown.machines[0]!) }, today);
        return licensePage({ ...model, selected: [], faults: [] }, frame);
      };
      PAGES['stored values'] = async () => {
        const tables = stored.tables.map((table) => ({
          ...table,
          values: many(table.values[0] ?? []).map((row, nth) =>
            row.map((value) => ({ ...value, value: `${'x'.repeat(20)}${nth}` })),
          ),
        }));
        return personalDataPage(personalDataOf({ ...stored, tables }, ENGLISH), frame);
      };
      PAGES['looks'] = async () => {
        const looks = many({
          action: 'license find',
          who: 'support',
          reason: 'asked',
          hour: toHour(498_777),
        });
        return personalDataPage(personalDataOf({ ...stored, looks }, ENGLISH, '3'), frame);
      };
    });
    for (const what of ['licenses', 'machines', 'stored values', 'looks']) {
      it(`of ${what} makes a page of a bounded size`, async () => {
        expect(Buffer.byteLength(write(await PAGES[what]!()))).to.be.at.most(PAGE_BYTES_MAX);
      });
    }
  });

  it('of stored values says how many there are in all, and shows the others on other pages', () => {
    const values = Array.from({ length: 250 }, (_, nth) => [
      { value: `value ${nth}.`, purpose: 'loginName', form: 'plain', keptUntil: null } as const,
    ]);
    const tables = [{ table: 'accounts' as TableName, basis: 'contract' as const, values }];
    const pages = ['1', '2', '3', '4', '5'].map((asked) =>
      write(personalDataPage(personalDataOf({ lives: {}, tables, looks: [] }, ENGLISH, asked), frame)),
    );
    for (const text of pages) expect(text).to.include('250 entries');
    for (const nth of [0, 49, 50, 249])
      expect(pages.map((text) => text.includes(`value ${nth}.`)).filter(Boolean)).to.have.lengthOf(1);
  });
});
