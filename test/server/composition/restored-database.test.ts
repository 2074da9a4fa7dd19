/**
 * A database that was restored by an operator's own means, on both engines: no node works with it until what was erased
 * since was erased again. One that was not restored is never refused.
 */

import { expect } from 'chai';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigFault, readConfig, type Config } from '../../../server/config/config.ts';
import { guardErasures } from '../../../server/composition/guard-erasures.ts';
import { replayDatabase, type ReplayReport } from '../../../server/composition/replay-database.ts';
import {
  copyDatabase,
  openWorld,
  placeOfConfig,
  prepareFolder,
  runErasure,
} from '../../../server/composition/world.ts';
import { openErasureMemory } from '../../../server/crypto/erasure-memory.ts';
import { dayOf } from '../../../server/domain/kernel/day.ts';
import { toWeek } from '../../../server/domain/kernel/week.ts';
import { operations } from '../../../server/domain/operations.ts';
import type { World } from '../../../server/runtime/world.ts';
import { postgresToCopy, sqliteToCopy, type CopiedDatabase } from '../../support/database-copies.ts';
import { movableClock, startTestServer } from '../../support/world.ts';
import { until } from '../../support/until.ts';
import { random22 } from '../../support/machine.ts';

const ACTOR = 'terminal:test';
const CANARY = 'canary-of-ada';
const WEEK = toWeek(2_900);
const TOLD = 'database replay';

const ENGINES: [name: string, open: (folder: () => string) => Promise<CopiedDatabase>][] = [
  ['SQLite', sqliteToCopy],
  ['PostgreSQL', () => postgresToCopy()],
];

