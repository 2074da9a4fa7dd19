/**
 * Turns for costly work with a clock that the test moves: how many run at once, who is next beside one who floods, and
 * that nobody waits longer than the bound. Nothing here waits for time to pass.
 */

import { expect } from 'chai';
import fc from 'fast-check';
import { Refusal } from '../../../server/domain/kernel/refusal.ts';
import type { Turn } from '../../../server/domain/kernel/ports.ts';
import { openTurns, WAIT_MS_MAX, WAITING_MAX } from '../../../server/crypto/turns.ts';
import { rounds } from '../../support/rounds.ts';

const HASH_MS = 30;

/** Turns over a clock that the test moves. A work that has begun ends when the test says so. */
function openBench(atOnce: number) {
  let now = 1_000;
  const timers = new Set<{ readonly due: number; readonly act: () => void }>();
  const turns = openTurns({
    atOnce,
    now: () => now,
    after: (milliseconds, act) => {
      const timer = { due: now + milliseconds, act };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  });
  const running: { readonly asker: string; readonly end: () => void }[] = [];
  const log: { readonly asker: string; readonly is: string; readonly waited: number }[] = [];
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    running,
    log,
    count: (asker: string, is: string) => log.filter((line) => line.asker === asker && line.is === is).length,
    ask: (asker: string, turn: Turn = turns.open(asker)) => {
      const came = now;
      const note = (is: string) => log.push({ asker, is, waited: now - came });
      const work = () =>
        new Promise<void>((resolve) => {
          note('begun');
          running.push({ asker, end: resolve });
        });
      turns
        .take(turn, work)
        .catch((error: unknown) => note(error instanceof Refusal ? error.code : 'failed'));
    },
    open: (asker: string, allowance?: number) => turns.open(asker, allowance),
    /** Time passes, and no timer has come yet. */
    stall: (milliseconds: number) => (now += milliseconds),
    /** Ends the work that runs, one after another, for as long as some begins. */
    work: async (most = Infinity) => {
      for (let done = 0; done < most; done += 1) {
        await settle();
        const first = running.shift();
        if (first === undefined) return;
        now += HASH_MS / atOnce;
        first.end();
        await settle();
      }
    },
    pass: async (milliseconds: number) => {
      now += milliseconds;
      for (const timer of timers) {
        if (timer.due > now) continue;
        timers.delete(timer);
        timer.act();
      }
      await settle();
    },
    settle,
    timers,
  };
}

