/**
 * Looks on both engines: each is refused without a purpose, by whomever, and leaves its leaves with one; a customer's own
 * view is none. And a look-up finds nothing by a part of a value, whatever that part is.
 */

import { expect } from 'chai';
import fc from 'fast-check';
import { operations } from '../../../../server/domain/operations.ts';
import type { NamedOperation } from '../../../../server/domain/kernel/named-operation.ts';
import { PURPOSE_KINDS, readPurpose } from '../../../../server/domain/kernel/purpose.ts';
import { Refusal } from '../../../../server/domain/kernel/refusal.ts';
import { openShop, WORLDS, type Shop } from '../../../support/accounts.ts';
import { random22 } from '../../../support/machine.ts';
import { rounds } from '../../../support/rounds.ts';

const { activation, licensing, operator, privacy } = operations;
const ACTOR = 'terminal:test';
const ADA = 'ada.b@example.com';
const ORDER = 'A-1017/2';

for (const [engine, open] of WORLDS) {
  describe(`looks at a customer’s record, over ${engine}`, () => {
    let shop: Shop;
    let license: string;
    before(async () => {
      shop = await openShop(await open());
      for (const [email, order] of [
        [ADA, ORDER],
        ['bo@example.com', 'A-1018'],
      ])
        ({ license } = (
          await shop.test.run(licensing.issueLicense, { product: 'sonar', email: email!, order })
        ).license);
    });
    after(() => shop.test.end());

    /** Runs a look with a purpose or without; the code of a refusal. */
    const look = <Input>(operation: NamedOperation<Input>, input: NoInfer<Input>, purpose?: string) =>
      shop.test.world.run(operation, input, ACTOR, purpose).then(
        () => 'answered',
        (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
      );
    const leaves = async (): Promise<number> => (await shop.test.run(operator.showHead, {})).leaves;

    const LOOKS: readonly [name: string, run: (purpose?: string) => Promise<string>][] = [
      ['license find', (purpose) => look(licensing.findLicenses, { email: ADA }, purpose)],
      ['license find --order', (purpose) => look(licensing.findLicenses, { order: ORDER }, purpose)],
      ['license show', (purpose) => look(licensing.showLicense, { license }, purpose)],
      ['license holdings', (purpose) => look(privacy.listHoldings, { license }, purpose)],
      ['license export', (purpose) => look(licensing.recordExport, {}, purpose)],
      ['activation list', (purpose) => look(activation.listActivations, { license }, purpose)],
      [
        'erase',
        (purpose) => look(privacy.planErasure, { email: ADA, only: [], endLicenses: false }, purpose),
      ],
    ];
    for (const [name, run] of LOOKS)
      it(`${name}: refused without a purpose, one leaf with it`, async () => {
        const before = await leaves();
        for (const purpose of [undefined, '', 'because', 'support: ada@example.com'])
          expect(await run(purpose), String(purpose)).to.equal('request_malformed');
        expect(await leaves()).to.equal(before);
        expect(await run('support: T-1017')).to.equal('answered');
        expect(await leaves()).to.equal(before + 1);
      });

    it('are no customer’s view of their own data', async () => {
      const before = await leaves();
      const own = { account: random22(), only: [], endLicenses: false };
      expect(await look(privacy.planErasure, own)).to.equal('answered');
      expect(await leaves()).to.equal(before);
    });

    const find = async (asked: { email: string } | { order: string }): Promise<number> => {
      try {
        return (await shop.test.run(licensing.findLicenses, asked)).items.length;
      } catch (error) {
        if (error instanceof Refusal) return 0;
        throw error;
      }
    };
    /** Texts that are not the value: parts of it, with signs that are special in SQL or in patterns, and longer ones. */
    const near = (value: string) =>
      fc
        .tuple(
          fc.nat(value.length),
          fc.nat(value.length),
          fc.constantFrom('', '%', '_', '*', '?', '.*', "'", '\\'),
        )
        .map(
          ([from, to, sign]) => value.slice(0, Math.min(from, to)) + sign + value.slice(Math.max(from, to)),
        )
        .filter((text) => text !== value);

    it('find nothing by a part of an email or of an order', async () => {
      expect([await find({ email: ADA }), await find({ order: ORDER })]).to.deep.equal([1, 1]);
      expect(await find({ email: ` ${ADA.toUpperCase()} ` }), 'one address in another spelling').to.equal(1);
      const runs = { numRuns: rounds(400) };
      await fc.assert(
        fc.asyncProperty(near(ADA), async (email) => {
          expect(await find({ email }), email).to.equal(0);
        }),
        runs,
      );
      await fc.assert(
        fc.asyncProperty(near(ORDER), async (order) => {
          expect(await find({ order }), order).to.equal(0);
        }),
        runs,
      );
      for (const order of ['A-1017', 'a-1017/2', 'A-101', 'A-%', '%', '*', ''])
        expect(await find({ order })).to.equal(0);
    });

    it('show nothing by a part of an id', async () => {
      await fc.assert(
        fc.asyncProperty(near(license), async (part) => {
          for (const shown of [licensing.showLicense, privacy.listHoldings, activation.listActivations])
            expect(await look(shown, { license: part }, 'support'), part).to.equal('license_unknown');
        }),
        { numRuns: rounds(100) },
      );
    });
  });
}

describe('a purpose', () => {
  it('is a kind, and perhaps more after a colon', () => {
    for (const kind of PURPOSE_KINDS) {
      expect(readPurpose(kind)).to.deep.equal({ kind, more: undefined });
      expect(readPurpose(`${kind}: a: b`)).to.deep.equal({ kind, more: 'a: b' });
    }
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), (text) => {
        const read = readPurpose(text);
        expect(read !== undefined).to.equal(
          PURPOSE_KINDS.some((kind) => text === kind || text.startsWith(`${kind}:`)),
        );
      }),
      { numRuns: rounds(1_000) },
    );
  });
});