for (const [engine, open] of ENGINES) {
  describe(`a restored database on ${engine}`, () => {
    const clock = movableClock();
    let folder: string;
    let config: Config;
    let database: CopiedDatabase;

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'quietkey-test-'));
      database = await open(() => config.dataFolder);
      config = configOf('data');
      prepareFolder(config, { clock });
    });
    afterEach(async () => {
      await database.end();
      rmSync(folder, { recursive: true });
    });

    /** A node with a data folder of its own, and the secrets and keys of the first. */
    function configOf(data: string): Config {
      const shared = join(folder, 'data');
      return readConfig({
        QUIETKEY_DATA: join(folder, data),
        QUIETKEY_KEYS: join(shared, 'keys'),
        ...(data === 'data'
          ? {}
          : {
              QUIETKEY_SECRET_FILE: join(shared, 'secret'),
              QUIETKEY_ISSUE_SECRET_FILE: join(shared, 'issue-secret'),
            }),
        ...database.settings,
      });
    }
    const openOn = (node: Config, log?: (line: object) => void): Promise<World> =>
      openWorld(node, { clock, threads: 'in-thread', ...(log === undefined ? {} : { log }) });
    const within = async <Answer>(act: (world: World) => Promise<Answer>, node = config): Promise<Answer> => {
      const world = await openOn(node);
      try {
        return await act(world);
      } finally {
        await world.close();
      }
    };
    /** What a start says: '' if the database is accepted. */
    const refusalOf = (node = config): Promise<string> =>
      within(() => Promise.resolve(''), node).catch((error: unknown) => {
        if (error instanceof ConfigFault) return error.message;
        throw error;
      });
    const replay = (node = config, always = false, signal?: AbortSignal): Promise<ReplayReport> =>
      replayDatabase(node, { always, clock, ...(signal === undefined ? {} : { signal }) }, (_world, report) =>
        Promise.resolve(report),
      );
    const erase = (email: string) => async (world: World) => {
      const options = { apply: true, urgent: false, actor: ACTOR, purpose: 'legal' };
      const report = await runErasure(world, { email, only: [], endLicenses: false }, options);
      expect(report.finished).to.equal(true);
    };
    const sell = async (world: World, email: string, username: string): Promise<void> => {
      const issued = await world.run(operations.licensing.issueLicense, { product: 'sonar', email }, ACTOR);
      await world.run(
        operations.activation.activate,
        {
          product: 'sonar',
          licenseKey: issued.licenseKey,
          tags: [random22()],
          nonce: random22(),
          network: null,
          username,
        },
        'client',
      );
    };
    /** A product, a customer whose username is the canary, and sums of a week; and a copy of all that. */
    const begin = async (): Promise<void> => {
      await within(async (world) => {
        const terms = { seats: 9, usernameRequired: true };
        await world.run(operations.licensing.addProduct, { product: 'sonar', name: 'Sonar', terms }, ACTOR);
        await sell(world, 'ada@example.com', CANARY);
        const sums = { total: 1_000 };
        await world.run(operations.statistics.keepTelemetry, { week: WEEK, sums }, ACTOR);
      });
      await database.backUp();
    };
    const eraseElsewhere = async (world: World): Promise<void> => {
      const memory = openErasureMemory(config.dataFolder);
      const counts = memory.counts().map((count) => ({ ...count, erasures: count.erasures + 1 }));
      await world.run(operations.cluster.raiseErasures, { counts }, ACTOR);
      memory.remember(counts);
    };
    const countOfCanary = async (): Promise<unknown> =>
      (await database.query(`SELECT COUNT(*) AS n FROM activations WHERE username = '${CANARY}'`)).map(
        ({ n }) => Number(n),
      );

    it('is not seen where another process of the folder erases between two looks', async () => {
      await begin();
      const log: object[] = [];
      await within(async (world) => {
        const run: World['run'] = async (...operation) => {
          const answer = await world.run(...operation);
          // the other process commits its erasure, and then writes it to the folder
          if (operation[0] === operations.cluster.findErasures) await eraseElsewhere(world);
          return answer;
        };
        const guarded = await guardErasures({ ...world, run }, config, (line) => void log.push(line));
        for (let look = 0; look < 3; look += 1) await guarded.checkErasures();
        expect(await guarded.ready()).to.equal(true);
        await guarded.run(operations.licensing.listProductNames, {}, ACTOR);
      });
      expect(log).to.deep.equal([]);
    });

    it('is refused until it was replayed, and has no byte of the erased afterwards', async () => {
      await begin();
      await within(erase('ada@example.com'));
      expect(await refusalOf()).to.equal('');
      await database.putBack();
      expect(await database.holds(CANARY)).to.equal(true);
      expect(await refusalOf()).to.include(TOLD);
      const { done, others } = await replay();
      expect([done?.replayed, others]).to.deep.equal([1, 0]);
      expect(await countOfCanary()).to.deep.equal([0]);
      await within(async (world) => {
        await world.secureDelete();
      });
      expect(await database.holds(CANARY)).to.equal(false);
      expect((await replay()).done, 'again').to.equal(null);
    });

    it('publishes no week twice', async () => {
      await begin();
      await within((world) =>
        world.run(
          operations.statistics.publishWeek,
          { week: WEEK, figures: [{ cell: 'total', week: WEEK, n: 1_001 }] },
          ACTOR,
        ),
      );
      await database.putBack();
      expect(await refusalOf()).to.include(TOLD);
      await replay();
      const due = await within((world) => world.run(operations.statistics.dueWeeks, {}, ACTOR));
      expect(due.filter(({ week }) => week === WEEK)).to.deep.equal([]);
    });

    it('stays refused if a replay ends before its end, at each step', async () => {
      await begin();
      await within(erase('ada@example.com'));
      await database.putBack();
      for (let steps = 0; steps < 6; steps += 1) {
        const stopping = new AbortController();
        const onProgress = (): void => {
          left -= 1;
          if (left < 0) stopping.abort(new Error('stopped'));
        };
        let left = steps;
        const stopped = replayDatabase(
          config,
          { always: false, clock, onProgress, signal: stopping.signal },
          () => Promise.resolve('done'),
        ).catch((error: unknown) => (error as Error).message);
        if ((await stopped) === 'done') {
          expect(steps).to.be.greaterThan(2);
          break;
        }
        expect(await refusalOf(), `${steps} steps`).to.include(TOLD);
      }
      expect(await refusalOf()).to.equal('');
      expect(await countOfCanary()).to.deep.equal([0]);
    });

    it('is accepted if it lacks nothing that was erased', async () => {
      await begin();
      await within((world) => sell(world, 'eve@example.com', 'eve'));
      await database.putBack();
      expect(await refusalOf()).to.equal('');
    });

    it('is refused if it is from before erasures were counted', async () => {
      await begin();
      await within(erase('ada@example.com'));
      await database.putBack();
      await database.query('DELETE FROM erasure_counts');
      expect(await refusalOf()).to.include(TOLD);
    });

    it('is refused if it is older than the last purge, release or erasure of a part', async () => {
      await begin();
      const acts: [string, (world: World) => Promise<unknown>][] = [
        [
          'purge',
          (world) => world.run(operations.privacy.endPurge, { receipt: 'x', dayKeys: 0, backups: 0 }, ACTOR),
        ],
        [
          'part',
          (world) =>
            runErasure(
              world,
              { email: 'ada@example.com', only: ['usernames'], endLicenses: false },
              { apply: true, urgent: false, actor: ACTOR, purpose: 'legal' },
            ),
        ],
      ];
      for (const [what, act] of acts) {
        await database.putBack();
        await replay(config, true);
        await database.backUp();
        await within(act);
        await database.putBack();
        expect(await refusalOf(), what).to.include(TOLD);
      }
    });

    it('is accepted without customers, and then counts on', async () => {
      await begin();
      await within(erase('ada@example.com'));
      const tables = ['telemetry_counts', 'erasure_counts', 'device_tags', 'activations', 'licenses'];
      for (const table of tables) await database.query(`DELETE FROM ${table}`);
      expect(await refusalOf()).to.equal('');
      await within((world) => sell(world, 'eve@example.com', 'eve'));
      await within(erase('eve@example.com'));
      expect(await refusalOf()).to.equal('');
    });

    it('is refused by an open world, which accepts it when it was replayed', async () => {
      await begin();
      await within(erase('ada@example.com'));
      const log: object[] = [];
      const world = await openOn(config, (line) => log.push(line));
      try {
        // as after a restore that kept the connections
        await database.query('UPDATE erasure_counts SET erasures = 0');
        await database.query(`UPDATE activations SET username = '${CANARY}'`);
        await world.checkErasures();
        expect(await world.ready()).to.equal(false);
        const refused = await world
          .run(operations.licensing.listProducts, {}, ACTOR)
          .catch((error: unknown) => (error as { code: string }).code);
        expect(refused).to.equal('server_unavailable');
        expect(log).to.deep.equal([
          { event: 'database restored', reason: 'Erase it again: quietkey database replay' },
        ]);
        expect((await replay()).done?.replayed).to.equal(1);
        await world.checkErasures();
        expect(await world.ready()).to.equal(true);
        expect(await countOfCanary()).to.deep.equal([0]);
      } finally {
        await world.close();
      }
    });

    it('is replayed by the node itself if it lacks only what the node erased a moment ago', async () => {
      await begin();
      const log: object[] = [];
      const world = await openOn(config, (line) => log.push(line));
      try {
        await erase('ada@example.com')(world);
        // as after a fail-over to a standby that had not received the last transaction
        await database.query('UPDATE erasure_counts SET erasures = erasures - 1');
        await database.query(`UPDATE activations SET username = '${CANARY}'`);
        await world.checkErasures();
        expect(await world.ready()).to.equal(true);
        expect(log).to.have.lengthOf(2);
        expect(log[1]).to.deep.equal({ event: 'database replayed', count: 1 });
        expect(await countOfCanary()).to.deep.equal([0]);
      } finally {
        await world.close();
      }
      expect(await refusalOf()).to.equal('');
    });

    it('is refused by each node until all data folders have replayed', async () => {
      if (engine === 'SQLite') return;
      await begin();
      const [first, second] = [config, configOf('second')];
      prepareFolder(second, { clock });
      await within((world) => sell(world, 'eve@example.com', 'eve-of-second'));
      await database.backUp();
      await within(erase('ada@example.com'), first);
      await within(erase('eve@example.com'), second);
      expect(await refusalOf(first)).to.equal('');
      await database.putBack();
      expect(await refusalOf(first)).to.include(TOLD);
      expect(await refusalOf(second)).to.include(TOLD);
      expect((await replay(first)).others).to.equal(1);
      expect(await refusalOf(first), 'the second has not replayed').to.include('each server');
      expect(await database.holds('eve-of-second')).to.equal(true);
      expect((await replay(second)).others).to.equal(0);
      expect([await refusalOf(first), await refusalOf(second)]).to.deep.equal(['', '']);
      expect(await database.holds('eve-of-second')).to.equal(false);
    });

    it('is accepted with --always although another folder is lost', async () => {
      if (engine === 'SQLite') return;
      await begin();
      const second = configOf('second');
      prepareFolder(second, { clock });
      await within(erase('ada@example.com'), second);
      expect(await refusalOf()).to.equal('');
      await database.putBack();
      expect((await replay()).done).to.equal(null);
      expect(await refusalOf()).to.include('each server');
      await replay(config, true);
      expect(await refusalOf()).to.equal('');
    });
  });
}

