// A server's clock jumps, is off for months, or comes from a backup: activations, renewals and releases go on, and
// nothing irreversible is done by its day until it agrees again, was steady for seven days, or an operator confirms it.

import { expect } from 'chai';
import type { ActivateAnswer } from '../../client-sdk/typescript/contract/wire.ts';
import { makeBackup, restoreBackup } from '../../server/composition/backups.ts';
import { clockFault, openWorld, runPurge, type World } from '../../server/composition/world.ts';
import { DAY_SECONDS, dayOf, type Day } from '../../server/domain/kernel/day.ts';
import { Refusal } from '../../server/domain/kernel/refusal.ts';
import { operations } from '../../server/domain/operations.ts';
import { clockLook } from '../../server/jobs/clock-watch.ts';
import { notices } from '../../server/jobs/daily-notices.ts';
import { dailyPurge } from '../../server/jobs/daily-purge.ts';
import { openLeaderLock } from '../../server/jobs/leader-lock.ts';
import { proven } from '../support/machine.ts';
import { jumpingClock, openPostgresWorld, openTestWorld, type TestWorld } from '../support/world.ts';
import { activationOf } from './load.ts';

const SEATS = 50;
const NETWORK = '198.51.100.0/24';

interface Line {
  readonly event: string;
  readonly reason?: string;
}

const ENGINES = {
  SQLite: () => openTestWorld('worker', {}, jumpingClock()),
  PostgreSQL: () => openPostgresWorld(jumpingClock()),
};

