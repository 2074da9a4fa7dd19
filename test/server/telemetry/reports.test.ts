/**
 * What the server does with reports: adds them to sums that leave memory only with twenty reports or at the week's end,
 * and publishes a week once, with noise, on whichever node comes first.
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
import { figuresOf, TOTAL, type DueWeek } from '../../../server/domain/statistics/telemetry.ts';
import { publicTelemetry, PUBLIC_TELEMETRY_SCHEMA } from '../../../server/http/telemetry-schemas.ts';
import { openLeaderLock } from '../../../server/jobs/leader-lock.ts';
import { drawNoise } from '../../../server/telemetry/draws.ts';
import { publishDue, type PublicationDependencies } from '../../../server/telemetry/publication.ts';
import { problemIn } from '../http/asking.ts';
import { openTelemetryDoor, type TelemetryDoor } from '../../support/telemetry.ts';
import { openPostgresWorld, openTestWorld, type TestWorld } from '../../support/world.ts';
import { operations } from '../../../server/domain/operations.ts';
import { toWeek } from '../../../server/domain/kernel/week.ts';

/** Of the tests' first day, 2026-11-24. */
const WEEK = toWeek(2_969);
const VERSIONS = Array.from({ length: 26 }, (_, count) => `v${count}`);
const LISTS: VendorLists = { versions: VERSIONS, features: ['export'] };
const CELLS = cellsOf(countersOn('2026-11-24', LISTS));

const weekOver = (test: TestWorld): void => test.clock.move(7 * DAY_SECONDS);
const stored = async ({ world, clock }: TestWorld): Promise<DueWeek | undefined> => {
  // the sums of a week are told to nobody but whoever publishes it when it is due
  clock.move(14 * DAY_SECONDS);
  const due = await world.run(operations.statistics.dueWeeks, {}, 'server');
  clock.move(-14 * DAY_SECONDS);
  return due.find(({ week }) => week === WEEK);
};

describe('a report', () => {
  let test: TestWorld;
  let door: TelemetryDoor;
  beforeEach(async () => {
    test = await openTestWorld();
    door = await openTelemetryDoor(test, LISTS);
  });
  afterEach(async () => {
    await door.end();
    await test.end();
  });
  const send = async (times: number, cells: object = { 'os/linux-6': 1, 'feature/export': 0 }) => {
    for (let i = 0; i < times; i += 1) expect((await door.report(cells)).status).to.equal(200);
  };

  it('stays in memory until there are twenty', async () => {
    await send(19);
    await door.telemetry.turn();
    expect(await stored(test)).to.equal(undefined);
    await send(1);
    await door.telemetry.turn();
    expect(await stored(test)).to.deep.include({
      sums: { total: 20, 'os/linux-6': 20, 'feature/export': 0 },
    });
  });

  it('that is one of few leaves memory at the end of its week', async () => {
    await send(3);
    weekOver(test);
    await door.telemetry.turn();
    expect((await test.run(operations.statistics.listFigures, {}))[0]).to.include({
      week: '2026-W48',
      cells: null,
    });
  });

  it('that is one of few is lost where the server stops', async () => {
    await send(19);
    await door.telemetry.stop();
    expect(await stored(test)).to.equal(undefined);
    await send(1);
    await door.telemetry.stop();
    expect((await stored(test))?.sums).to.include({ total: 20 });
  });

  it('is refused whole where the vocabulary has no such cell, and nothing is counted', async () => {
    const bad: object[] = [
      { 'os/linux-6': 1, 'os/plan-9': 1 },
      { total: 1 },
      { 'os/linux-6': 2 },
      { 'os/linux-6': '1' },
      { 'os/linux-6': 1, 'arch/x64': 1, 'sdk/0.1': 1, 'app/v1': 1, 'feature/export': 1 },
      { 'ada@example.com': 1 },
    ];
    for (const cells of bad) {
      const told = problemIn(await door.report(cells));
      expect(told, JSON.stringify(cells)).to.include({ status: 400, code: 'request_malformed' });
      expect(told.errors?.[0]?.pointer).to.match(/^\/cells/);
      expect(JSON.stringify(told)).not.to.match(/plan-9|ada@/);
    }
    const path = TELEMETRY_PATHS.report;
    const named = { cells: {}, license: 'x' };
    expect(problemIn(await door.ask({ method: 'POST', path, body: named })).status).to.equal(400);
    await send(20, { 'arch/x64': 1 });
    await door.telemetry.turn();
    expect((await stored(test))?.sums).to.deep.equal({ total: 20, 'arch/x64': 20 });
  });

  it('is not counted when every counter has expired, and its total neither', async () => {
    test.clock.move(400 * DAY_SECONDS);
    await send(20, {});
    expect((await door.report({ 'os/linux-6': 1 })).status).to.equal(200);
    await door.telemetry.turn();
    test.clock.move(14 * DAY_SECONDS);
    const due = await test.run(operations.statistics.dueWeeks, {});
    expect(due.map(({ sums }) => sums)).to.deep.equal([{}]);
  });

  it('that comes with Sec-GPC or DNT gets the same answer and is not counted', async () => {
    const cells = { 'arch/arm64': 1 };
    const answers = [];
    for (const headers of [{}, { 'sec-gpc': '1' }, { dnt: '1' }]) {
      const { status, headers: heard, text } = await door.report(cells, headers);
      answers.push({ status, text, headers: { ...heard, date: '' } });
    }
    expect(answers[1]).to.deep.equal(answers[0]);
    expect(answers[2]).to.deep.equal(answers[0]);
    await send(19, cells);
    await door.telemetry.turn();
    expect((await stored(test))?.sums).to.deep.equal({ total: 20, 'arch/arm64': 20 });
  });
});

