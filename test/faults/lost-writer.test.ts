// The writer thread is lost under load: every caller is answered, none gets a success afterwards, the process exits
// with 70, and the next start is complete. Then the same end as an operator sees it, through HTTP: the status of each
// answer, the line on standard error, the exit code.

import { expect } from 'chai';
import {
  activateOver,
  layGround,
  startFaulted,
  startServerProcess,
  type Faulted,
  type Ground,
} from './faulted.ts';
import { faultyDisk } from './faulty-disk.ts';
import { begunBy } from './load.ts';
import { expectWhole } from './whole.ts';

const EXIT_STORE_LOST = 70;

describe('a lost store', () => {
  let ground: Ground;
  let server: Faulted | undefined;

  beforeEach(async () => {
    ground = await layGround();
  });
  afterEach(async () => {
    await server?.kill();
    server = undefined;
    ground.remove();
  });

  it('answers every caller when the writer is lost, and exits with 70', async () => {
    server = await startFaulted(ground.data);
    const load = ground.load({});
    server.ask({ ask: 'load', ...load });
    await server.answered(300);
    server.ask({ ask: 'lose writer' });
    await server.line('lost the writer ended');
    expect(await server.exit, server.errors()).to.equal(EXIT_STORE_LOST);
    const said = server.said();
    expect(said.slice(said.indexOf('\nlost '))).not.to.match(/^done /m);
    const report = server.report();
    expect([...new Set(report.refused.values())]).to.deep.equal(['outcome_unknown']);
    const answered = report.done.size + report.refused.size;
    expect(
      Math.max(...report.done.keys(), ...report.refused.keys()) + 1 - answered,
      'never answered',
    ).to.equal(0);
    await expectWhole({ ...ground, loads: [{ seed: load.seed, report, begun: begunBy(report, load) }] });
  });

  it('answers 503 over HTTP when an fsync has failed, reports the reason in a line, and exits with 70', async () => {
    const disk = faultyDisk(ground.data);
    try {
      const http = await startServerProcess(ground.data, disk);
      server = http;
      const activate = (i: number) => activateOver(http.url, ground.load({}), i);
      expect(await activate(0)).to.deep.equal({ status: 200 });
      disk.set({ failFsyncIn: 1 });
      const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => activate(i + 1)));
      for (const answer of answers) expect(answer).to.deep.equal({ status: 503, code: 'outcome_unknown' });
      expect(await http.exit).to.equal(EXIT_STORE_LOST);
      const [greeting, reason, ...more] = http.errors().trim().split('\n');
      expect(greeting).to.contain(`listens on ${http.url}`);
      expect(reason).to.match(/^The database failed/);
      expect(more).to.deep.equal([]);
    } finally {
      disk.remove();
    }
  });
});
