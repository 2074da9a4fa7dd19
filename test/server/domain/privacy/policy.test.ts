/**
 * Released policies: the first one, the notice of a wider one, and what waits for its day: a longer retention period, a
 * recipient, a program that stores more. Over both engines.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { databasePath } from '../../../../server/composition/prepare-secrets.ts';
import { requireStated } from '../../../../server/composition/stated-inventory.ts';
import { runPurge } from '../../../../server/composition/world.ts';
import { believedDay } from '../../../../server/domain/kernel/confirmed-day.ts';
import { DAY_SECONDS, toDay, toInstant } from '../../../../server/domain/kernel/day.ts';
import { Refusal } from '../../../../server/domain/kernel/refusal.ts';
import { operations } from '../../../../server/domain/operations.ts';
import { openShop, WORLDS, type Shop } from '../../../support/accounts.ts';
import { openTestWorld } from '../../../support/world.ts';

const { privacy } = operations;
const CLASS = 'network prefixes';
const HOSTING = { recipient: 'Example Hosting', classes: ['all'], ground: 'processor' };

for (const [engine, open] of WORLDS) {
  describe(`policies, over ${engine}`, () => {
    let shop: Shop;
    beforeEach(async () => {
      shop = await openShop(await open());
    });
    afterEach(() => shop.test.end());

    const run: Shop['test']['run'] = (...given) => shop.test.run(...given);
    const release = (days?: number, effectiveOn?: string, recipients = [] as (typeof HOSTING)[]) =>
      run(privacy.releasePolicy, {
        asked: days === undefined ? {} : { [CLASS]: days },
        effectiveOn,
        recipients,
      });
    const fieldOf = async (work: Promise<unknown>): Promise<string | undefined> => {
      const error: unknown = await work.catch((reason: unknown) => reason);
      return error instanceof Refusal
        ? error.parts.fields?.map(({ pointer }) => pointer).join()
        : String(error);
    };
    const pass = async (days: number): Promise<void> => {
      for (let day = 0; day < days; day += 1) {
        shop.test.clock.move(DAY_SECONDS);
        await run(operations.cluster.lookAtClock, {});
      }
    };
    const purge = async (days: number): Promise<number | undefined> => {
      await run(privacy.seeLives, { asked: { [CLASS]: days } });
      await runPurge(shop.test.world, { apply: true });
      return (await run(privacy.showLives, {})).present[CLASS];
    };
    const standings = async () =>
      (await run(privacy.listPolicies, {})).map(({ version, standing }) => `${version} ${standing}`);

    it('are none at first, and a period stays as it is until one is released', async () => {
      expect(await run(privacy.listPolicies, {})).to.deep.equal([]);
      expect(await purge(60)).to.equal(undefined);
      expect(await run(privacy.lookAtLives, { asked: { [CLASS]: 60 } })).to.deep.equal({
        waiting: [{ class: CLASS, asked: 60, present: 30 }],
        unseen: {},
      });
    });

    it('apply at once on a first installation, without notice', async () => {
      const plan = await run(privacy.planPolicy, { asked: { [CLASS]: 60 } });
      expect(plan).to.deep.include({ version: 1, needsNotice: false, earliestOn: '2026-11-24' });
      expect(await release(60)).to.include({ version: 1, effectiveOn: '2026-11-24', standing: 'in force' });
      expect(await purge(60)).to.equal(60);
    });

    it('give customers 15 days of notice before a longer period, and the shorter one applies until then', async () => {
      await shop.sell();
      const plan = await run(privacy.planPolicy, { asked: { [CLASS]: 60 } });
      expect(plan).to.deep.include({ version: 1, needsNotice: true, earliestOn: '2026-12-09' });
      expect(plan.changes).to.deep.equal([
        { kind: 'life', item: CLASS, before: 720, after: 1_440, wider: true },
      ]);
      expect(await fieldOf(release(60, '2026-12-08'))).to.equal('/effective');
      expect(await fieldOf(release(60, '2028-12-08'))).to.equal('/effective');
      expect(await fieldOf(release(60, 'tomorrow'))).to.equal('/effective');
      expect(await release(60)).to.include({ effectiveOn: '2026-12-09', standing: 'waiting' });
      await pass(14);
      expect(await purge(60), 'on the last day of the notice').to.equal(undefined);
      expect(await standings()).to.deep.equal(['1 waiting']);
      await pass(1);
      expect(await standings()).to.deep.equal(['1 in force']);
      expect(await purge(61), 'longer than it states').to.equal(undefined);
      expect(await purge(60)).to.equal(60);
    });

    it('do not make a period longer again that was shortened since', async () => {
      await release(60);
      await shop.sell();
      expect(await purge(60)).to.equal(60);
      expect(await purge(7)).to.equal(7);
      expect(await purge(60), 'customers were shown 7 days').to.equal(7);
      expect(await run(privacy.planPolicy, { asked: { [CLASS]: 60 } })).to.include({ needsNotice: true });
      await release(60);
      expect(await purge(60)).to.equal(7);
      await pass(15);
      expect(await purge(60)).to.equal(60);
    });

    it('do not make a period longer that the next one no longer states', async () => {
      await release(60);
      await shop.sell();
      expect(await release()).to.include({ version: 2, standing: 'in force' });
      expect(await purge(60)).to.equal(undefined);
      expect(await standings()).to.deep.equal(['2 in force', '1 earlier']);
    });

    it('apply in the order of their versions: a later one takes back what waits', async () => {
      await shop.sell();
      expect(await release(60)).to.include({ effectiveOn: '2026-12-09' });
      expect(await release(), 'not before the one that it replaces').to.include({
        version: 2,
        effectiveOn: '2026-12-09',
      });
      await pass(20);
      expect(await purge(60)).to.equal(undefined);
    });

    it('state who goes on receiving the data of all customers, 15 days before', async () => {
      await run(privacy.addDisclosure, { ...HOSTING, recipient: 'Bank' });
      await release();
      await shop.sell();
      const add = (recipient = HOSTING.recipient) => run(privacy.addDisclosure, { ...HOSTING, recipient });
      expect(await fieldOf(add())).to.equal('/recipient');
      for (const wrong of [{ recipient: 'jane@example.com' }, { classes: ['shoe sizes'] }])
        expect(await fieldOf(release(undefined, undefined, [{ ...HOSTING, ...wrong }]))).to.match(
          /^\/(recipient|classes)$/,
        );
      expect(await release(undefined, undefined, [HOSTING])).to.include({ effectiveOn: '2026-12-09' });
      await pass(14);
      expect(await fieldOf(add())).to.equal('/recipient');
      await pass(1);
      expect(await add()).to.include({ recipient: HOSTING.recipient });
      expect(await add('Bank')).to.include({ recipient: 'Bank' });
      const [, first] = await run(privacy.listPolicies, {});
      expect(first?.changes).to.deep.equal([]);
    });
  });
}

describe('a program that stores more than the policy in force states', () => {
  it('is no server until the day of one that does', async () => {
    const shop = await openShop(await openTestWorld());
    const { run } = shop.test.world;
    const kept = { run, close: () => Promise.resolve() };
    const start = () =>
      requireStated(kept).then(
        () => undefined,
        (error: unknown) => String(error),
      );
    const release = () => shop.test.run(privacy.releasePolicy, { asked: {} });
    expect(await start(), 'none was released').to.equal(undefined);
    await release();
    expect(await start()).to.equal(undefined);
    const database = new Database(databasePath(shop.test.config));
    database.exec(`UPDATE policies SET content = json_remove(content, '$.columns."activations.username"')`);
    database.close();
    await shop.sell();
    expect(await start()).to.match(
      /does not state [^:]*: activations\.username\. Run the earlier version, and release/,
    );
    expect(await release()).to.deep.include({
      effectiveOn: '2026-12-09',
      changes: [
        { kind: 'column', item: 'activations.username', before: null, after: 'appUsername', wider: true },
      ],
    });
    expect(await start()).to.match(/Run the earlier version until 2026-12-09/);
    for (let day = 0; day < 15; day += 1) {
      shop.test.clock.move(DAY_SECONDS);
      await shop.test.run(operations.cluster.lookAtClock, {});
    }
    expect(await start()).to.equal(undefined);
    await shop.test.end();
  });
});

describe('the day by which notice is counted', () => {
  const dayWith = (day: number, confirmed: number) =>
    believedDay({ now: toInstant(day * DAY_SECONDS), confirmedDay: toDay(confirmed) });
  it('is the confirmed day while the clock is not believed', () => {
    expect([dayWith(100, 100), dayWith(102, 100), dayWith(98, 100)]).to.deep.equal([100, 102, 98]);
    expect([dayWith(115, 100), dayWith(85, 100)]).to.deep.equal([100, 100]);
  });
});
