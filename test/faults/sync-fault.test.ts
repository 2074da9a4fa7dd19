// The n-th fsync fails, or writes do: no caller of that group gets a success, nothing is acknowledged afterwards, every
// caller is answered, the process exits with 70, and the next start is complete. Acknowledgements
// are compared with the data that was surely on the disk when the fsync failed, so that a single wrong one is detected.

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { rm } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { rounds } from '../support/rounds.ts';
import { copyOf, layGround, startFaulted, type Faulted, type Ground } from './faulted.ts';
import { faultyDisk, type FaultyDisk } from './faulty-disk.ts';
import { begunBy, type LoadReport } from './load.ts';
import { PowerCut, readJournal } from './power-cut.ts';
import { expectWhole } from './whole.ts';

const FSYNCS = 50;
const EXIT_STORE_LOST = 70;

describe('a disk that answers with errors', () => {
  let ground: Ground;
  let before: string;
  let disk: FaultyDisk;
  let server: Faulted;

  beforeEach(async () => {
    ground = await layGround();
    before = copyOf(ground, 'before');
    disk = faultyDisk(ground.data);
    server = await startFaulted(ground.data, disk);
  });
  afterEach(async () => {
    await server.kill();
    disk.remove();
    ground.remove();
  });

  /** The next start is complete, with all acknowledged activations. Returns the report. */
  async function expectEnd(): Promise<LoadReport> {
    expect(await server.exit, server.errors()).to.equal(EXIT_STORE_LOST);
    const said = server.said();
    expect(said).to.match(/^lost the store is broken: SQLITE_IOERR/m);
    expect(said.slice(said.indexOf('\nlost ')), 'after the store was lost').not.to.match(/^done /m);
    const report = server.report();
    expect([...new Set(report.refused.values())], 'callers of that group and later').to.deep.equal([
      'outcome_unknown',
    ]);
    const load = ground.load({});
    await expectWhole({ ...ground, loads: [{ seed: load.seed, report, begun: begunBy(report, load) }] });
    return report;
  }

  /** At the failed fsync the disk surely has every activation that was ever acknowledged. */
  async function expectDurable(report: LoadReport): Promise<void> {
    const records = readJournal(disk.journal);
    const cut = new PowerCut(before, ground.data, records);
    cut.forward(records.findIndex(({ kind }) => kind === 'sync failed'));
    const data = join(ground.scratch, 'after');
    cut.writeTo(data, 'nothing');
    const database = new Database(join(data, 'quietkey.db'));
    const kept = new Set(database.prepare('SELECT id FROM activations').pluck().all());
    database.close();
    await rm(data, { recursive: true });
    const lost = [...report.done.values()].filter(({ activation }) => !kept.has(activation));
    expect(lost.length, `acknowledged and not durable, of ${report.done.size}`).to.equal(0);
  }

  const step = FSYNCS / rounds(FSYNCS, 2);
  for (let n = 1; n <= FSYNCS; n += step) {
    it(`loses the store at failed fsync ${n}, and acknowledges nothing from then on`, async () => {
      disk.set({ failFsyncIn: n });
      server.ask({ ask: 'load', ...ground.load({}) });
      await server.line('lost');
      await expectDurable(await expectEnd());
    });
  }

  it('loses the store at a failed write', async () => {
    server.ask({ ask: 'load', ...ground.load({}) });
    await server.answered(100);
    disk.set({ writeErrno: constants.errno.EIO });
    expect((await expectEnd()).done.size).to.be.at.least(100);
  });
});