for (const [engine, open] of Object.entries(ENGINES)) {
  describe(`a clock that jumps, over ${engine}`, () => {
    let test: TestWorld;
    let [full, ending] = [
      { license: '', key: '' },
      { license: '', key: '' },
    ];
    let machines: ActivateAnswer[] = [];
    let fresh = 1_000;

    const jump = (days: number): void => test.clock.move(days * DAY_SECONDS);
    const today = (): Day => dayOf(test.clock.now());
    const rowsOf = (license: string) => test.run(operations.activation.listActivations, { license });
    const usedOf = async (license: string): Promise<number> =>
      (await test.run(operations.licensing.showLicense, { license })).used;
    const activate = (key: string, machine = (fresh += 1)): Promise<ActivateAnswer> =>
      test.run(operations.activation.activate, {
        ...activationOf({ keys: [key], seed: 'clock' }, machine),
        network: NETWORK,
      });
    const renew = async (machine: number): Promise<ActivateAnswer> => {
      const { tags } = activationOf({ keys: [full.key], seed: 'clock' }, machine);
      const request = proven('renew', machines[machine] as ActivateAnswer, tags);
      const renewed = (await test.run(operations.activation.renewLease, request)) as ActivateAnswer;
      machines[machine] = renewed;
      return renewed;
    };
    const refusalOf = (act: Promise<unknown>): Promise<unknown> =>
      act.then(
        () => 'done',
        (error: unknown) => (error instanceof Refusal ? error.code : error),
      );

    /** Sells a license, and says its id and key. */
    async function sell(order: { email: string; endsOn?: string }): Promise<typeof full> {
      const bought = await test.run(operations.licensing.issueLicense, { product: 'sonar', ...order });
      return { license: bought.license.license, key: bought.licenseKey };
    }

    /** Runs the daily purge as a server does, and returns what it logged. */
    async function purgeDaily(world: World = test.world): Promise<Line[]> {
      const lines: Line[] = [];
      const log = (line: object): void => void lines.push(line as Line);
      const leaderLock = openLeaderLock(world, { task: 'purge', holder: 'test' });
      await dailyPurge(world, { leaderLock, log }, new AbortController().signal)();
      return lines;
    }

    before(async () => {
      test = await open();
      await test.run(operations.licensing.addProduct, {
        product: 'sonar',
        name: 'Sonar',
        terms: { seats: SEATS },
      });
      full = await sell({ email: 'ada@example.com' });
      ending = await sell({ email: 'eve@example.com', endsOn: '2026-12-14' });
      machines = await Promise.all(
        Array.from({ length: SEATS }, (_, machine) => activate(full.key, machine)),
      );
    });
    after(() => test.end());

    for (const isPurged of [false, true]) {
      for (const days of [35, 46, 59, 400]) {
        const when = isPurged ? 'after a purge' : 'before the first purge';
        it(`ahead by ${days} days and back, ${when}: nothing is purged, lapses, ends or is destroyed`, async () => {
          const [rows, confirmed] = [await rowsOf(full.license), today()];
          jump(days);
          const [line, ...more] = await purgeDaily();
          expect(line?.event).to.equal('purge refused');
          expect(line?.reason).to.match(new RegExp(`, ${days} days ahead of the confirmed day `));
          expect(more).to.deep.equal([]);
          const byHand = await runPurge(test.world, { apply: true });
          expect(byHand).to.include({ applied: false, finished: false });
          expect(byHand.refused?.code).to.equal('clock_ahead');
          const { plan } = await runPurge(test.world, { apply: false });
          expect(await runPurge(test.world, { apply: true, plan: plan ?? '' })).to.include({
            applied: false,
          });
          expect([test.world.destroyDayKeys({}), test.world.destroyOldBackups()]).to.deep.equal([0, 0]);

          expect(await refusalOf(activate(full.key)), 'no seat lapses').to.equal('seats_taken');
          expect(await rowsOf(full.license)).to.deep.equal(rows);
          expect(await usedOf(full.license)).to.equal(SEATS);
          expect(await activate(ending.key), 'no license ends').to.have.property('lease');
          const early = await renew(0);

          jump(-days);
          expect((await renew(0)).sequence, 'a lease of the right day').to.equal(early.sequence + 1);
          expect(clockFault(test.world)).to.equal(null);
          const { classes, finished } = await runPurge(test.world, { apply: isPurged });
          expect(finished).to.equal(isPurged);
          expect(classes.reduce((sum, { purged }) => sum + purged, 0)).to.equal(0);
          expect(today()).to.equal(confirmed);
        });
      }
    }

    it('ahead by 35 days: a login ends no other, and a repeated request stays one', async () => {
      const { key } = await sell({ email: 'bo@example.com' });
      const signUp = { username: 'bo', password: 'hash', licenseKey: key, terms: '1', remember: true };
      const first = await test.run(operations.account.signUp, { ...signUp, recoveryCodes: [] });
      const { who } = await test.run(operations.account.findSession, { token: first.token });
      const order = { product: 'sonar', email: 'bo@example.com', idempotencyKey: 'twice' };
      const issued = await test.run(operations.licensing.issueLicense, order);
      jump(35);
      const credentials = { account: who?.account ?? '', password: 'hash', known: undefined };
      await test.run(operations.account.logIn, { ...credentials, remember: true, asker: { network: null } });
      const again = await test.run(operations.licensing.issueLicense, order);
      jump(-35);
      expect((await test.run(operations.account.findSession, { token: first.token })).kind).to.equal('good');
      expect(again.license.license).to.equal(issued.license.license);
    });

    it('writes no notice while it is not believed', async () => {
      jump(46);
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
      const options = { leaderLock, unsubscribeUrl: () => 'https://x.example/u', log: () => undefined };
      await notices(world, options, new AbortController().signal);
      expect(wrote).not.to.include('noticeEnding');
      jump(-46);
    });

    it('behind by 40 days: everything goes on, and nothing is purged', async () => {
      jump(-40);
      expect((await runPurge(test.world, { apply: true })).refused?.code).to.equal('clock_behind');
      expect(await activate(ending.key)).to.have.property('lease');
      jump(40);
      expect((await runPurge(test.world, { apply: true })).finished).to.equal(true);
    });

    it('is logged once a day while it is not believed, and when it is believed after seven days', async () => {
      const lines: Line[] = [];
      let last: string | undefined;
      const look = clockLook(test.world, (line) => {
        const text = line && JSON.stringify(line);
        if (line !== undefined && text !== last) lines.push(line as Line);
        last = text;
      });
      jump(90);
      for (let day = 0; day < 7; day += 1) {
        for (let times = 0; times < 3; times += 1) await look();
        jump(1);
      }
      expect(lines.map(({ event }) => event)).to.deep.equal(Array(7).fill('clock not believed'));
      await look();
      expect(lines.at(-1)?.event).to.equal('clock believed');
      expect((await runPurge(test.world, { apply: true })).finished).to.equal(true);
      expect(await usedOf(full.license), 'whose grace ended').to.equal(0);
    });

    it('of a server that was off for 90 days purges nothing until an operator confirms it', async () => {
      await test.world.close();
      jump(90);
      test.world = await openWorld(test.config, { clock: test.clock, threads: 'in-thread' });
      expect((await runPurge(test.world, { apply: true })).refused?.code).to.equal('clock_ahead');
      await test.run(operations.cluster.confirmClock, {});
      await test.world.lookAtClock();
      expect((await runPurge(test.world, { apply: true })).finished).to.equal(true);
    });

    for (const { apart, seconds } of [
      { apart: '5 minutes', seconds: 300 },
      { apart: '40 days', seconds: 40 * DAY_SECONDS },
    ]) {
      it(`of two servers that are ${apart} apart: the one that is ahead moves nothing further than the other`, async () => {
        const ahead = { now: () => (test.clock.now() + seconds) as typeof now };
        const now = test.clock.now();
        const second = await openWorld(test.config, { clock: ahead, threads: 'in-thread' });
        try {
          for (let day = 0; day < 10; day += 1) {
            await Promise.all([second.lookAtClock(), test.world.lookAtClock()]);
            await second.lookAtClock();
            await test.world.lookAtClock();
            const { day: confirmed } = await test.run(operations.cluster.findConfirmedDay, {});
            expect(confirmed - today()).to.be.within(0, seconds < DAY_SECONDS ? 1 : 0);
            expect(clockFault(test.world)).to.equal(null);
            expect(clockFault(second) === null).to.equal(seconds < DAY_SECONDS);
            jump(1);
          }
          await test.world.lookAtClock();
          expect((await runPurge(second, { apply: true })).finished).to.equal(seconds < DAY_SECONDS);
        } finally {
          await second.close();
        }
      });
    }
  });
}

