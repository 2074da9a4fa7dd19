/**
 * How the server handles reports: it adds them to sums that leave memory only with twenty reports or at the week's end,
 * and publishes a week once, with noise, on the first node.
 */

import { expect } from 'chai';
import {
  cellsOf,
  countersOn,
  NO_LISTS,
  TELEMETRY_PATHS,
  type VendorLists,
} from '../../../client-sdk/typescript/contract/telemetry-vocabulary.ts';
import { DAY_SECONDS } from '../../../server/domain/kernel/day.ts';
import { figuresOf, TOTAL, type DueWeek } from '../../../server/domain/statistics/weekly-figures.ts';
import { publicTelemetry, PUBLIC_TELEMETRY_SCHEMA } from '../../../server/http/telemetry-schemas.ts';
import { openLeaderLock } from '../../../server/jobs/leader-lock.ts';
import { drawNoise } from '../../../server/telemetry/draw-noise.ts';
import { publishDue, type PublicationDependencies } from '../../../server/telemetry/publication.ts';
import { problemIn } from '../http/asking.ts';
import { openTelemetryApi, type TelemetryApi } from '../../support/telemetry.ts';
import { openPostgresWorld, openTestWorld, type TestWorld } from '../../support/world.ts';
import { operations } from '../../../server/domain/operations.ts';
import { toWeek } from '../../../server/domain/kernel/week.ts';

/** The week of the tests' first day, 2026-11-24. */
const WEEK = toWeek(2_969);
const VERSIONS = Array.from({ length: 26 }, (_, count) => `v${count}`);
const LISTS: VendorLists = { versions: VERSIONS, features: ['export'] };
const CELLS = cellsOf(countersOn('2026-11-24', LISTS));

const weekOver = (test: TestWorld): void => test.clock.move(7 * DAY_SECONDS);
const stored = async ({ world, clock }: TestWorld): Promise<DueWeek | undefined> => {
  // only the publication reads the sums of a week, when it is due
  clock.move(14 * DAY_SECONDS);
  const due = await world.run(operations.statistics.dueWeeks, {}, 'server');
  clock.move(-14 * DAY_SECONDS);
  return due.find(({ week }) => week === WEEK);
};

describe('a report', () => {
  let test: TestWorld;
  let api: TelemetryApi;
  beforeEach(async () => {
    test = await openTestWorld();
    api = await openTelemetryApi(test, LISTS);
  });
  afterEach(async () => {
    await api.end();
    await test.end();
  });
  const send = async (times: number, cells: object = { 'os/linux-6': 1, 'feature/export': 0 }) => {
    for (let i = 0; i < times; i += 1) expect((await api.report(cells)).status).to.equal(200);
  };

  it('stays in memory until there are twenty', async () => {
    await send(19);
    await api.telemetry.tick();
    expect(await stored(test)).to.equal(undefined);
    await send(1);
    await api.telemetry.tick();
    expect(await stored(test)).to.deep.include({
      sums: { total: 20, 'os/linux-6': 20, 'feature/export': 0 },
    });
  });

  it('that is one of few is stored at the end of its week', async () => {
    await send(3);
    weekOver(test);
    await api.telemetry.tick();
    expect((await test.run(operations.statistics.listFigures, {}))[0]).to.include({
      week: '2026-W48',
      cells: null,
    });
  });

  it('that is one of few is lost if the server stops', async () => {
    await send(19);
    await api.telemetry.stop();
    expect(await stored(test)).to.equal(undefined);
    await send(1);
    await api.telemetry.stop();
    expect((await stored(test))?.sums).to.include({ total: 20 });
  });

  it('is refused completely if a cell is not in the vocabulary, and nothing is counted', async () => {
    const bad: object[] = [
      { 'os/linux-6': 1, 'os/plan-9': 1 },
      { total: 1 },
      { 'os/linux-6': 2 },
      { 'os/linux-6': '1' },
      { 'os/linux-6': 1, 'arch/x64': 1, 'sdk/0.1': 1, 'app/v1': 1, 'feature/export': 1 },
      { 'ada@example.com': 1 },
    ];
    for (const cells of bad) {
      const published = problemIn(await api.report(cells));
      expect(published, JSON.stringify(cells)).to.include({ status: 400, code: 'request_malformed' });
      expect(published.errors?.[0]?.pointer).to.match(/^\/cells/);
      expect(JSON.stringify(published)).not.to.match(/plan-9|ada@/);
    }
    const path = TELEMETRY_PATHS.report;
    const named = { cells: {}, license: 'x' };
    expect(problemIn(await api.ask({ method: 'POST', path, body: named })).status).to.equal(400);
    await send(20, { 'arch/x64': 1 });
    await api.telemetry.tick();
    expect((await stored(test))?.sums).to.deep.equal({ total: 20, 'arch/x64': 20 });
  });

  it('is not counted when every counter has expired, not even in the total', async () => {
    test.clock.move(400 * DAY_SECONDS);
    await send(20, {});
    expect((await api.report({ 'os/linux-6': 1 })).status).to.equal(200);
    await api.telemetry.tick();
    test.clock.move(14 * DAY_SECONDS);
    const due = await test.run(operations.statistics.dueWeeks, {});
    expect(due.map(({ sums }) => sums)).to.deep.equal([{}]);
  });

  it('that comes with Sec-GPC or DNT gets the same answer and is not counted', async () => {
    const cells = { 'arch/arm64': 1 };
    const answers = [];
    for (const headers of [{}, { 'sec-gpc': '1' }, { dnt: '1' }]) {
      const { status, headers: responseHeaders, text } = await api.report(cells, headers);
      answers.push({ status, text, headers: { ...responseHeaders, date: '' } });
    }
    expect(answers[1]).to.deep.equal(answers[0]);
    expect(answers[2]).to.deep.equal(answers[0]);
    await send(19, cells);
    await api.telemetry.tick();
    expect((await stored(test))?.sums).to.deep.equal({ total: 20, 'arch/arm64': 20 });
  });
});

