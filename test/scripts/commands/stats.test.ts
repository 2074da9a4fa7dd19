/** `quietkey stats`: the server's counts and the published figures of telemetry. */

import { expect } from 'chai';
import { dayOf, writeDate, addDays } from '../../../server/domain/kernel/day.ts';
import { weekOf, addWeeks } from '../../../server/domain/kernel/week.ts';
import { readConfig } from '../../../server/config/config.ts';
import { openWorld, type World } from '../../../server/composition/world.ts';
import { systemClock } from '../../../server/runtime/clock.ts';
import { openTerminal, type Terminal } from '../terminal.ts';
import { operations } from '../../../server/domain/operations.ts';

const FIGURES = [
  { cell: 'total', n: 400 },
  { cell: 'os/linux-6', n: 200 },
  { cell: 'os/macos-15', n: 50 },
  { cell: 'os/windows-11', n: null },
];

describe('quietkey stats', () => {
  let terminal: Terminal;
  const today = dayOf(systemClock().now());
  const inWorld = async (act: (world: World) => Promise<unknown>): Promise<void> => {
    const world = await openWorld(readConfig({ QUIETKEY_DATA: terminal.dataFolder }), {
      threads: 'in-thread',
    });
    await act(world);
    await world.close();
  };
  before(async () => {
    terminal = await openTerminal();
    await terminal.ask('init');
    await terminal.ask('product', 'add', 'sonar', '--name', 'Sonar');
  });
  after(() => terminal.throwAway());

  it('reports that nothing was counted', async () => {
    const { out, exit } = await terminal.type(['stats']);
    expect(exit).to.equal(0);
    expect(out)
      .to.match(/^Requests of the last 30 days: none\./)
      .and.to.match(/no week is published/);
  });

  it('shows counts by product and day, with a chart', async () => {
    const activations = { kind: 'activations', product: 'sonar', code: null } as const;
    const counts = [
      { ...activations, day: addDays(today, -2), n: 10 },
      { ...activations, day: today, n: 80 },
      { ...activations, day: addDays(today, -100), n: 1_000 },
      { kind: 'refusals', product: 'sonar', code: 'seats_taken', day: addDays(today, -1), n: 7 },
    ] as const;
    await inWorld((world) => world.run(operations.statistics.keepCounts, { counts: [...counts] }, 'server'));
    const { out } = await terminal.type(['stats', '--days', '4']);
    expect(out).to.match(/^sonar {4}activations +90 {2}·▁·█$/m);
    expect(out).to.match(/^sonar {4}refusals +seats_taken +7 {2}··█·$/m);
    const long = await terminal.type(['stats', '--days', '120']);
    expect(long.out).to.match(/^sonar {4}activations +1090 {2}·{4}█·{24}▁$/m);
    const report = await terminal.ask<{ days: number; counts: object[] }>('stats', '--days', '1');
    expect(report).to.deep.include({
      days: 1,
      counts: [{ ...activations, on: writeDate(today), n: 80 }],
    });
  });

  it('shows the published figures of telemetry', async () => {
    const week = addWeeks(weekOf(today), -2);
    const rows = FIGURES.map((figure) => ({ ...figure, week }));
    await inWorld((world) => world.run(operations.statistics.publishWeek, { week, figures: rows }, 'server'));
    const { out } = await terminal.type(['stats']);
    expect(out).to.match(/^Telemetry, with noise: 400 reports in \d{4}-W\d\d, by week █$/m);
    expect(out).to.match(/^os\/linux-6 +200 {2}█{20}$/m);
    expect(out).to.match(/^os\/macos-15 +50 {2}█{5}$/m);
    expect(out).to.match(/^os\/windows-11 +<20$/m);
    for (const line of out.split('\n')) expect(line.length, line).to.be.at.most(80);
    await inWorld(async (world) => {
      for (let ago = 3; ago < 40; ago += 1) {
        const old = addWeeks(week, -ago);
        const figures = [{ cell: 'total', week: old, n: 1_234_567 }];
        await world.run(operations.statistics.publishWeek, { week: old, figures }, 'server');
      }
    });
    const long = await terminal.type(['stats']);
    for (const line of long.out.split('\n')) expect(line.length, line).to.be.at.most(80);
  });
});
