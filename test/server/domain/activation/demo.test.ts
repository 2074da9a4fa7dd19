/** A demo product on both engines: its terms, its bound, its end after a day, and that nothing of it is counted. */

import { expect } from 'chai';
import type { LeaseClaims, RenewAnswer } from '../../../../client-sdk/typescript/contract/wire.ts';
import { DEFAULT_TERMS } from '../../../../client-sdk/typescript/contract/product-terms.ts';
import { addDays, DAY_SECONDS, dayOf, startOf, writeDate } from '../../../../server/domain/kernel/day.ts';
import { DEMO_ACTIVATIONS_MAX, DEMO_TERMS } from '../../../../server/domain/licensing/demo.ts';
import { operations } from '../../../../server/domain/operations.ts';
import { runPurge } from '../../../../server/jobs/purge.ts';
import { openCounting } from '../../../../server/telemetry/counting.ts';
import { codeOf, WORLDS } from '../../../support/accounts.ts';
import { fillDemo } from '../../../support/demo.ts';
import { Device } from '../../../support/device.ts';
import type { TestWorld } from '../../../support/world.ts';

const { licensing, activation, statistics } = operations;

const claimsOf = (token: string): unknown =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
const leaseIn = (answer: RenewAnswer): LeaseClaims =>
  claimsOf('lease' in answer ? answer.lease : '') as LeaseClaims;

for (const [engine, open] of WORLDS) {
  describe(`a demo product, on ${engine}`, () => {
    let test: TestWorld;
    let count = 0;
    before(async () => {
      test = await open();
    });
    after(() => test.end());

    async function demo(): Promise<{ product: string; licenseKey: string; license: string }> {
      count += 1;
      const product = `demo-${count}`;
      await test.run(licensing.addProduct, { product, name: 'Demo', terms: {}, demo: true });
      const sale = { product, email: `dev-${count}@example.com` };
      const { licenseKey, license } = await test.run(licensing.issueLicense, sale);
      return { product, licenseKey, license: license.license };
    }
    const machine = (product: string): Device => {
      const device = Device.withAdapters(test.run);
      device.product = product;
      return device;
    };
    const rowsOf = async (license: string): Promise<number> =>
      (await test.run(activation.listActivations, { license })).items.length;

    it('has fixed terms, and says that it is a demo', async () => {
      const { product } = await demo();
      const shown = await test.run(licensing.showProduct, { product });
      expect(shown).to.include({ demo: true });
      expect(shown.terms).to.deep.equal({ ...DEFAULT_TERMS, ...DEMO_TERMS });
      const terms = { leaseDays: 30 };
      expect(await codeOf(test.run(licensing.changeProduct, { product, terms }))).to.equal('terms_malformed');
      const given = { product: 'demo-given', name: 'Demo', terms, demo: true };
      expect(await codeOf(test.run(licensing.addProduct, given))).to.equal('terms_malformed');
      expect(await test.run(licensing.changeProduct, { product, name: 'Try it', terms: {} })).to.include({
        name: 'Try it',
        demo: true,
      });
      const plain = { product: `plain-${count}`, name: 'Sonar', terms: {} };
      expect(await test.run(licensing.addProduct, plain)).to.include({ demo: false });
    });

    it('gives a lease for a day, which no renewal prolongs, and then a new one', async () => {
      const { product, licenseKey, license } = await demo();
      const device = machine(product);
      const today = dayOf(test.clock.now());
      const first = leaseIn(await device.activate(licenseKey));
      expect(first).to.include({ exp: startOf(today) + 2 * DAY_SECONDS, grace: 0 });
      expect(first.entitlements).to.deep.equal(['demo']);
      test.clock.move(startOf(addDays(today, 2)) - 1 - test.clock.now());
      const renewed = leaseIn(await device.renew());
      expect(renewed).to.include({ exp: first.exp, iat: startOf(today) + DAY_SECONDS });
      test.clock.move(1);
      const ended = await device.renew();
      const statement = claimsOf('statement' in ended ? ended.statement : '');
      expect(statement).to.include({ kind: 'released', effective: first.exp });
      expect(await rowsOf(license)).to.equal(1);
      expect(leaseIn(await device.activate(licenseKey))).to.include({ exp: first.exp + 2 * DAY_SECONDS });
      expect(await rowsOf(license)).to.equal(1);
    });

    it('is deleted by the purge after its day, and not before', async () => {
      const { product, licenseKey, license } = await demo();
      await machine(product).activate(licenseKey);
      const { world } = test;
      test.clock.move(DAY_SECONDS);
      await runPurge(world, { apply: true });
      expect(await rowsOf(license)).to.equal(1);
      expect(await test.run(licensing.showLicense, { license })).to.include({ used: 1 });
      test.clock.move(DAY_SECONDS);
      await runPurge(world, { apply: true });
      expect(await rowsOf(license)).to.equal(0);
      expect(await test.run(licensing.showLicense, { license })).to.include({ used: 0 });
    });

    it(`refuses more than ${DEMO_ACTIVATIONS_MAX} activations, on all its licenses together`, async () => {
      const { product, licenseKey, license } = await demo();
      const other = await test.run(licensing.issueLicense, { product, email: 'other@example.com' });
      await test.run(licensing.setSeats, { license, seats: 5_000 });
      const today = dayOf(test.clock.now());
      await fillDemo(test.config, { license, today, count: DEMO_ACTIVATIONS_MAX - 2 });
      const devices = Array.from({ length: 6 }, () => machine(product));
      const codes = await Promise.all(
        devices.map((device, index) => codeOf(device.activate(index % 2 ? licenseKey : other.licenseKey))),
      );
      expect(codes.toSorted()).to.deep.equal([...Array(4).fill('demo_full'), 'done', 'done']);
      const [seated = devices[0]!] = devices.filter(({ state }) => state !== undefined);
      await seated.renew();
      await seated.release();
      expect(await codeOf(machine(product).activate(licenseKey)), 'a release gives nothing back').to.equal(
        'demo_full',
      );
      test.clock.move(2 * DAY_SECONDS);
      expect(await codeOf(machine(product).activate(licenseKey))).to.equal('done');
    });

    it('is never counted', async () => {
      const { product, licenseKey } = await demo();
      const counting = openCounting(
        (operation, input) => test.run(operation, input),
        () => test.clock.now(),
      );
      const device = new Device(counting.run as never, machine(product));
      device.product = product;
      await device.activate(licenseKey);
      test.clock.move(DAY_SECONDS);
      await device.renew();
      test.clock.move(DAY_SECONDS);
      await device.renew();
      expect(await codeOf(device.activate('SONAR-00000'))).to.equal('license_key_malformed');
      await device.activate(licenseKey);
      await device.release();
      await counting.flush();
      const counts = await test.run(statistics.listCounts, { days: 30 });
      expect(
        counts.items.filter(({ kind }) => kind !== 'purges'),
        writeDate(dayOf(test.clock.now())),
      ).to.deep.equal([]);
    });
  });
}
