/** Entitlements with ends of their own: what may be written, what a new license gets, and which claims a lease has. */

import { expect } from 'chai';
import fc from 'fast-check';
import type { LeaseClaims, RenewAnswer } from '../../../../client-sdk/typescript/contract/wire.ts';
import {
  addDays,
  dayOf,
  endOf,
  readDate,
  writeDate,
  DAY_SECONDS,
} from '../../../../server/domain/kernel/day.ts';
import {
  entitlementClaims,
  firstEntitlementEnd,
  firstEntitlements,
  lostEntitlements,
  productEntitlementsFault,
} from '../../../../server/domain/licensing/entitlements.ts';
import { operations } from '../../../../server/domain/operations.ts';
import { codeOf, WORLDS } from '../../../support/accounts.ts';
import { Device } from '../../../support/device.ts';
import type { TestWorld } from '../../../support/world.ts';

const { licensing } = operations;
const day = (date: string) => readDate(date)!;
const claimsOf = (answer: RenewAnswer): LeaseClaims =>
  JSON.parse(
    Buffer.from(('lease' in answer ? answer.lease : '').split('.')[1] ?? '', 'base64url').toString(),
  );

describe('the words of entitlements', () => {
  const FAULTS: [words: string[], fault: RegExp | undefined][] = [
    [['pro', 'cloud:365', 'beta:2027-06-30', 'a.b-c_d'], undefined],
    [['Pro'], /at most 32 words/],
    [['pro cloud'], /at most 32 words/],
    [[''], /at most 32 words/],
    [[':365'], /at most 32 words/],
    [[`${'w'.repeat(33)}:365`], /at most 32 words/],
    [Array.from({ length: 33 }, (_, nth) => `w${nth}`), /at most 32 words/],
    [['cloud:'], /after the colon of cloud/],
    [['cloud:0'], /after the colon of cloud/],
    [['cloud:365d'], /after the colon of cloud/],
    [['cloud:2027-02-29'], /after the colon of cloud/],
    [['cloud:2027-06-30:1'], /after the colon of cloud/],
    [['cloud', 'cloud:365'], /must not name cloud twice/],
  ];
  for (const [words, fault] of FAULTS) {
    it(`${JSON.stringify(words).slice(0, 60)}: ${fault ? 'refused' : 'taken'}`, () => {
      const found = productEntitlementsFault(words);
      if (fault === undefined) expect(found).to.equal(undefined);
      else expect(found).to.match(fault);
    });
  }

  it('count the days of a product from the first day of the license', () => {
    const first = firstEntitlements('pro cloud:365 beta:2027-06-30', day('2026-03-02'));
    expect(first).to.equal('pro cloud:2027-03-02 beta:2027-06-30');
    expect(firstEntitlements('', day('2026-03-02'))).to.equal('');
  });

  it('are in a lease until their end, each with it', () => {
    const stored = 'pro cloud:2026-03-11';
    const ends = [null, endOf(day('2026-03-11'))];
    expect(entitlementClaims('pro', day('2026-03-11'))).to.deep.equal({ entitlements: ['pro'] });
    expect(entitlementClaims(stored, day('2026-03-11'))).to.deep.equal({
      entitlements: ['pro', 'cloud'],
      entitlement_ends: ends,
    });
    expect(entitlementClaims(stored, day('2026-03-12'))).to.deep.equal({ entitlements: ['pro'] });
  });

  it('name the first end within a lease, and no other', () => {
    const dates = fc.integer({ min: 0, max: 40 }).map((days) => addDays(day('2026-03-01'), days));
    fc.assert(
      fc.property(fc.array(fc.option(dates), { maxLength: 4 }), dates, dates, (ends, one, other) => {
        const [leaseDay, leaseEndsDay] = one < other ? [one, other] : [other, one];
        const stored = ends
          .map((end, nth) => (end === null ? `e${nth}` : `e${nth}:${writeDate(end)}`))
          .join(' ');
        const within = ends.filter((end) => end !== null && leaseDay <= end && end < leaseEndsDay);
        const expected =
          within.length === 0
            ? undefined
            : endOf(addDays(day('1970-01-01'), Math.min(...(within as number[]))));
        expect(firstEntitlementEnd(stored, { leaseDay, leaseEndsDay })).to.equal(expected);
      }),
    );
  });

  it('are lost if a change leaves them out or lets them end earlier', () => {
    const before = ['pro', 'cloud:2027-01-01'];
    const CHANGES: [after: string[], lost: string[]][] = [
      [['pro', 'cloud:2027-01-01'], []],
      [['cloud', 'pro', 'export:2026-12-31'], []],
      [['pro', 'cloud:2026-12-31'], ['cloud']],
      [['pro:2099-12-31', 'cloud'], ['pro']],
      [[], ['pro', 'cloud']],
    ];
    for (const [after, lost] of CHANGES) expect(lostEntitlements(before, after)).to.deep.equal(lost);
  });
});

