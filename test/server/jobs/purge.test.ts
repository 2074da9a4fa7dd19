/**
 * One run of the purge, and the end of what is owed, over a stand-in for the world that remembers what it was asked:
 * order, interruption, plans and the clock. What a slice deletes is tested where the store is real, and the schedule in
 * `daily-purge.test.ts`.
 */

import { expect } from 'chai';
import type { Owed, SecureDeletion } from '../../../server/domain/privacy/receipt.ts';
import { LAPSED_SEATS, PURGE_CLASSES } from '../../../server/domain/privacy/purge.ts';
import { Refusal } from '../../../server/domain/kernel/refusal.ts';
import { runPurge } from '../../../server/jobs/purge.ts';
import { finishReceipts } from '../../../server/jobs/sign-receipts.ts';
import type { World } from '../../../server/runtime/world.ts';

const DAY = 86_400;

interface Played {
  world: World;
  asked: string[];
  destroyed: () => number;
}

interface Setting {
  today?: number;
  hour?: number;
  last?: number | undefined;
  firstDay?: number;
  /** What waits for the physical step, and how that ends. */
  owed?: Owed[];
  deletion?: SecureDeletion;
  cutShort?: string | null;
}

const PLAN = `${20_000 * 24}-${'A'.repeat(22)}`;
const ZERO: SecureDeletion = { kind: 'deleted', engine: 'sqlite', bytesScanned: 4096, residueBytes: 0 };

/** A world in which each class has two windows, the first with three rows that are due, the second with none. */
function played(setting: Setting = {}): Played {
  const {
    today = 20_000,
    hour = 0,
    last,
    firstDay = today,
    owed = [],
    deletion = ZERO,
    cutShort = null,
  } = setting;
  const asked: string[] = [];
  let destroyed = 0;
  const answers: Record<string, (input: { class: string; after: string; hour: number }) => unknown> = {
    planPurge: ({ hour: asOf }) => ({
      plan: asOf === today * 24 ? PLAN : `${asOf}-${'B'.repeat(22)}`,
      cutShort,
      classes: PURGE_CLASSES.filter((name) => name !== LAPSED_SEATS).map((name) => ({
        class: name,
        due: 3,
        held: 9,
        overdue: 1,
      })),
    }),
    beginPurge: () => 'receipt',
    lookForDue: ({ after }) => (after === '' ? { isDue: true } : { isDue: false, next: null }),
    purgeSlice: () => ({ purged: 3, next: 'k' }),
    lastDone: () => last,
    firstDay: () => firstDay,
    endPurge: () => today,
    owedReceipts: () => owed,
    draftReceipts: () => owed.map(({ receipt }) => ({ receipt, token: 'signed' })),
    keepReceipts: () => owed.length,
  };
  const world = {
    run: ({ name }: { name: string }, input: { class: string; after: string; hour: number }) => {
      if (name === 'purgeSlice') asked.push(input.class);
      else asked.push(name === 'lookForDue' ? `${input.class}?${input.after}` : name);
      return Promise.resolve(answers[name]?.(input));
    },
    clock: { now: () => today * DAY + hour * 3_600 },
    destroyDayKeys: () => (destroyed += 1),
    destroyOldBackups: () => 0,
    secureDelete: () => {
      asked.push('secureDelete');
      return Promise.resolve(deletion);
    },
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
  it('goes through all classes in order, then the day keys, then ends its receipt', async () => {
    const { world, asked, destroyed } = played();
    const report = await runPurge(world, { apply: true });
    const steps = PURGE_CLASSES.flatMap((name) => [`${name}?`, name, `${name}?k`]);
    expect(asked).to.deep.equal(['planPurge', 'lastDone', 'beginPurge', ...steps, 'endPurge']);
    expect(report.classes.map(({ purged }) => purged)).to.deep.equal(PURGE_CLASSES.map(() => 3));
    expect(report).to.include({ finished: true, dayKeys: 1 });
    expect(destroyed()).to.equal(1);
  });
  it('stops between two slices, and then ends nothing', async () => {
    const { world, asked, destroyed } = played();
    const stopping = new AbortController();
    const report = await runPurge(world, {
      apply: true,
      signal: stopping.signal,
      onProgress: () => stopping.abort(),
    });
    expect(report).to.include({ applied: true, finished: false });
    expect(asked.filter((name) => PURGE_CLASSES.includes(name))).to.have.lengthOf(1);
    expect(asked).not.to.include('endPurge');
    expect(destroyed()).to.equal(0);
  });
  it('refuses a clock that has gone backwards', async () => {
    const { world, asked } = played({ today: 20_000, last: 20_001 });
    const report = await runPurge(world, { apply: true, plan: PLAN });
    expect(report.refused?.code).to.equal('clock_behind');
    expect(report.refused?.says).to.include('2024-10-04').and.to.include('2024-10-05');
    expect(asked).to.deep.equal(['planPurge', 'lastDone']);
  });
  it('refuses a clock that is far ahead, until somebody has looked', async () => {
    const far = { today: 20_000, last: 19_939 };
    expect((await runPurge(played(far).world, { apply: true })).refused?.code).to.equal('clock_ahead');
    expect((await runPurge(played(far).world, { apply: true, clockIsRight: true })).finished).to.equal(true);
    expect((await runPurge(played(far).world, { apply: true, plan: PLAN })).finished).to.equal(true);
    expect(
      (await runPurge(played({ today: 20_000, last: 19_940 }).world, { apply: true })).finished,
    ).to.equal(true);
  });
  it('refuses a plan that is not the one that was shown, and shows what is due now', async () => {
    const other = `${20_000 * 24}-${'C'.repeat(22)}`;
    const { world, asked } = played();
    const report = await runPurge(world, { apply: true, plan: other });
    expect(report).to.include({ applied: false, finished: false, plan: PLAN });
    expect(report.refused?.code).to.equal('plan_changed');
    expect(asked).to.deep.equal(['planPurge', 'lastDone']);
  });
  it('refuses a plan of more than a day ago or of a later hour, and what is no plan', async () => {
    for (const hour of [20_000 * 24 - 25, 20_000 * 24 + 1]) {
      const report = await runPurge(played().world, { apply: true, plan: `${hour}-${'C'.repeat(22)}` });
      expect(report.refused?.code, String(hour)).to.equal('plan_outdated');
      expect(report.plan, 'what is due now').to.equal(PLAN);
    }
    for (const plan of ['x', '1-x', `${20_000 * 24}-${'C'.repeat(21)}`])
      expect((await runPurge(played().world, { apply: true, plan })).refused?.code).to.equal('plan_unknown');
  });
  it('goes on with the plan of a purge that was cut short, though part of it is done', async () => {
    const plan = `${20_000 * 24 - 3}-${'C'.repeat(22)}`;
    expect((await runPurge(played({ cutShort: plan }).world, { apply: true, plan })).finished).to.equal(true);
  });
});

