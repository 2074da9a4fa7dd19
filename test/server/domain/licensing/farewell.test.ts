/**
 * A farewell on both engines: it is published on its day at the earliest, every lease then brings it, and the purge
 * leaves nothing of the product's machines, and everything of the others.
 */

import { expect } from 'chai';
import { readFarewell as readInApp } from '../../../../client-sdk/typescript/lease/farewell.ts';
import { readRootKey } from '../../../../client-sdk/typescript/lease/key-set.ts';
import { listKeys, readFarewell, signFarewell } from '../../../../server/composition/world.ts';
import { addDays, dayOf, startOf, toDay } from '../../../../server/domain/kernel/day.ts';
import { operations } from '../../../../server/domain/operations.ts';
import { AFTER_FAREWELL } from '../../../../server/domain/privacy/farewell-purge.ts';
import { runPurge } from '../../../../server/jobs/purge.ts';
import { codeOf, WORLDS } from '../../../support/accounts.ts';
import { Device } from '../../../support/device.ts';
import type { TestWorld } from '../../../support/world.ts';

const { licensing, activation } = operations;

for (const [engine, open] of WORLDS) {
  describe(`a farewell, on ${engine}`, () => {
    let test: TestWorld;
    before(async () => {
      test = await open();
      for (const product of ['sonar', 'radar'])
        await test.run(licensing.addProduct, { product, name: product, terms: { seats: 50 } });
    });
    after(() => test.end());

    const today = () => dayOf(test.clock.now());
    const farewellOf = (product: string, from = today()): string => {
      const rootKeyFile = listKeys(test.config).rootKeyFile ?? expect.fail('the root key has gone');
      return signFarewell(test.config, {
        aud: product,
        effective: startOf(from),
        entitlements: ['pro'],
        rootKeyFile,
      });
    };
    const publish = (farewell: string, isTrial = false): Promise<{ machines: number }> => {
      const claims = readFarewell(test.config, farewell) ?? expect.fail('it does not verify');
      const { aud: product, effective } = claims;
      return test.run(licensing.publishFarewell, { product, effective, farewell, root: 'root', isTrial });
    };
    const sell = async (product: string): Promise<{ license: string; licenseKey: string }> => {
      const sale = { product, email: `${product}@example.com` };
      const { license, licenseKey } = await test.run(licensing.issueLicense, sale);
      return { license: license.license, licenseKey };
    };
    const machineOf = (product: string): Device => {
      const device = Device.withAdapters(test.run);
      device.product = product;
      return device;
    };
    const heldBy = async (license: string): Promise<[used: number, rows: number]> => [
      (await test.run(licensing.showLicense, { license })).used,
      (await test.run(activation.listActivations, { license })).items.length,
    ];

    const words = (count: number, characters = 4): string[] =>
      Array.from({ length: count }, (_, nth) => String(nth).padStart(characters, '-'));
    const FORMS: readonly [what: string, claims: { effective?: number; entitlements?: string[] }][] = [
      ['no entitlement', { entitlements: [] }],
      ['64 entitlements', { entitlements: words(64) }],
      ['65 entitlements', { entitlements: words(65) }],
      ['an empty one', { entitlements: [''] }],
      ['one twice', { entitlements: ['pro', 'pro'] }],
      ['one of 256 characters', { entitlements: words(1, 256) }],
      ['one of 257 characters', { entitlements: words(1, 257) }],
      ['more than 4 kB', { entitlements: words(64, 200) }],
      ['numbers for entitlements', { entitlements: [1, 2] as unknown as string[] }],
      ['no list of entitlements', { entitlements: 'pro' as unknown as string[] }],
      ['a day before 1970', { effective: -86_400 }],
      ['a day after 9999', { effective: 253_402_300_800 }],
      ['a part of a second', { effective: 0.5 }],
    ];
    for (const [what, claims] of FORMS)
      it(`with ${what} is read by the server as by apps`, () => {
        const { issuer, rootKey, rootKeyFile } = listKeys(test.config);
        const token = signFarewell(test.config, {
          aud: 'sonar',
          effective: startOf(today()),
          entitlements: ['pro'],
          ...claims,
          rootKeyFile: rootKeyFile ?? expect.fail('the root key has gone'),
        });
        const root = readRootKey(rootKey) ?? expect.fail('no root');
        const { ok } = readInApp(token, { root, issuer, product: 'sonar', minimumKeySetVersion: 0 });
        expect(readFarewell(test.config, token) !== undefined).to.equal(ok);
      });

    it('is published on its day, comes with each lease, and leaves no machine of its product', async () => {
      const [sonar, radar] = [await sell('sonar'), await sell('radar')];
      const machines = Array.from({ length: 7 }, () => machineOf('sonar'));
      for (const machine of machines) await machine.activate(sonar.licenseKey);
      const kept = machineOf('radar');
      await kept.activate(radar.licenseKey);
      await machines[0]!.release();

      const farewell = farewellOf('sonar');
      expect(await codeOf(publish(farewellOf('sonar', addDays(today(), 1))))).to.equal('request_malformed');
      expect(await publish(farewell, true)).to.deep.equal({ machines: 7 });
      expect(await machines[1]!.renew(), 'a trial publishes nothing').to.not.have.property('farewell');
      expect(await publish(farewell)).to.deep.equal({ machines: 7 });
      expect(await publish(farewell), 'again').to.deep.equal({ machines: 7 });

      const answer = await machines[1]!.renew();
      expect(answer).to.include({ farewell });
      expect(await kept.renew(), 'of another product').to.not.have.property('farewell');
      const root = readRootKey(listKeys(test.config).rootKey) ?? expect.fail('no root');
      const trust = { root, issuer: listKeys(test.config).issuer, product: 'sonar', minimumKeySetVersion: 0 };
      expect(readInApp(farewell, trust)).to.deep.include({ ok: true });
      expect(readInApp(farewell, { ...trust, product: 'radar' })).to.deep.equal({
        ok: false,
        fault: 'wrong_product',
      });

      const { classes, finished } = await runPurge(test.world, { apply: true });
      expect(finished).to.equal(true);
      expect(classes.find(({ class: name }) => name === AFTER_FAREWELL)).to.include({ due: 7, purged: 7 });
      expect(await heldBy(sonar.license)).to.deep.equal([0, 0]);
      expect(await heldBy(radar.license)).to.deep.equal([1, 1]);
      expect(await codeOf(machines[1]!.renew())).to.equal('activation_unknown');

      const late = machineOf('sonar');
      expect(await late.activate(sonar.licenseKey)).to.include({ farewell });
      expect(await heldBy(sonar.license)).to.deep.equal([1, 1]);
      await runPurge(test.world, { apply: true });
      expect(await heldBy(sonar.license)).to.deep.equal([0, 0]);
    });

    it('is deleted in slices, with seats that are taken, lapsed and released', async () => {
      await test.run(licensing.addProduct, { product: 'lidar', name: 'Lidar', terms: { seats: 900 } });
      const lidar = await sell('lidar');
      const machines = Array.from({ length: 230 }, () => machineOf('lidar'));
      for (const machine of machines) await machine.activate(lidar.licenseKey);
      for (const machine of machines.slice(0, 3)) await machine.release();
      await publish(farewellOf('lidar', toDay(today() - 3)));
      await runPurge(test.world, { apply: true });
      expect(await heldBy(lidar.license)).to.deep.equal([0, 0]);
    });

    it('of an unknown product, or of another server, is refused', async () => {
      expect(await codeOf(publish(farewellOf('unknown')))).to.equal('product_unknown');
      const farewell = farewellOf('sonar');
      expect(readFarewell(test.config, `${farewell}x`)).to.equal(undefined);
      expect(readFarewell(test.config, 'a'.repeat(5_000))).to.equal(undefined);
      expect(readFarewell(test.config, '')).to.equal(undefined);
    });
  });
}
