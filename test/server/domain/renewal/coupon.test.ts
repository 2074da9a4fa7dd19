/**
 * Coupons: the decision what one gives; on both engines that it gives exactly as many uses as it has, what is stored of a
 * use, and how a coupon ends; and that its code depends on neither telemetry nor news.
 */

import { expect } from 'chai';
import fc from 'fast-check';
import { randomInt } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { SEATS_MAX } from '../../../../client-sdk/typescript/contract/product-terms.ts';
import {
  addDays,
  DAY_SECONDS,
  LAST_DAY,
  readDate,
  toDay,
  writeDate,
  type Day,
} from '../../../../server/domain/kernel/day.ts';
import { operations } from '../../../../server/domain/operations.ts';
import { judgeCoupon, type Judged } from '../../../../server/domain/renewal/coupon.ts';
import type { CreateCoupon } from '../../../../server/domain/renewal/keep-coupons.ts';
import { runPurge } from '../../../../server/jobs/purge.ts';
import { reachedFrom } from '../../../rules/import-graph.ts';
import { readSources } from '../../../rules/house-rules.ts';
import { openCrashingWorld } from '../../../support/crashing.ts';
import { codeOf, openShop, WORLDS, type Customer, type Shop } from '../../../support/accounts.ts';
import { ROOT } from '../../../support/root.ts';
import { rounds } from '../../../support/rounds.ts';
import { rowsIn } from '../../../support/table-rows.ts';
import { jumpingClock, openTestWorld } from '../../../support/world.ts';

const { licensing, renewal } = operations;
const RACES = rounds(5_000, 10);
const CUSTOMERS = 5;

const day = (date: string): Day => readDate(date) ?? toDay(0);
const TODAY = day('2026-11-24');

describe('what a coupon gives', () => {
  const coupon = {
    product: 'sonar',
    kind: 'months',
    amount: 3,
    uses: 2,
    used: 1,
    endsDay: TODAY,
    endedDay: null,
  } as const;
  const license = {
    product: 'sonar',
    endsDay: day('2026-12-31'),
    updatesUntilDay: null,
    seats: 3,
    suspendedDay: null,
    revokedDay: null,
  };
  const judge = (
    changed: Partial<Judged['coupon']>,
    changedLicense: Partial<Judged['license']> = {},
    isUsed = false,
    today = TODAY,
  ) =>
    judgeCoupon({
      coupon: { ...coupon, ...changed },
      license: { ...license, ...changedLicense },
      isUsed,
      endingDay: today,
      today,
    });
  const gives = (endsOn: string | null, updatesUntil: string | null, seats = 3) => ({
    is: 'fits',
    gives: {
      endsDay: endsOn === null ? null : day(endsOn),
      updatesUntilDay: updatesUntil === null ? null : day(updatesUntil),
      seats,
    },
  });

  const CASES: readonly [what: string, ReturnType<typeof judge>, object][] = [
    ['months, from the end of the license on', judge({}), gives('2027-03-31', null)],
    [
      'from today on, if the license has ended',
      judge({}, { endsDay: day('2026-01-05') }),
      gives('2027-02-24', null),
    ],
    ['on its last day of the month', judge({ amount: 2 }), gives('2027-02-28', null)],
    ['both ends', judge({}, { updatesUntilDay: day('2026-06-30') }), gives('2027-03-31', '2027-02-24')],
    [
      'updates alone, of a license that does not end',
      judge({}, { endsDay: null, updatesUntilDay: TODAY }),
      gives(null, '2027-02-24'),
    ],
    ['nothing, where nothing ends', judge({}, { endsDay: null }), { is: 'unfit' }],
    [
      'nothing after the last day that can be written',
      judge({}, { endsDay: addDays(LAST_DAY, -1) }),
      { is: 'unfit' },
    ],
    ['seats', judge({ kind: 'seats', amount: 2 }), gives('2026-12-31', null, 5)],
    [
      'seats of a license that does not end',
      judge({ kind: 'seats' }, { endsDay: null }),
      gives(null, null, 6),
    ],
    [
      'seats up to the most',
      judge({ kind: 'seats' }, { seats: SEATS_MAX - 3 }),
      gives('2026-12-31', null, SEATS_MAX),
    ],
    ['no seat more', judge({ kind: 'seats' }, { seats: SEATS_MAX - 2 }), { is: 'unfit' }],
    ['nothing to a suspended license', judge({}, { suspendedDay: TODAY }), { is: 'unfit' }],
    ['nothing to a revoked license', judge({}, { revokedDay: TODAY }), { is: 'unfit' }],
    ['nothing to another product', judge({ product: 'atlas', used: 2 }), { is: 'other' }],
    [
      'nothing a second time, also when it is over',
      judge({ used: 2, endedDay: TODAY }, {}, true),
      { is: 'again' },
    ],
    ['nothing more than its uses', judge({ used: 2 }), { is: 'used up' }],
    ['nothing after its last day', judge({}, {}, false, addDays(TODAY, 1)), { is: 'ended' }],
    ['nothing after it was ended', judge({ endedDay: addDays(TODAY, -1) }), { is: 'ended' }],
  ];
  for (const [what, given, wanted] of CASES) it(what, () => expect(given).to.deep.equal(wanted));

  it('never takes anything away', () => {
    const someDay = fc.option(fc.integer({ min: 0, max: LAST_DAY }).map(toDay), { nil: null });
    fc.assert(
      fc.property(
        someDay,
        someDay,
        fc.integer({ min: 1, max: SEATS_MAX }),
        fc.integer({ min: 1, max: 120 }),
        fc.boolean(),
        (endsDay, updatesUntilDay, seats, amount, isSeats) => {
          const fit = judge(
            { kind: isSeats ? 'seats' : 'months', amount },
            { endsDay, updatesUntilDay, seats },
          );
          if (fit.is !== 'fits') return;
          const { gives: given } = fit;
          expect(given.seats).to.be.at.least(seats);
          for (const [before, after] of [
            [endsDay, given.endsDay],
            [updatesUntilDay, given.updatesUntilDay],
          ] as const) {
            if (before === null) expect(after).to.equal(null);
            else expect(after).to.be.within(before, LAST_DAY);
          }
        },
      ),
    );
  });
});