describe('the end of what is owed', () => {
  const owed = [{ receipt: 'r', urgent: true, counts: '{}' }];
  it('signs when no byte was found, and when the engine cannot tell', async () => {
    for (const residueBytes of [0, null]) {
      const { world, asked } = played({ owed, deletion: { ...ZERO, residueBytes } });
      expect(await finishReceipts(world)).to.include({ kind: 'signed', signed: 1 });
      expect(asked).to.deep.equal(['owedReceipts', 'secureDelete', 'draftReceipts', 'keepReceipts']);
    }
  });
  it('signs nothing when bytes were found, or the physical step was put off', async () => {
    for (const deletion of [
      { ...ZERO, residueBytes: 1 },
      { kind: 'put off', because: 'held' },
    ] as const) {
      const { world, asked } = played({ owed, deletion });
      expect((await finishReceipts(world)).kind).to.equal(
        deletion.kind === 'deleted' ? 'residue' : 'put off',
      );
      expect(asked).to.deep.equal(['owedReceipts', 'secureDelete']);
    }
  });
  it('waits where the store is busy after the physical step, and does not repeat that', async () => {
    const { world, asked } = played({ owed });
    let refusals = 1;
    const busy: World = {
      ...world,
      run: async (...of) => {
        const answer = await world.run(...of);
        if (of[0].name === 'keepReceipts' && refusals-- > 0) throw new Refusal({ code: 'busy' });
        return answer;
      },
    };
    expect(await finishReceipts(busy)).to.include({ kind: 'signed', signed: 1 });
    expect(asked).to.deep.equal([
      'owedReceipts',
      'secureDelete',
      'draftReceipts',
      'keepReceipts',
      'keepReceipts',
    ]);
  });
  for (const [code, signal] of [
    ['disk_full', undefined],
    ['busy', AbortSignal.abort()],
  ] as const) {
    it(`waits no longer where the store says ${code}${signal ? ' and the server stops' : ''}`, async () => {
      const { world, asked } = played({ owed });
      const refusing: World = {
        ...world,
        run: (...of) =>
          of[0].name === 'draftReceipts' ? Promise.reject(new Refusal({ code })) : world.run(...of),
      };
      const ended = finishReceipts(refusing, signal).catch((error: unknown) => (error as Refusal).code);
      expect(await ended).to.equal(code);
      expect(asked).to.deep.equal(['owedReceipts', 'secureDelete']);
    });
  }
  it('does nothing where nothing is owed', async () => {
    const { world, asked } = played();
    expect(await finishReceipts(world)).to.deep.equal({ kind: 'nothing owed' });
    expect(asked).to.deep.equal(['owedReceipts']);
  });
});
