/**
 * One run of the purge over a stand-in for the world that remembers what it was asked: order, interruption and the
 * clock. What a slice deletes is tested where the store is real, and the schedule in `daily-purge.test.ts`.
 */

import { expect } from 'chai';
import { LAPSED_SEATS, PURGE_CLASSES } from '../../server/domain/purge.ts';
import { runPurge } from '../../server/purge-run.ts';
import type { World } from '../../server/world.ts';

const DAY = 86_400;

interface Played {
  world: World;
  asked: string[];
  destroyed: () => number;
}

/** A world in which each class has two windows, the first with three rows that are due. */
function played({ today = 20_000, last = undefined as number | undefined } = {}): Played {
  const asked: string[] = [];
  let destroyed = 0;
  const answers: Record<string, (input: { class: string; after: string; task: string }) => unknown> = {
    planPurge: () =>
      PURGE_CLASSES.filter((name) => name !== LAPSED_SEATS).map((name) => ({ class: name, due: 3, held: 9 })),
    purgeSlice: ({ after }) => (after === '' ? { purged: 3, next: 'k' } : { purged: 0, next: null }),
    lastDone: () => last,
    markDone: () => today,
  };
  const world = {
    run: (name: string, input: { class: string; after: string; task: string }) => {
      asked.push(name === 'purgeSlice' ? `${input.class} ${input.after}`.trim() : name);
      return Promise.resolve(answers[name]?.(input));
    },
    clock: { now: () => today * DAY },
    destroyDayKeys: () => (destroyed += 1),
    destroyOldBackups: () => 0,
  };
  return { world: world as unknown as World, asked, destroyed: () => destroyed };
}

describe('a purge', () => {
  it('only says what is due unless it is to be applied', async () => {
    const { world, asked, destroyed } = played();
    const report = await runPurge(world, { apply: false });
    expect(report.classes.every(({ purged }) => purged === 0)).to.equal(true);
    expect(asked).to.deep.equal(['planPurge']);
    expect(destroyed()).to.equal(0);
  });
  it('goes through all classes in order, then the day keys, then notes the day', async () => {
    const { world, asked, destroyed } = played();
    const report = await runPurge(world, { apply: true });
    const slices = PURGE_CLASSES.flatMap((name) => [name, `${name} k`]);
    expect(asked).to.deep.equal(['planPurge', 'lastDone', ...slices, 'markDone']);
    expect(report.classes.map(({ purged }) => purged)).to.deep.equal(PURGE_CLASSES.map(() => 3));
    expect(report).to.include({ finished: true, dayKeys: 1 });
    expect(destroyed()).to.equal(1);
  });
  it('stops between two slices, and then notes nothing', async () => {
    const { world, asked, destroyed } = played();
    const stopping = new AbortController();
    const report = await runPurge(world, {
      apply: true,
      signal: stopping.signal,
      onProgress: () => stopping.abort(),
    });
    expect(report).to.include({ applied: true, finished: false });
    expect(asked.filter((name) => PURGE_CLASSES.some((one) => name.startsWith(one)))).to.have.lengthOf(1);
    expect(asked).not.to.include('markDone');
    expect(destroyed()).to.equal(0);
  });
  it('refuses a clock that has gone backwards', async () => {
    const { world, asked } = played({ today: 20_000, last: 20_001 });
    const report = await runPurge(world, { apply: true });
    expect(report.refused).to.include('2024-10-04').and.to.include('2024-10-05');
    expect(asked).to.deep.equal(['planPurge', 'lastDone']);
  });
});