for (const [name, open] of [
  ['SQLite', () => openTestWorld()],
  ['PostgreSQL', openPostgresWorld],
] as const) {
  describe(`a week of telemetry over ${name}`, () => {
    let test: TestWorld;
    let api: TelemetryApi;
    beforeEach(async () => {
      test = await open();
      api = await openTelemetryApi(test, LISTS);
    });
    afterEach(async () => {
      await api.end();
      await test.end();
    });
    const keep = (sums: Record<string, number>) =>
      test.run(operations.statistics.keepTelemetry, { week: WEEK, sums });

    it('is published a day after its end: the total, and every cell of the vocabulary', async () => {
      await keep({ total: 1_000, 'os/linux-6': 600 });
      await keep({ total: 500, 'os/linux-6': 300 });
      for (const [days, weeks] of [
        [5, 0],
        [1, 0],
        [1, 1],
      ] as const) {
        test.clock.move(days * DAY_SECONDS);
        await api.telemetry.tick();
        const published = await test.run(operations.statistics.listFigures, {});
        expect(published.filter(({ week }) => week === '2026-W48')).to.have.lengthOf(weeks);
      }
      const published = await api.published();
      expect(publicTelemetry.parse(published)).to.deep.equal(published);
      expect(published).to.include({ epsilon: 1, $schema: TELEMETRY_PATHS.schema });
      expect(published.counters.flatMap(({ cells }) => cells)).to.deep.equal(CELLS);
      const [week] = published.weeks;
      expect(week?.week).to.equal('2026-W48');
      expect(Object.keys(week?.cells ?? {})).to.have.members(CELLS);
      // the noise exceeds this once in 10^8
      expect(week?.total).to.be.within(1_400, 1_600);
      expect(week?.cells?.['os/linux-6']).to.be.within(800, 1_000);
      // without a report: shown as few or, if the noise alone is 20 or more (1 in 300), as that number
      const unreported = week?.cells?.['os/windows-11'];
      expect(unreported === '<20' ? 0 : unreported).to.be.within(0, 100);
      expect((await api.ask({ path: TELEMETRY_PATHS.schema })).text).to.equal(PUBLIC_TELEMETRY_SCHEMA);
    });

    it('is drawn once, by the first node, and its sums are deleted', async () => {
      await keep({ total: 1_000, 'os/linux-6': 600 });
      weekOver(test);
      const due = await test.run(operations.statistics.dueWeeks, {});
      expect(due).to.have.lengthOf(1);
      const drawn = [100, 200].map((noise) => figuresOf(due[0]!, CELLS, () => noise));
      const kept = await Promise.all(
        drawn.map((figures) => test.run(operations.statistics.publishWeek, { week: WEEK, figures })),
      );
      expect(kept).to.have.members([false, true]);
      const [week] = await test.run(operations.statistics.listFigures, {});
      const noise = kept[0] === true ? 100 : 200;
      expect(week).to.deep.include({ total: 1_000 + noise });
      expect(week?.cells?.['os/linux-6']).to.equal(600 + noise);
      expect(Object.values(week?.cells ?? {}).filter((n) => n === noise)).to.have.lengthOf(CELLS.length - 1);
      expect(await test.run(operations.statistics.dueWeeks, {})).to.deep.equal([]);
      // a node that comes too late with its sums
      expect(await keep({ total: 50, 'os/linux-6': 50 })).to.equal(false);
      expect(await test.run(operations.statistics.dueWeeks, {})).to.deep.equal([]);
    });

    it('is left to the leader', async () => {
      weekOver(test);
      const lines: object[] = [];
      let draws = 0;
      const dependencies = (holder: string): PublicationDependencies => ({
        run: (name, input, actor) => test.world.run(name, input, actor),
        leaderLock: openLeaderLock(test.world, { task: 'publication', holder }),
        cellsOn: () => CELLS,
        noise: () => (draws += 1),
        log: (line: object) => void lines.push(line),
      });
      const busy = openLeaderLock(test.world, { task: 'publication', holder: 'another' });
      await busy.acquire();
      await publishDue(dependencies('this'));
      expect([draws, lines]).to.deep.equal([0, []]);
      await busy.release();
      await publishDue(dependencies('this'));
      await publishDue(dependencies('this'));
      // an empty week has a small total, and no other noise is drawn
      expect([draws, lines]).to.deep.equal([1, [{ event: 'telemetry published', count: 1 }]]);
      expect(await test.run(operations.statistics.listFigures, {})).to.deep.equal([
        { week: '2026-W48', total: '<20', cells: null },
      ]);
    });
  });
}