describe('a PostgreSQL database that is replaced as a whole', () => {
  it('is refused under a running server, until it was replayed', async () => {
    const database = await postgresToCopy({ whole: true });
    const test = await startTestServer(database.settings);
    try {
      const license = { product: 'sonar', email: 'ada@example.com' };
      const product = { product: 'sonar', name: 'Sonar', terms: {} };
      await test.run(operations.licensing.addProduct, product);
      await test.run(operations.licensing.issueLicense, license);
      await test.stop();
      await database.backUp();
      await test.start();
      const { world, url } = test.running();
      const erase = { email: license.email, only: [], endLicenses: false };
      await runErasure(world, erase, { apply: true, urgent: false, actor: ACTOR, purpose: 'legal' });
      await test.stop();
      await test.start();
      await database.putBack();
      await until(() => JSON.stringify(test.log).includes('database restored'));
      expect((await fetch(`${url}/readyz`)).status).to.equal(503);
      const always = { always: false, clock: test.clock };
      await replayDatabase(test.config, always, () => Promise.resolve());
      await until(async () => (await fetch(`${url}/readyz`)).status === 200);
    } finally {
      await test.end();
      await database.end();
    }
  });
});

describe('a database that was copied to PostgreSQL', () => {
  it('takes the counts of erasures along', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'quietkey-test-'));
    const database = await postgresToCopy();
    const clock = movableClock();
    try {
      const settings = { QUIETKEY_DATA: join(folder, 'data') };
      const [from, to] = [readConfig(settings), readConfig({ ...settings, ...database.settings })];
      prepareFolder(from, { clock });
      const world = await openWorld(from, { clock, threads: 'in-thread' });
      const license = { product: 'sonar', email: 'ada@example.com' };
      await world.run(operations.licensing.addProduct, { product: 'sonar', name: 'Sonar', terms: {} }, ACTOR);
      await world.run(operations.licensing.issueLicense, license, ACTOR);
      const erase = { email: license.email, only: [], endLicenses: false };
      await runErasure(world, erase, { apply: true, urgent: false, actor: ACTOR, purpose: 'legal' });
      await world.close();
      const places = { from: placeOfConfig(from), to: placeOfConfig(to) };
      await copyDatabase({ ...places, today: dayOf(clock.now()) });
      await (await openWorld(to, { clock, threads: 'in-thread' })).close();
      const [count] = await database.query('SELECT erasures FROM erasure_counts');
      expect(Number(count?.['erasures'])).to.be.greaterThan(0);
    } finally {
      await database.end();
      rmSync(folder, { recursive: true });
    }
  });
});