describe('a coupon, by a clock that is not believed', () => {
  for (const days of [-400, 400]) {
    it(`${days} days apart: extends an ended license from the confirmed day on`, async () => {
      const test = await openTestWorld('in-thread', {}, jumpingClock());
      try {
        const { who, license } = await (await openShop(test)).signUp('ada');
        await test.run(licensing.renewLicense, { license, endsOn: '2026-11-24' });
        const made = { product: 'sonar', months: 1, endsOn: '2029-06-30' };
        const { code } = await test.run(renewal.createCoupon, made);
        test.clock.move(4 * DAY_SECONDS);
        await test.run(operations.cluster.confirmClock, {});
        await test.world.lookAtClock();
        test.clock.move(days * DAY_SECONDS);
        const asked = { account: who.account, license, code };
        const { after } = await test.run(renewal.considerCoupon, asked);
        expect(after?.endsDay).to.equal(day('2026-12-28'));
        await test.run(renewal.useCoupon, asked);
        expect((await test.run(licensing.showLicense, { license })).endsOn).to.equal('2026-12-28');
      } finally {
        await test.end();
      }
    });
  }
});

describe('a use of a coupon', () => {
  it('is whole or none, wherever a crash stops it', async () => {
    const test = await openCrashingWorld(7);
    try {
      const shop = await openShop(test);
      const { who, license } = await shop.signUp('ada');
      await test.run(licensing.renewLicense, { license, endsOn: '2027-01-31' });
      const uses = rounds(40, 10);
      for (let nth = 1; nth <= uses; nth += 1) {
        const made = { product: 'sonar', seats: 1, uses: 1, endsOn: '2027-06-30' };
        const { code } = await test.run(renewal.createCoupon, made);
        await test.run(renewal.useCoupon, { account: who.account, license, code });
        const { seats } = await test.run(licensing.showLicense, { license });
        const tags = await rowsIn(test.config, 'SELECT tag FROM coupon_uses');
        const used = await rowsIn(test.config, 'SELECT id FROM coupons WHERE used = 1');
        expect([seats, tags.length, used.length]).to.deep.equal([3 + nth, nth, nth]);
      }
      expect(test.crashes(), 'crashes').to.be.above(uses / 4);
    } finally {
      await test.end();
    }
  });
});