describe('published figures', () => {
  /** v0 … v25, each reported as often as its number. */
  const PLANTED: Record<string, number> = Object.fromEntries(VERSIONS.map((v, count) => [`app/${v}`, count]));

  it('are never from 0 to 19, whatever was reported and drawn', () => {
    for (let draw = 0; draw < 500; draw += 1) {
      for (const total of [0, 10, 25, 150, 200, 5_000]) {
        const figures = figuresOf({ week: WEEK, sums: { ...PLANTED, [TOTAL]: total } }, CELLS, drawNoise);
        for (const { cell, n } of figures) if (n !== null) expect(n, cell).to.be.at.least(20);
        const [first, ...cells] = figures;
        if ((first?.n ?? 0) < 200) expect(cells).to.deep.equal([]);
        else expect(cells.map(({ cell }) => cell)).to.deep.equal(CELLS);
      }
    }
  });

  it('are stored and published as null or at least 20', async () => {
    const test = await openTestWorld();
    const api = await openTelemetryApi(test, LISTS);
    await test.run(operations.statistics.keepTelemetry, { week: WEEK, sums: { ...PLANTED, [TOTAL]: 5_000 } });
    weekOver(test);
    await api.telemetry.tick();
    const [week] = (await api.published()).weeks;
    for (const cell of Object.keys(PLANTED)) {
      const published = week?.cells?.[cell];
      if (published !== '<20') expect(published, cell).to.be.at.least(20);
    }
    expect(Object.values(week?.cells ?? {})).to.include('<20');
    await api.end();
    await test.end();
  });

  it('cannot be computed from the total, which has its own noise', () => {
    // each report names one of two versions, so without noise the small one would be the difference
    const sums = { [TOTAL]: 1_010, 'app/v1': 1_000, 'app/v2': 10 };
    const draws = 4_000;
    let hits = 0;
    for (let draw = 0; draw < draws; draw += 1) {
      const [total, large, small] = figuresOf({ week: WEEK, sums }, ['app/v1', 'app/v2'], drawNoise);
      if (small?.n === null && (total!.n ?? 0) - (large!.n ?? 0) === 10) hits += 1;
    }
    // two independent draws cancel out in about one of twenty
    expect(hits / draws).to.be.below(0.1);
    expect(hits).to.be.above(0);
  });

  it('of a vendor without lists have only the cell "other" for versions and features', () => {
    const own = cellsOf(countersOn('2026-11-24', NO_LISTS)).filter((cell) => /^(?:app|feature)\//.test(cell));
    expect(own).to.deep.equal(['app/other', 'feature/other']);
  });
});
