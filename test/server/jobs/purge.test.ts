/**
 * One run of the purge, and its receipts, on a fake world that records its calls: order, interruption, plans and the
 * clock. The effect of a slice is tested on real stores, and the schedule in `daily-purge.test.ts`.
 */

import { expect } from 'chai';
import { confirmedOn, decideClock, type ClockDecision } from '../../../server/domain/kernel/confirmed-day.ts';
import { toDay, writeDate } from '../../../server/domain/kernel/day.ts';
import type { Owed, SecureDeletion } from '../../../server/domain/privacy/receipt.ts';
import { LAPSED_SEATS, PURGE_CLASSES } from '../../../server/domain/privacy/purge.ts';
import { Refusal } from '../../../server/domain/kernel/refusal.ts';
import { runPurge } from '../../../server/jobs/purge.ts';
import { finishReceipts } from '../../../server/jobs/sign-receipts.ts';
import type { World } from '../../../server/runtime/world.ts';

const DAY = 86_400;

interface FakeWorld {
  world: World;
  asked: string[];
  destroyed: () => number;
}

interface Setting {
  today?: number;
  hour?: number;
  /** The confirmed day. */
  confirmed?: number;
  /** Deletions that wait for the secure delete, and how it ends. */
  owed?: Owed[];
  deletion?: SecureDeletion;
  cutShort?: string | null;
}

const PLAN = `${20_000 * 24}-${'A'.repeat(22)}`;
const ZERO: SecureDeletion = { kind: 'deleted', engine: 'sqlite', bytesScanned: 4096, residueBytes: 0 };

