/**
 * The index of the buyer's email ends ten years after the license's last machine, or after the days in `retention.json`.
 * It does not matter how that machine ended. The license key goes on working. Over both engines.
 */

import { expect } from 'chai';
import type { ActivateAnswer } from '../../../../client-sdk/typescript/contract/wire.ts';
import { runPurge } from '../../../../server/composition/world.ts';
import { DAY_SECONDS } from '../../../../server/domain/kernel/day.ts';
import { operations } from '../../../../server/domain/operations.ts';
import { openShop, WORLDS, type Shop } from '../../../support/accounts.ts';
import { random22 } from '../../../support/machine.ts';
import type { TestWorld } from '../../../support/world.ts';

const CLASS = 'email indexes without a machine';
const YEARS = 3_650;

for (const [engine, open] of WORLDS) {
  describe(`licenses that no machine uses, over ${engine}`, () => {
    let test: TestWorld;
    let shop: Shop;

    before(async () => {
      test = await open();
      shop = await openShop(test);
    });
    after(() => test.end());

    const wait = (days: number): void => test.clock.move(days * DAY_SECONDS);
    const activate = (licenseKey: string): Promise<ActivateAnswer> => {
      const machine = { tags: [random22()], nonce: random22(), network: null };
      return test.run(operations.activation.activate, { product: 'sonar', licenseKey, ...machine });
    };
    const release = async (license: string): Promise<void> => {
      const machines = await test.run(operations.activation.listActivations, { license });
      for (const { activation } of machines.items)
        await test.run(operations.activation.releaseByOperator, { license, activation });
    };
    const found = async (email: string): Promise<string[]> =>
      (await test.run(operations.licensing.findLicenses, { email })).items.map(({ license }) => license);
    const purged = async (): Promise<number> => {
      const { classes } = await runPurge(test.world, { apply: true });
      return classes.find(({ class: name }) => name === CLASS)?.purged ?? 0;
    };

    it('lose the index of the email ten years after the last machine, and keep their key', async () => {
      const [never, released, lapsed, used, both] = await Promise.all(
        ['never', 'released', 'lapsed', 'used', 'both'].map((name) => shop.sell(`${name}@example.com`)),
      );
      const stored = async (): Promise<boolean[]> => {
        const names = ['never', 'released', 'lapsed', 'used', 'both'];
        return Promise.all(names.map(async (name) => (await found(`${name}@example.com`)).length === 1));
      };
      for (const { licenseKey } of [released!, lapsed!, used!, both!, both!]) await activate(licenseKey);
      wait(10);
      await release(released!.license);
      wait(90);
      expect(await purged(), 'the seat of the lapsed one is returned').to.equal(0);
      wait(YEARS - 100);
      await activate(used!.licenseKey);
      expect(await purged(), 'on the last day of the first').to.equal(0);
      wait(1);
      expect(await purged()).to.equal(1);
      expect(await stored()).to.deep.equal([false, true, true, true, true]);
      wait(10);
      expect(await purged()).to.equal(1);
      wait(90);
      expect(await purged(), 'those that lapsed').to.equal(2);
      expect(await stored()).to.deep.equal([false, false, false, true, false]);

      for (const { licenseKey } of [never!, released!, lapsed!, both!])
        expect(await activate(licenseKey)).to.have.property('lease');
      expect(await found('never@example.com'), 'an activation stores no email again').to.deep.equal([]);
      expect(await purged(), 'nothing is nulled twice').to.equal(0);
    });

    it('lose it earlier where retention.json says so', async () => {
      const { license, licenseKey } = await shop.sell('ada@example.com');
      await activate(licenseKey);
      await release(license);
      await test.run(operations.privacy.seeLives, { asked: { [CLASS]: 400 } });
      wait(400);
      await purged();
      expect(await found('ada@example.com')).to.deep.equal([license]);
      wait(1);
      await purged();
      expect(await found('ada@example.com')).to.deep.equal([]);
      expect(await activate(licenseKey)).to.have.property('lease');
    });
  });
}