for (const [engine, open] of WORLDS) {
  describe(`a coupon, over ${engine}`, () => {
    let shop: Shop;
    let customers: Customer[];
    let ada: Customer;
    before(async () => {
      shop = await openShop(await open());
      customers = [];
      for (let nth = 0; nth < CUSTOMERS; nth += 1)
        customers.push(await shop.signUp(`buyer-${nth}`, `buyer-${nth}@example.com`));
      for (const { license } of customers)
        await shop.test.run(licensing.renewLicense, { license, endsOn: '2027-01-31' });
      ada = customers[0] as Customer;
    });
    after(() => shop.test.end());

    const create = (given: Partial<CreateCoupon> = {}) =>
      shop.test.run(renewal.createCoupon, {
        product: 'sonar',
        endsOn: '2027-06-30',
        ...(given.seats === undefined && { months: 1 }),
        ...given,
      });
    const asOf = ({ who: { account }, license }: Customer, code: string) => ({ account, license, code });
    const use = (customer: Customer, code: string) => shop.test.run(renewal.useCoupon, asOf(customer, code));
    const show = async (customer: Customer) => {
      const { license } = customer;
      return (await shop.test.run(licensing.showLicense, { license })) as { endsOn: string; seats: number };
    };
    const listed = async (id: string) =>
      (await shop.test.run(renewal.listCoupons, { limit: 1_000 })).items.find(({ coupon }) => coupon === id);

    const ends = async () => {
      const all = 'SELECT ends_day FROM licenses ORDER BY id';
      return (await rowsIn<{ ends_day: number | string }>(shop.test.config, all)).map((row) => row.ends_day);
    };

    it('gives exactly as many uses as it has', async () => {
      for (let race = 0; race < RACES; race += 1) {
        const uses = randomInt(1, CUSTOMERS + 1);
        const { code, coupon } = await create({ uses });
        const before = await ends();
        const outcomes = await Promise.all(customers.map((customer) => codeOf(use(customer, code))));
        const done = outcomes.filter((outcome) => outcome === 'done');
        expect(done).to.have.length(uses);
        expect(outcomes.filter((outcome) => outcome === 'coupon_used_up')).to.have.length(CUSTOMERS - uses);
        const after = await ends();
        expect(after.filter((end, nth) => end !== before[nth])).to.have.length(uses);
        // what it says it gave is what the licenses have, and the next race finds them so
        if (race === 0) expect(await listed(coupon)).to.include({ used: uses, status: 'used up' });
        await shop.test.run(renewal.endCoupon, { coupon });
      }
    });

    it('is used once by a license, and a repetition changes nothing', async () => {
      const { code, coupon } = await create({ seats: 2, uses: 5 });
      const before = await show(ada);
      const answers = await Promise.all([1, 2, 3, 4].map(() => use(ada, code)));
      expect(answers.filter(({ changed }) => changed)).to.have.length(1);
      expect(await show(ada)).to.include({ endsOn: before.endsOn, seats: before.seats + 2 });
      expect(await listed(coupon)).to.include({ used: 1, uses: 5, status: 'active' });
    });

    it('shows what it gives before it is used, and that shows nothing else', async () => {
      const { code } = await create();
      const { endsOn, seats } = await show(ada);
      const shown = await shop.test.run(renewal.considerCoupon, asOf(ada, code));
      expect(shown).to.deep.include({ kind: 'months', amount: 1 });
      expect(writeDate(shown.before.endsDay ?? TODAY)).to.equal(endsOn);
      expect(await show(ada)).to.include({ endsOn, seats });
      await use(ada, code);
      expect((await show(ada)).endsOn).to.equal(writeDate(shown.after?.endsDay ?? TODAY));
      expect((await shop.test.run(renewal.considerCoupon, asOf(ada, code))).after).to.equal(null);
    });

    it('is refused with its reason, and then gives nothing', async () => {
      const [eve, bob] = [customers[1] as Customer, customers[2] as Customer];
      await shop.test.run(licensing.addProduct, { product: 'atlas', name: 'Atlas', terms: {} });
      const { code: other } = await create({ product: 'atlas' });
      const { code, coupon } = await create();
      const before = await show(eve);
      expect(await codeOf(use(eve, other))).to.equal('coupon_of_other_product');
      expect(await codeOf(use(eve, 'K7QM-0000-0000-0001'))).to.equal('coupon_malformed');
      const { code: unknown } = await create();
      const wrong = unknown.startsWith('0') ? unknown : code.replaceAll('-', '');
      expect(await codeOf(use({ ...eve, license: ada.license }, wrong))).to.equal('license_unknown');
      await shop.test.run(licensing.suspendLicense, { license: bob.license });
      expect(await codeOf(use(bob, code))).to.equal('coupon_unfit');
      await shop.test.run(licensing.reinstateLicense, { license: bob.license });
      expect(await listed(coupon)).to.include({ used: 0 });
      expect(await show(eve)).to.include({ endsOn: before.endsOn, seats: before.seats });
    });

    it('stores neither its code nor which license has used it', async () => {
      const { code, coupon } = await create({ uses: 2 });
      await use(ada, code);
      const { config } = shop.test;
      const uses = await rowsIn<Record<string, unknown>>(config, 'SELECT * FROM coupon_uses');
      expect(uses.length).to.be.above(0);
      for (const row of uses) expect(Object.keys(row).toSorted()).to.deep.equal(['ends_day', 'tag']);
      const all = JSON.stringify([
        uses,
        await rowsIn(config, 'SELECT * FROM coupons'),
        await rowsIn(config, 'SELECT * FROM operator_actions'),
      ]);
      const bare = code.replaceAll('-', '');
      for (const text of [code, bare, bare.toLowerCase(), ada.who.account]) expect(all).not.to.include(text);
      for (const { license } of customers) expect(JSON.stringify(uses)).not.to.include(license);
      const acts = await rowsIn<{ action: string }>(
        config,
        "SELECT action FROM operator_actions WHERE license IS NOT NULL AND action LIKE 'coupon%'",
      );
      expect(acts).to.deep.equal([]);
      expect(await listed(coupon)).to.include({ used: 1 });
    });

    it('is ended by an operator, and what it gave stays', async () => {
      const { code, coupon } = await create({ seats: 1, uses: 5 });
      await use(ada, code);
      const { seats } = await show(ada);
      const end = () => shop.test.run(renewal.endCoupon, { coupon });
      expect(await end()).to.include({ status: 'ended', used: 1 });
      expect(await end()).to.include({ status: 'ended', used: 1 });
      expect(await codeOf(use(customers[1] as Customer, code))).to.equal('coupon_ended');
      expect((await use(ada, code)).changed).to.equal(false);
      expect((await show(ada)).seats).to.equal(seats);
      expect(await codeOf(shop.test.run(renewal.endCoupon, { coupon: 'c'.repeat(22) }))).to.equal(
        'request_malformed',
      );
    });

    const REFUSED: readonly [field: string, given: Partial<CreateCoupon>][] = [
      ['/months', { months: 0 }],
      ['/months', { months: 121 }],
      ['/months', { months: 1.5 }],
      ['/months', { months: 1, seats: 1 }],
      ['/months', { months: undefined }],
      ['/seats', { seats: 0 }],
      ['/seats', { seats: SEATS_MAX + 1 }],
      ['/uses', { uses: 0 }],
      ['/uses', { uses: 1_000_001 }],
      ['/endsOn', { endsOn: 'tomorrow' }],
      ['/endsOn', { endsOn: '2026-11-23' }],
    ];
    it('is refused with the field that is wrong', async () => {
      for (const [field, given] of REFUSED) {
        const refused: unknown = await create(given).catch((error: unknown) => error);
        expect(refused, field).to.have.nested.property('parts.fields[0].pointer', field);
      }
      expect(await codeOf(create({ product: 'nothing' }))).to.equal('product_unknown');
    });

    // the last one, since it moves the clock
    it('is deleted a year after its last day, and what shows its uses with that day', async () => {
      const { code, coupon } = await create({ uses: 3, endsOn: '2026-11-25' });
      await use(ada, code);
      const purge = () => runPurge(shop.test.world, { apply: true });
      const uses = async () => (await rowsIn(shop.test.config, 'SELECT tag FROM coupon_uses')).length;
      const before = await uses();
      shop.test.clock.move(DAY_SECONDS);
      await purge();
      expect(await uses()).to.equal(before);
      expect((await use(ada, code)).changed).to.equal(false);
      shop.test.clock.move(DAY_SECONDS);
      await purge();
      expect(await uses()).to.equal(before - 1);
      expect(await listed(coupon)).to.include({ used: 1, status: 'ended' });
      shop.test.clock.move(364 * DAY_SECONDS);
      await purge();
      expect(await listed(coupon)).to.include({ used: 1 });
      shop.test.clock.move(DAY_SECONDS);
      await purge();
      expect(await listed(coupon)).to.equal(undefined);
    });
  });
}

describe('the code of coupons', () => {
  const sources = readSources(fileURLToPath(ROOT));
  const roots = sources
    .map(({ path }) => path)
    .filter((path) => /^(?:server\/domain|db\/sql)\/renewal\//.test(path));

  it('reaches neither telemetry nor news by any import', () => {
    const reached = reachedFrom(sources, roots);
    expect(roots).to.have.length.above(4);
    expect(reached).to.include('server/domain/licensing/license.ts');
    const wrong = [...reached].filter((path) =>
      /telemetry|domain\/statistics|announcement|notices|server\/mail\//.test(path),
    );
    expect(wrong).to.deep.equal([]);
  });
});