/** A world in which each class has two windows, the first with three due rows, the second with none. */
function fakeWorld(setting: Setting = {}): FakeWorld {
  const {
    today = 20_000,
    hour = 0,
    confirmed = today,
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
    showLives: () => ({ present: {}, next: {} }),
    lookForDue: ({ after }) => (after === '' ? { isDue: true } : { isDue: false, next: null }),
    purgeSlice: () => ({ purged: 3, next: 'k' }),
    endPurge: () => today,
    owedReceipts: () => owed,
    draftReceipts: () => owed.map(({ receipt }) => ({ receipt, token: 'signed' })),
    keepReceipts: () => owed.length,
  };
  const judge = (): ClockDecision => decideClock(confirmedOn(toDay(confirmed)), toDay(today));
  const world = {
    run: ({ name }: { name: string }, input: { class: string; after: string; hour: number }) => {
      if (name === 'purgeSlice') asked.push(input.class);
      else asked.push(name === 'lookForDue' ? `${input.class}?${input.after}` : name);
      return Promise.resolve(answers[name]?.(input));
    },
    clock: { now: () => today * DAY + hour * 3_600 },
    judgeClock: judge,
    lookAtClock: () => Promise.resolve(judge()),
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
  it('only reports what is due in a dry run', async () => {
    const { world, asked, destroyed } = fakeWorld();
    const report = await runPurge(world, { apply: false });
    expect(report.classes.every(({ purged }) => purged === 0)).to.equal(true);
    expect(asked).to.deep.equal(['planPurge']);
    expect(destroyed()).to.equal(0);
  });
  it('purges all classes in order, then the day keys, then ends its receipt', async () => {
    const { world, asked, destroyed } = fakeWorld();
    const report = await runPurge(world, { apply: true });
    const steps = PURGE_CLASSES.flatMap((name) => [`${name}?`, name, `${name}?k`]);
    expect(asked).to.deep.equal(['planPurge', 'beginPurge', ...steps, 'showLives', 'endPurge']);
    expect(report.classes.map(({ purged }) => purged)).to.deep.equal(PURGE_CLASSES.map(() => 3));
    expect(report).to.include({ finished: true, dayKeys: 1 });
    expect(destroyed()).to.equal(1);
  });
  it('stops between two slices, without ending its receipt', async () => {
    const { world, asked, destroyed } = fakeWorld();
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
  it('refuses a clock that is apart from the confirmed day, whatever the plan', async () => {
    for (const [confirmed, code] of [
      [20_003, 'clock_behind'],
      [20_400, 'clock_behind'],
      [19_997, 'clock_ahead'],
      [19_600, 'clock_ahead'],
    ] as const) {
      const { world, asked, destroyed } = fakeWorld({ confirmed });
      const { refused, applied } = await runPurge(world, { apply: true, plan: PLAN });
      expect(refused?.code).to.equal(code);
      expect(refused?.detail)
        .to.include('2024-10-04')
        .and.to.include(writeDate(toDay(confirmed)));
      expect(applied).to.equal(false);
      expect(asked).to.deep.equal(['planPurge']);
      expect(destroyed()).to.equal(0);
    }
  });
  it('goes on by a clock that is two days away', async () => {
    for (const confirmed of [19_998, 20_002])
      expect((await runPurge(fakeWorld({ confirmed }).world, { apply: true })).finished).to.equal(true);
  });
  it('refuses a plan that differs from the one that was shown, and shows what is due now', async () => {
    const other = `${20_000 * 24}-${'C'.repeat(22)}`;
    const { world, asked } = fakeWorld();
    const report = await runPurge(world, { apply: true, plan: other });
    expect(report).to.include({ applied: false, finished: false, plan: PLAN });
    expect(report.refused?.code).to.equal('plan_changed');
    expect(asked).to.deep.equal(['planPurge']);
  });
  it('refuses a plan that is older than a day or from a later hour, and a malformed one', async () => {
    for (const hour of [20_000 * 24 - 25, 20_000 * 24 + 1]) {
      const report = await runPurge(fakeWorld().world, { apply: true, plan: `${hour}-${'C'.repeat(22)}` });
      expect(report.refused?.code, String(hour)).to.equal('plan_outdated');
      expect(report.plan, 'what is due now').to.equal(PLAN);
    }
    for (const plan of ['x', '1-x', `${20_000 * 24}-${'C'.repeat(21)}`])
      expect((await runPurge(fakeWorld().world, { apply: true, plan })).refused?.code).to.equal(
        'plan_unknown',
      );
  });
  it('continues with the plan of an interrupted purge, though part of it is done', async () => {
    const plan = `${20_000 * 24 - 3}-${'C'.repeat(22)}`;
    expect((await runPurge(fakeWorld({ cutShort: plan }).world, { apply: true, plan })).finished).to.equal(
      true,
    );
  });
});

describe('pending receipts', () => {
  const owed = [{ receipt: 'r', urgent: true, counts: '{}' }];
  it('are signed if no residue was found, and if the engine cannot measure it', async () => {
    for (const residueBytes of [0, null]) {
      const { world, asked } = fakeWorld({ owed, deletion: { ...ZERO, residueBytes } });
      expect(await finishReceipts(world)).to.include({ kind: 'signed', signed: 1 });
      expect(asked).to.deep.equal(['owedReceipts', 'secureDelete', 'draftReceipts', 'keepReceipts']);
    }
  });
  it('are not signed if residue was found, or if the secure delete was postponed', async () => {
    for (const deletion of [
      { ...ZERO, residueBytes: 1 },
      { kind: 'put off', because: 'held' },
    ] as const) {
      const { world, asked } = fakeWorld({ owed, deletion });
      expect((await finishReceipts(world)).kind).to.equal(
        deletion.kind === 'deleted' ? 'residue' : 'put off',
      );
      expect(asked).to.deep.equal(['owedReceipts', 'secureDelete']);
    }
  });
  it('wait if the store is busy after the secure delete, which is not repeated', async () => {
    const { world, asked } = fakeWorld({ owed });
    let refusals = 1;
    const busy: World = {
      ...world,
      run: async (...call) => {
        const answer = await world.run(...call);
        if (call[0].name === 'keepReceipts' && refusals-- > 0) throw new Refusal({ code: 'busy' });
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
    it(`are given up if the store answers ${code}${signal ? ' and the server stops' : ''}`, async () => {
      const { world, asked } = fakeWorld({ owed });
      const refusing: World = {
        ...world,
        run: (...call) =>
          call[0].name === 'draftReceipts' ? Promise.reject(new Refusal({ code })) : world.run(...call),
      };
      const ended = finishReceipts(refusing, signal).catch((error: unknown) => (error as Refusal).code);
      expect(await ended).to.equal(code);
      expect(asked).to.deep.equal(['owedReceipts', 'secureDelete']);
    });
  }
  it('are not looked for twice if there are none', async () => {
    const { world, asked } = fakeWorld();
    expect(await finishReceipts(world)).to.deep.equal({ kind: 'nothing owed' });
    expect(asked).to.deep.equal(['owedReceipts']);
  });
});
