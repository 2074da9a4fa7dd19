// The machine's clock jumps back by weeks and ahead by years: activations, renewals and releases continue, counters
// equal rows, and the purge refuses to delete by such a clock until an operator confirms it.

import { expect } from 'chai';
import type { ActivateAnswer } from '../../client-sdk/typescript/contract/wire.ts';
import { notices } from '../../server/jobs/daily-notices.ts';
import { scheduleDailyPurge } from '../../server/jobs/daily-purge.ts';
import { DAY_SECONDS } from '../../server/domain/kernel/day.ts';
import { openLeaderLock } from '../../server/jobs/leader-lock.ts';
import { runPurge, type World } from '../../server/composition/world.ts';
import { proven } from '../support/machine.ts';
import { openTestWorld, type TestWorld } from '../support/world.ts';
import { activationOf } from './load.ts';
import { operations } from '../../server/domain/operations.ts';
import { until } from '../support/until.ts';

describe('a clock that jumps', () => {
  let test: TestWorld;
  let license: string;
  let keys: string[];
  let machines = 0;

  /** Opens a world that was never purged, and sells a license in it. */
  async function begin(terms: { endsOn?: string } = {}): Promise<void> {
    test = await openTestWorld('worker');
    const product = { product: 'sonar', name: 'Sonar', terms: { seats: 50 } };
    await test.run(operations.licensing.addProduct, product);
    const order = { product: 'sonar', email: 'ada@example.com', ...terms };
    const bought = await test.run(operations.licensing.issueLicense, order);
    [license, keys] = [bought.license.license, [bought.licenseKey]];
  }

  beforeEach(async () => {
    machines = 0;
    await begin();
    expect((await runPurge(test.world, { apply: true })).finished).to.equal(true);
  });
  afterEach(() => test.end());

  const jump = (days: number): void => test.clock.move(days * DAY_SECONDS);
  const tagsOf = (i: number): string[] => activationOf({ keys, seed: 'clock' }, i).tags;
  const activate = (i = machines++): Promise<ActivateAnswer> =>
    test.run(operations.activation.activate, activationOf({ keys, seed: 'clock' }, i));
  const renew = (activated: ActivateAnswer, i: number) =>
    test.run(operations.activation.renewLease, proven('renew', activated, tagsOf(i)));

  async function expectLife(activated: ActivateAnswer): Promise<void> {
    expect(await renew(activated, 0), 'a renewal').to.have.property('lease');
    const fresh = await activate();
    const released = await test.run(
      operations.activation.releaseLease,
      proven('release', fresh, tagsOf(machines - 1)),
    );
    expect(released, 'a release').to.have.property('statement');
    await activate();
    const rows = await test.run(operations.activation.listActivations, { license });
    const active = rows.filter(({ status }) => status === 'active').length;
    expect(
      (await test.run(operations.licensing.showLicense, { license })).used,
      'the counter, and the rows',
    ).to.equal(active);
  }

  async function expectPurgeRefused(reason: RegExp): Promise<void> {
    const rows = await test.run(operations.activation.listActivations, { license });
    const lines: object[] = [];
    const daily = scheduleDailyPurge(test.world, {
      leaderLock: openLeaderLock(test.world, { task: 'purge', holder: 'test' }),
      log: (line) => lines.push(line),
    });
    await until(() => lines.length > 0);
    await daily.stop();
    expect(lines).to.have.lengthOf(1);
    expect(lines[0]).to.have.property('event', 'purge refused');
    expect(lines[0]).to.have.property('reason').that.matches(reason);
    expect(await test.run(operations.activation.listActivations, { license })).to.deep.equal(rows);
  }

  for (const days of [-1, -40, -4_000]) {
    it(`back by ${-days} days: everything continues, and the purge refuses`, async () => {
      const activated = await activate();
      jump(days);
      await expectLife(activated);
      await expectPurgeRefused(/Correct the clock/);
      const byHand = await runPurge(test.world, { apply: true });
      expect(byHand).to.include({ applied: false, finished: false });
      expect(byHand.refused?.detail).to.match(/Correct the clock/);
    });
  }

  for (const days of [61, 3 * 366, 4_000]) {
    it(`ahead by ${days} days before the first purge: everything continues, and nothing is deleted or mailed`, async () => {
      await test.end();
      await begin({ endsOn: '2026-12-24' });
      await activate();
      jump(days);
      await expectPurgeRefused(/far ahead of 2026-11-24, when the database was made/);
      const log: object[] = [];
      const wrote: string[] = [];
      const world: World = {
        ...test.world,
        canMail: () => true,
        run: async (...asked) => {
          wrote.push(asked[0].name);
          return test.world.run(...asked);
        },
      };
      const leaderLock = openLeaderLock(test.world, { task: 'notices', holder: 'test' });
      await notices(
        world,
        { leaderLock, unsubscribeUrl: () => 'https://x.example/u', log: (line) => log.push(line) },
        new AbortController().signal,
      );
      expect(wrote).not.to.include('noticeEnding');
      expect(log).to.deep.equal([]);
      const plan = await runPurge(test.world, { apply: false });
      expect((await runPurge(test.world, { apply: true, plan: plan.plan ?? '' })).finished).to.equal(true);
    });
  }

  for (const days of [61, 4_000]) {
    it(`ahead by ${days} days and back again: everything continues, and nothing is purged`, async () => {
      const activated = await activate();
      jump(days);
      const renewed = await renew(activated, 0);
      expect(renewed).to.have.property('lease');
      await expectPurgeRefused(/far ahead/);
      await activate();
      jump(-days);
      await expectLife(renewed as ActivateAnswer);
      expect(
        (await runPurge(test.world, { apply: true })).finished,
        'the purge, by the right clock',
      ).to.equal(true);
    });
  }
});
