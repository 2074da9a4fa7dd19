/** An export in windows of any size has every license once, in the order of the ids. */

import { expect } from 'chai';
import { EXPORT_ROWS_MAX } from '../../../../server/domain/licensing/export.ts';
import type { LicenseView } from '../../../../client-sdk/typescript/contract/license-view.ts';
import { openTestWorld, type TestWorld } from '../../../support/world.ts';
import { operations } from '../../../../server/domain/operations.ts';

const LICENSES = 7;

describe('the export of licenses', () => {
  let test: TestWorld;

  before(async () => {
    test = await openTestWorld();
    for (const product of ['sonar', 'nova'])
      await test.run(operations.licensing.addProduct, { product, name: 'A', terms: {} });
    const orders = Array.from({ length: LICENSES }, (_, i) => ({ product: i < 5 ? 'sonar' : 'nova', i }));
    const buy = ({ product, i }: { product: string; i: number }) =>
      test.run(operations.licensing.issueLicense, { product, email: 'ada@example.com', order: `A-${i}` });
    await Promise.all(orders.map(buy));
  });
  after(() => test.end());

  const walk = async (rows: number, product?: string): Promise<LicenseView[]> => {
    const all: LicenseView[] = [];
    let after: string | null = '';
    while (after !== null) {
      const window: { licenses: LicenseView[]; next: string | null } = await test.run(
        operations.licensing.exportLicenses,
        {
          product,
          after,
          rows,
        },
      );
      expect(window.licenses.length).to.be.at.most(Math.max(1, Math.min(rows, EXPORT_ROWS_MAX)));
      all.push(...window.licenses);
      after = window.next;
    }
    return all;
  };

  for (const rows of [0, 1, 2, 6, 7, 8, 1_000_000]) {
    it(`in windows of ${rows}`, async () => {
      const ids = (await walk(rows)).map(({ license }) => license);
      expect(ids)
        .to.have.lengthOf(LICENSES)
        .and.to.deep.equal([...new Set(ids)].sort());
    });
  }

  it('of one product', async () => {
    expect((await walk(2, 'nova')).map(({ product }) => product)).to.deep.equal(['nova', 'nova']);
  });

  it('holds what a license shows, and nothing else', async () => {
    const [first] = await walk(1);
    const shown = await test.run(operations.licensing.showLicense, { license: first!.license });
    const { orders: _orders, account: _account, reason: _reason, ...held } = shown;
    expect(first).to.deep.equal(held);
  });

  it('is recorded of no license', async () => {
    await test.run(operations.licensing.recordExport, {});
    const [first] = await walk(1);
    const held = (await test.run(operations.privacy.listHoldings, { license: first!.license })).items;
    expect(held.some(({ value }) => value === 'license export')).to.equal(false);
  });

  it('refuses a product that there is not', async () => {
    const refused: unknown = await test
      .run(operations.licensing.recordExport, { product: 'atlas' })
      .catch((e: unknown) => e);
    expect(refused).to.have.property('code', 'product_unknown');
  });
});