describe('a backup that is restored after 30 days', () => {
  it('has the confirmed day of its own day: nothing is purged or lapses until the clock is confirmed', async () => {
    const test = await openTestWorld('in-thread', {}, jumpingClock());
    try {
      await test.run(operations.licensing.addProduct, {
        product: 'sonar',
        name: 'Sonar',
        terms: { seats: 1 },
      });
      const { license, licenseKey } = await test.run(operations.licensing.issueLicense, {
        product: 'sonar',
        email: 'ada@example.com',
      });
      await test.run(operations.activation.activate, activationOf({ keys: [licenseKey], seed: 'x' }, 1));
      test.clock.move(20 * DAY_SECONDS);
      await test.run(operations.cluster.confirmClock, {});
      const { file } = await makeBackup(test.config, { clock: test.clock });
      for (let day = 0; day < 30; day += 1) {
        test.clock.move(DAY_SECONDS);
        await test.world.lookAtClock();
      }
      expect(clockFault(test.world)).to.equal(null);
      await test.world.close();
      expect(await restoreBackup(test.config, { clock: test.clock, file })).to.include({ purged: 0 });
      test.world = await openWorld(test.config, { clock: test.clock, threads: 'in-thread' });
      expect(clockFault(test.world)?.detail).to.match(/30 days ahead of the confirmed day 2026-12-14/);
      expect((await runPurge(test.world, { apply: true })).finished).to.equal(false);
      const [row] = (await test.run(operations.activation.listActivations, { license: license.license }))
        .items;
      expect(row?.status).to.equal('active');
      await test.run(operations.cluster.confirmClock, {});
      expect((await runPurge(test.world, { apply: true })).finished).to.equal(true);
    } finally {
      await test.end();
    }
  });
});