describe('turns for slow hashes', () => {
  for (const atOnce of [1, 2]) {
    it(`run ${atOnce} at once, and the others one after another`, async () => {
      const bench = openBench(atOnce);
      for (let nth = 0; nth < 10; nth += 1) bench.ask(`network ${nth}`);
      await bench.settle();
      expect(bench.running).to.have.lengthOf(atOnce);
      await bench.work(3);
      expect(bench.running).to.have.lengthOf(atOnce);
      await bench.work();
      expect(bench.log.map(({ is }) => is)).to.deep.equal(Array.from({ length: 10 }, () => 'begun'));
      expect(bench.timers.size, 'nothing is left').to.equal(0);
    });
  }

  it('are next for who asked least, beside one who floods', async () => {
    const bench = openBench(2);
    for (let nth = 0; nth < 500; nth += 1) bench.ask('flooder');
    bench.ask('ada');
    await bench.work(2);
    expect(bench.log.filter(({ asker }) => asker === 'ada')).to.deep.equal([
      { asker: 'ada', is: 'begun', waited: HASH_MS / 2 },
    ]);
    expect(bench.count('flooder', 'server_unavailable')).to.be.at.least(500 - WAITING_MAX - 2);
  });

  it('are next for who asked least, beside three hundred that flood', async () => {
    const bench = openBench(2);
    const flood = () => {
      for (let nth = 0; nth < 300; nth += 1) bench.ask(`flooder ${nth}`);
    };
    for (let round = 0; round < 30; round += 1) {
      flood();
      await bench.work(40);
    }
    flood();
    bench.ask('ada');
    await bench.work(30);
    const [ada] = bench.log.filter(({ asker }) => asker === 'ada');
    expect(ada?.is).to.equal('begun');
    expect(ada?.waited).to.be.at.most(WAIT_MS_MAX / 4);
  });

  for (const { allowance, refused } of [
    { allowance: 0, refused: 'some' },
    { allowance: 16, refused: 'none' },
  ]) {
    it(`are refused to ${refused} of an owner’s with an allowance of ${allowance} beside new networks`, async () => {
      const bench = openBench(1);
      let network = 0;
      for (let second = 0; second < 60; second += 1) {
        if (second % 2 === 0) bench.ask('owner', bench.open('owner', allowance));
        for (let step = 0; step < 33; step += 1) {
          for (let nth = 0; nth < 3; nth += 1) bench.ask(`network ${network++}`);
          await bench.work(1);
          await bench.pass(0);
        }
      }
      const some = bench.count('owner', 'server_unavailable');
      if (refused === 'none') expect(some).to.equal(0);
      else expect(some).to.be.above(0);
    });
  }

  it('are first for who comes for the first time, once an allowance is used up', async () => {
    const bench = openBench(1);
    for (let nth = 0; nth < 40; nth += 1) bench.ask('owner', bench.open('owner', 16));
    bench.ask('ada');
    await bench.work(25);
    expect(bench.log.findIndex(({ asker }) => asker === 'ada')).to.be.within(16, 18);
  });

  it('are shared by all of an office, which is refused nothing that there is time for', async () => {
    const bench = openBench(2);
    for (let nth = 0; nth < WAITING_MAX; nth += 1) bench.ask('office');
    await bench.work();
    expect(bench.count('office', 'begun')).to.equal(WAITING_MAX);
  });

  it('are refused after two seconds, before anything was done, and no later', async () => {
    const bench = openBench(1);
    bench.ask('slow');
    bench.ask('ada');
    await bench.pass(WAIT_MS_MAX - 1);
    expect(bench.count('ada', 'server_unavailable')).to.equal(0);
    await bench.pass(1);
    expect(bench.log.at(-1)).to.deep.equal({ asker: 'ada', is: 'server_unavailable', waited: WAIT_MS_MAX });
    await bench.work();
    expect(bench.count('ada', 'begun')).to.equal(0);
    bench.ask('ada');
    await bench.work();
    expect(bench.count('ada', 'begun'), 'the slot is free again').to.equal(1);
  });

  it('of one request end together: its second hash does not wait two seconds more', async () => {
    const bench = openBench(1);
    const turn = bench.open('ada');
    bench.ask('ada', turn);
    await bench.work();
    bench.ask('slow');
    await bench.pass(WAIT_MS_MAX - 10);
    bench.ask('ada', turn);
    await bench.pass(10);
    expect(bench.count('ada', 'server_unavailable')).to.equal(1);
    await bench.pass(1);
    bench.ask('ada', turn);
    await bench.settle();
    expect(bench.count('ada', 'server_unavailable')).to.equal(2);
  });

  it('pass over one whose time ended while the process stood still', async () => {
    const bench = openBench(1);
    bench.ask('slow');
    bench.ask('late');
    bench.stall(WAIT_MS_MAX + 1);
    bench.ask('ada');
    await bench.work();
    expect(bench.log.map(({ asker, is }) => `${asker}: ${is}`)).to.have.members([
      'slow: begun',
      'late: server_unavailable',
      'ada: begun',
    ]);
  });

  it('end for each who asks, within the bound, and lose no slot', async () => {
    const event = fc.oneof(
      fc.record({ ask: fc.integer({ min: 0, max: 4 }), times: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ work: fc.integer({ min: 1, max: 20 }) }),
      fc.record({ pass: fc.integer({ min: 1, max: 1_500 }) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        fc.array(event, { maxLength: 15 }),
        async (atOnce, events) => {
          const bench = openBench(atOnce);
          let asked = 0;
          for (const step of events) {
            if ('ask' in step) {
              asked += step.times;
              for (let nth = 0; nth < step.times; nth += 1) bench.ask(`network ${step.ask}`);
            } else if ('work' in step) await bench.work(step.work);
            else await bench.pass(step.pass);
            expect(bench.running.length).to.be.at.most(atOnce);
          }
          await bench.pass(WAIT_MS_MAX);
          await bench.work();
          expect(bench.log).to.have.lengthOf(asked);
          for (const { is, waited } of bench.log) {
            expect(is).to.be.oneOf(['begun', 'server_unavailable']);
            if (is === 'begun') expect(waited).to.be.at.most(WAIT_MS_MAX);
          }
          for (let nth = 0; nth < atOnce; nth += 1) bench.ask('after');
          await bench.settle();
          expect(bench.count('after', 'begun')).to.equal(atOnce);
        },
      ),
      { numRuns: rounds(300) },
    );
  });
});
