// SIGKILL under load, round after round on one folder: acknowledged activations are stored, the counters equal the
// rows, and a repeated request gives one seat. Each round begins with what the last kill left, including the WAL.

import { rounds } from '../support/rounds.ts';
import { layGround, startFaulted, type Ground } from './faulted.ts';
import { begunBy } from './load.ts';
import { expectWhole, type Expected } from './whole.ts';

const ROUNDS = 30;
/** Activations after which the kill may come. */
const LEAST = 40;
const SPREAD = 900;

describe('a server that is killed under load', () => {
  let ground: Ground;
  const loads: Expected['loads'][number][] = [];

  before(async () => {
    ground = await layGround();
  });
  after(() => ground.remove());

  for (let round = 1; round <= rounds(ROUNDS); round++) {
    it(`keeps every acknowledged activation (round ${round})`, async () => {
      const server = await startFaulted(ground.data);
      const load = ground.load({ seed: `round ${round}` });
      server.ask({ ask: 'load', ...load });
      await server.answered(LEAST + Math.floor(Math.random() * SPREAD));
      await server.kill();
      loads.push({ seed: load.seed, report: server.report(), begun: begunBy(server.report(), load) });
      await expectWhole({ ...ground, loads }, `round ${round}`);
    });
  }
});
