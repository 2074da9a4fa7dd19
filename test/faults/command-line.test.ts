// The command line opens, reads and closes the database repeatedly beside a server under load, which is then killed: no
// acknowledged commit is lost. A process that drops the locks of another, or removes the WAL because it believes to be
// the last user, would lose some.

import { expect } from 'chai';
import { rounds } from '../support/rounds.ts';
import { layGround, startCommand, startFaulted, type Ground } from './faulted.ts';
import { begunBy } from './load.ts';
import { expectWhole } from './whole.ts';

const TIMES = 100;
const LANES = 2;

describe('the command line beside a server under load', function () {
  let ground: Ground;

  before(async () => {
    ground = await layGround();
  });
  after(() => ground.remove());

  it(`costs no acknowledged commit, ${rounds(TIMES)} times`, async () => {
    const server = await startFaulted(ground.data);
    const load = ground.load({ atOnce: 4 });
    server.ask({ ask: 'load', ...load });
    let left = rounds(TIMES);
    const lane = async (): Promise<void> => {
      while (left-- > 0) {
        const words = left % 2 === 0 ? ['product', 'list'] : ['license', 'show', ground.licenses[0] ?? ''];
        const command = startCommand(ground.data, words);
        expect(await command.exit, command.errors()).to.equal(0);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    await server.kill();
    const report = server.report();
    expect(report.refused.size, 'refused').to.equal(0);
    expect(report.done.size).to.be.greaterThan(100);
    await expectWhole({ ...ground, loads: [{ seed: load.seed, report, begun: begunBy(report, load) }] });
  });
});