for (const [name, open] of [
  ['SQLite', () => openTestWorld()],
  ['PostgreSQL', openPostgresWorld],
] as const) {
  describe(`a week of telemetry over ${name}`, () => {
    let test: TestWorld;
    let door: TelemetryDoor;
    beforeEach(async () => {
      test = await open();
      door = await openTelemetryDoor(test, LISTS);
    });
    afterEach(async () => {
      await door.end();
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
        await door.telemetry.turn();
        const published = await test.run(operations.statistics.listFigures, {});
        expect(published.filter(({ week }) => week === '2026-W48')).to.have.lengthOf(weeks);
      }
      const told = await door.published();
      expect(publicTelemetry.parse(told)).to.deep.equal(told);
      expect(told).to.include({ epsilon: 1, $schema: TELEMETRY_PATHS.schema });
      expect(told.counters.flatMap(({ cells }) => cells)).to.deep.equal(CELLS);
      const [week] = told.weeks;
      expect(week?.week).to.equal('2026-W48');
      expect(Object.keys(week?.cells ?? {})).to.have.members(CELLS);
      // the noise is as large as this once in 10^8
      expect(week?.total).to.be.within(1_400, 1_600);
      expect(week?.cells?.['os/linux-6']).to.be.within(800, 1_000);
      // reported by nobody: shown as few, or, where the noise alone is 20 or more (1 in 300), as that
      const nobody = week?.cells?.['os/windows-11'];
      expect(nobody === '<20' ? 0 : nobody).to.be.within(0, 100);
      expect((await door.ask({ path: TELEMETRY_PATHS.schema })).text).to.equal(PUBLIC_TELEMETRY_SCHEMA);
    });

    it('is drawn once, by whichever node is first, and what it was made of is gone', async () => {
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

    it('is left to the node that is on duty', async () => {
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
      // of an empty week the total is small, and nothing else is even drawn
      expect([draws, lines]).to.deep.equal([1, [{ event: 'telemetry published', count: 1 }]]);
      expect(await test.run(operations.statistics.listFigures, {})).to.deep.equal([
        { week: '2026-W48', total: '<20', cells: null },
      ]);
    });
  });
}

describe('published figures', () => {
  /** v0 … v25, each reported as often as its number says. */
  const PLANTED: Record<string, number> = Object.fromEntries(VERSIONS.map((v, count) => [`app/${v}`, count]));

  it('are never from 0 to 19, whatever was reported and drawn', () => {
    for (let turn = 0; turn < 500; turn += 1) {
      for (const total of [0, 10, 25, 150, 200, 5_000]) {
        const figures = figuresOf({ week: WEEK, sums: { ...PLANTED, [TOTAL]: total } }, CELLS, drawNoise);
        for (const { cell, n } of figures) if (n !== null) expect(n, cell).to.be.at.least(20);
        const [first, ...cells] = figures;
        if ((first?.n ?? 0) < 200) expect(cells).to.deep.equal([]);
        else expect(cells.map(({ cell }) => cell)).to.deep.equal(CELLS);
      }
    }
  });

  it('are null or at least 20 in what is stored and told', async () => {
    const test = await openTestWorld();
    const door = await openTelemetryDoor(test, LISTS);
    await test.run(operations.statistics.keepTelemetry, { week: WEEK, sums: { ...PLANTED, [TOTAL]: 5_000 } });
    weekOver(test);
    await door.telemetry.turn();
    const [week] = (await door.published()).weeks;
    for (const cell of Object.keys(PLANTED)) {
      const told = week?.cells?.[cell];
      if (told !== '<20') expect(told, cell).to.be.at.least(20);
    }
    expect(Object.values(week?.cells ?? {})).to.include('<20');
    await door.end();
    await test.end();
  });

  it('cannot be told from the total: it has noise of its own', () => {
    // each report names one of two versions, so without noise the small one would be the rest
    const sums = { [TOTAL]: 1_010, 'app/v1': 1_000, 'app/v2': 10 };
    const serverYield = 4_000;
    let hits = 0;
    for (let turn = 0; turn < serverYield; turn += 1) {
      const [total, one, two] = figuresOf({ week: WEEK, sums }, ['app/v1', 'app/v2'], drawNoise);
      if (two?.n === null && (total!.n ?? 0) - (one!.n ?? 0) === 10) hits += 1;
    }
    // two independent draws cancel out in about one of twenty
    expect(hits / serverYield).to.be.below(0.1);
    expect(hits).to.be.above(0);
  });

  it('of a vendor without lists have no cell of versions or features but "other"', () => {
    const own = cellsOf(countersOn('2026-11-24', NO_LISTS)).filter((cell) => /^(?:app|feature)\//.test(cell));
    expect(own).to.deep.equal(['app/other', 'feature/other']);
  });
});