for (const [engine, open] of WORLDS) {
  describe(`entitlements with an end, on ${engine}`, () => {
    let test: TestWorld;
    before(async () => {
      test = await open();
      const terms = { entitlements: ['pro', 'cloud:10'] };
      await test.run(licensing.addProduct, { product: 'sonar', name: 'Sonar', terms });
    });
    after(() => test.end());
    const inDays = (days: number): string => writeDate(addDays(dayOf(test.clock.now()), days));
    const sale = { product: 'sonar', email: 'ada@example.com' };

    it('are in the license and in its lease, which is renewed soon after the end and has them no more', async () => {
      const { license, licenseKey } = await test.run(licensing.issueLicense, sale);
      expect(license.entitlements).to.deep.equal(['pro', `cloud:${inDays(10)}`]);
      await test.run(licensing.setEntitlements, {
        license: license.license,
        entitlements: ['pro', `cloud:${inDays(3)}`],
      });
      const device = Device.withAdapters(test.run);
      const first = claimsOf(await device.activate(licenseKey));
      const end = endOf(day(inDays(3)));
      expect(first).to.deep.include({ entitlements: ['pro', 'cloud'], entitlement_ends: [null, end] });
      expect(first.refresh_after).to.be.within(end, end + DAY_SECONDS);
      test.clock.move(end - 1 - test.clock.now());
      expect(claimsOf(await device.renew()), 'no renewal is due before the end').to.deep.equal(first);
      test.clock.move(first.refresh_after - test.clock.now());
      const next = claimsOf(await device.renew());
      expect(next.entitlements).to.deep.equal(['pro']);
      expect(next).to.not.have.property('entitlement_ends');
    });

    it('are replaced by an operator, and the next lease has the new ones', async () => {
      const given = { ...sale, entitlements: ['pro', `cloud:${inDays(400)}`] };
      const { license, licenseKey } = await test.run(licensing.issueLicense, given);
      const device = Device.withAdapters(test.run);
      expect(claimsOf(await device.activate(licenseKey)).entitlements).to.deep.equal(['pro', 'cloud']);
      const change = { license: license.license, entitlements: ['export'] };
      expect(await test.run(licensing.setEntitlements, change)).to.include({ changed: true });
      expect(await test.run(licensing.setEntitlements, change)).to.include({ changed: false });
      expect(claimsOf(await device.renew()).entitlements).to.deep.equal(['export']);
      for (const entitlements of [['Pro'], ['cloud:365'], ['pro', 'pro']]) {
        const [wrong, unsold] = [
          { ...change, entitlements },
          { ...sale, entitlements },
        ];
        expect(await codeOf(test.run(licensing.setEntitlements, wrong))).to.equal('request_malformed');
        expect(await codeOf(test.run(licensing.issueLicense, unsold))).to.equal('request_malformed');
      }
    });

    it('are fixed for a demo product', async () => {
      await test.run(licensing.addProduct, { product: 'demo', name: 'Demo', terms: {}, demo: true });
      const { license } = await test.run(licensing.issueLicense, { ...sale, product: 'demo' });
      const change = { license: license.license, entitlements: ['pro'] };
      expect(await codeOf(test.run(licensing.setEntitlements, change))).to.equal('request_malformed');
    });
  });
}
