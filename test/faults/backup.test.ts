// Backups of a server under load, and commands that are killed at any moment. A backup is a prefix of what the server
// acknowledged, a killed backup leaves no readable leftovers after the next one, and a folder whose restore was killed
// is not served until the restore was repeated.

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { makeBackup, restoreBackup } from '../../server/composition/backups.ts';
import { databasePath } from '../../server/composition/prepare-secrets.ts';
import { rounds } from '../support/rounds.ts';
import {
  copyOf,
  layGround,
  startCommand,
  startFaulted,
  startMain,
  configOf,
  type Ground,
} from './faulted.ts';
import { begunBy } from './load.ts';
import { expectWhole } from './whole.ts';
import { until } from '../support/until.ts';

const KILLS = 50;
/** A restore of this folder takes less. */
const SPAN_MS = 200;
const LOGIN_THROTTLE = 20;
const EXIT_CONFIGURATION = 78;

describe('a backup', () => {
  let ground: Ground;

  beforeEach(async () => {
    ground = await layGround();
  });
  afterEach(() => ground.remove());

  const backups = (data = ground.data): string[] => {
    const folder = join(data, 'backups');
    return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  };
  const scratch = (data = ground.data): string[] => {
    const folder = join(data, 'scratch');
    return existsSync(folder) ? readdirSync(folder) : [];
  };
  const activations = (data: string): number => {
    const database = new Database(databasePath(configOf(data)), { readonly: true });
    try {
      return database.prepare('SELECT COUNT(*) FROM activations').pluck().get() as number;
    } finally {
      database.close();
    }
  };

  /** A copy of the folder in which a restore was killed between its beginning and its end. */
  const restoreCutShort = async (file: string): Promise<string> => {
    for (let attempt = 1; attempt <= LOGIN_THROTTLE; attempt++) {
      const data = copyOf(ground, `killed-${attempt}`);
      const markerPath = join(data, 'restore-begun');
      const killed = startCommand(data, ['restore', file]);
      await until(() => existsSync(markerPath) || killed.child.exitCode !== null);
      await pause(Math.random() * (SPAN_MS / attempt));
      await killed.kill();
      if (existsSync(markerPath)) return data;
      await expectWhole({ ...ground, data, loads: [] });
    }
    throw new Error('no restore was cut short');
  };

  it('under load contains all that was acknowledged before it, and a prefix of later activations', async () => {
    const server = await startFaulted(ground.data);
    // one at a time, so that the order of the acknowledgements is the order of the commits
    const load = ground.load({ seed: 'one lane', atOnce: 1 });
    server.ask({ ask: 'load', ...load });
    await server.answered(30);
    const before = server.report();
    const { file } = await makeBackup(ground.config);
    const after = server.report().done.size;
    await server.answered(after + 30);
    const report = server.report();
    await server.kill();
    await restoreBackup(ground.config, { file });

    const count = activations(ground.data);
    expect(count).to.be.within(before.done.size, report.done.size);
    const first = new Map([...report.done].filter(([i]) => i < count));
    const loads = [{ seed: load.seed, report: { ...report, done: first }, begun: count }];
    await expectWhole({ ...ground, only: true, loads }, 'restored');
  });

  it('of concurrent activations counts as many seats as it has activations', async () => {
    const server = await startFaulted(ground.data);
    const load = ground.load({ seed: 'many lanes' });
    server.ask({ ask: 'load', ...load });
    await server.answered(200);
    const before = server.report();
    const { file } = await makeBackup(ground.config);
    await server.kill();
    const begun = begunBy(server.report(), load);
    await restoreBackup(ground.config, { file });
    expect(before.done.size).to.be.at.least(200);
    await expectWhole({ ...ground, loads: [{ seed: load.seed, report: before, begun }] }, 'restored');
  });

  for (let round = 1; round <= rounds(KILLS, 3); round++) {
    it(`that is killed leaves nothing readable after the next one (round ${round})`, async () => {
      const killed = startCommand(ground.data, ['backup']);
      await until(() => scratch().length > 0 || killed.child.exitCode !== null);
      await pause(Math.random() * SPAN_MS);
      await killed.kill();
      const { file } = await makeBackup(ground.config);
      expect(scratch()).to.deep.equal([]);
      for (const whole of backups().filter((path) => path.endsWith('.backup'))) {
        await restoreBackup(ground.config, { file: whole });
      }
      expect(backups()).to.include(file);
      await expectWhole({ ...ground, loads: [] });
    });

    it(`whose restore is killed is served only after it was restored (round ${round})`, async () => {
      const { file } = await makeBackup(ground.config);
      const data = await restoreCutShort(file);
      const server = startMain(data);
      expect(await server.exit, server.errors()).to.equal(EXIT_CONFIGURATION);
      expect(server.errors()).to.match(/quietkey restore .*--resume/);
      const resumed = startCommand(data, ['restore', '--resume']);
      expect(await resumed.exit, resumed.errors()).to.equal(0);
      expect(scratch(data)).to.deep.equal([]);
      await expectWhole({ ...ground, data, loads: [] });
    });
  }
});
