// The power is cut under load, at many points of each round, and of unsynced data nothing, all or a random part has
// reached the disk: activations that were acknowledged by then are stored. Also across a restart, where a retry must
// not be acknowledged from a commit that was never made durable; and on the first start. A disk that lies about fsync
// shows that the rounds can fail.

import { expect } from 'chai';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openWorld, prepareFolder } from '../../server/composition/world.ts';
import { rounds } from '../support/rounds.ts';
import {
  configOf,
  copyOf,
  layGround,
  startCommand,
  startFaulted,
  type Faulted,
  type Ground,
} from './faulted.ts';
import { faultyDisk, type FaultyDisk } from './faulty-disk.ts';
import { readReport } from './load.ts';
import { PowerCut, randomOf, readJournal } from './power-cut.ts';
import { expectKept } from './whole.ts';
import { operations } from '../../server/domain/operations.ts';
import { until } from '../support/until.ts';

const ROUNDS = 20;
const CUTS = 5;
/** Enough for the WAL to be checkpointed and restarted more than once. */
const LOAD = { count: 1_200, atOnce: 64 };

describe('a power cut', function () {
  let ground: Ground;
  let before: string;
  let disk: FaultyDisk;
  const running: Faulted[] = [];

  beforeEach(async () => {
    ground = await layGround();
    before = copyOf(ground, 'before');
    disk = faultyDisk(ground.data);
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.kill()));
    disk.remove();
    ground.remove();
  });

  const start = async (): Promise<Faulted> => {
    const server = await startFaulted(ground.data, disk);
    running.push(server);
    return server;
  };

  for (let round = 1; round <= rounds(ROUNDS); round++) {
    it(`loses nothing that was acknowledged (round ${round})`, async () => {
      const server = await start();
      const load = ground.load(LOAD);
      server.ask({ ask: 'load', ...load });
      await server.answered(Math.floor(LOAD.count * (0.5 + Math.random() / 2)));
      await server.kill();
      const records = readJournal(disk.journal);
      const seed = Math.floor(Math.random() * 2 ** 31);
      const random = randomOf(seed);
      const points = Array.from({ length: CUTS }, () => Math.ceil(random() * records.length)).sort(
        (a, b) => a - b,
      );
      const cut = new PowerCut(before, ground.data, records);
      for (const [i, point] of [...points, records.length].entries()) {
        cut.forward(point);
        const luck = (['nothing', 'everything', seed + i] as const)[i % 3] ?? seed;
        const what = `cut at ${point} of ${records.length} by seed ${seed}`;
        await expectKept(cut, { ground, luck, loads: [{ load, report: readReport(cut.said) }] }, what);
      }
    });
  }

  it('loses nothing that was acknowledged to a retry after a kill and a restart', async () => {
    const warm = ground.load({ seed: 'warm', count: 1 });
    const load = ground.load({ count: 64, atOnce: 64 });
    const first = await start();
    // the first commit also syncs the header of the WAL; the next one is written completely before its fsync
    first.ask({ ask: 'load', ...warm });
    await first.line('loaded');
    disk.set({ nextFsyncMs: 60_000 });
    const fsyncs = disk.get('fsyncs');
    first.ask({ ask: 'load', ...load });
    // the commit is written, and its fsync is running
    await until(() => disk.get('fsyncs') !== fsyncs);
    await first.kill();
    expect(first.report().done.size).to.equal(1);

    const second = await start();
    second.ask({ ask: 'load', ...load });
    await second.answered(load.count);
    await second.kill();
    const report = second.report();
    expect(report.done.size).to.equal(load.count);
    const records = readJournal(disk.journal);
    const cut = new PowerCut(before, ground.data, records);
    cut.forward(records.length);
    for (const luck of ['nothing', 'everything', 1, 2, 3] as const) {
      const loads = [
        { load: warm, report: first.report() },
        { load, report },
      ];
      await expectKept(cut, { ground, luck, loads }, 'after the retry');
    }
  });

  it('is detected by these rounds: with a disk that lies, acknowledged activations are lost', async () => {
    const server = await start();
    disk.set({ lies: 1 });
    const load = ground.load({ count: 256, atOnce: 64 });
    server.ask({ ask: 'load', ...load });
    await server.line('loaded');
    await server.kill();
    const records = readJournal(disk.journal);
    const cut = new PowerCut(before, ground.data, records);
    cut.forward(records.length);
    const report = readReport(cut.said);
    expect(report.done.size).to.equal(load.count);
    const failed: unknown = await expectKept(
      cut,
      { ground, luck: 'nothing', loads: [{ load, report }] },
      'a lie',
    ).catch((error: unknown) => error);
    expect(String(failed)).to.include('acknowledged and lost');
  });

  describe('of the first start', () => {
    let parent: string;
    let firstDisk: FaultyDisk;
    let cut: PowerCut;
    let length: number;

    beforeEach(async () => {
      const empty = join(ground.scratch, 'empty');
      parent = join(ground.scratch, 'first');
      await mkdir(empty);
      await mkdir(parent);
      firstDisk = faultyDisk(parent);
      expect(await startCommand(join(parent, 'data'), ['init'], firstDisk).exit).to.equal(0);
      const records = readJournal(firstDisk.journal);
      length = records.length;
      cut = new PowerCut(empty, parent, records);
    });
    afterEach(() => firstDisk.remove());

    it('leaves at any moment a folder with which the next start succeeds', async () => {
      const step = Math.max(1, Math.floor(length / rounds(400, 20)));
      for (let point = step; point <= length; point += step) {
        cut.forward(point);
        const after = join(ground.scratch, 'after');
        cut.writeTo(after, (['nothing', 'everything', point] as const)[point % 3] ?? point);
        const config = configOf(join(after, 'data'));
        prepareFolder(config);
        const world = await openWorld(config, { threads: 'in-thread' });
        expect((await world.run(operations.licensing.listProducts, {}, 'terminal:test')).items).to.deep.equal(
          [],
        );
        await world.close();
        await rm(after, { recursive: true });
      }
    });

    it('loses nothing after its end: secrets, keys and the folder itself exist', () => {
      cut.forward(length);
      const after = join(ground.scratch, 'after');
      cut.writeTo(after, 'nothing');
      expect(prepareFolder(configOf(join(after, 'data'))).made, 'made again').to.deep.equal([]);
    });
  });
});
