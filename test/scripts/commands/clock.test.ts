/**
 * `quietkey clock confirm` in a folder whose confirmed day is far from the real clock: what it shows, what it sets, and
 * what `doctor` and `purge` say before and after.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { join } from 'node:path';
import { addDays, dayOf } from '../../../server/domain/kernel/day.ts';
import { systemClock } from '../../../server/runtime/clock.ts';
import { openTerminal, type Terminal } from '../terminal.ts';

describe('quietkey clock', () => {
  let terminal: Terminal;

  before(async () => {
    terminal = await openTerminal();
    await terminal.type(['init']);
  });
  after(() => terminal.throwAway());

  /** What is selected from the database. */
  function rows(sql: string, ...values: unknown[]): unknown[] {
    const database = new Database(join(terminal.dataFolder, 'quietkey.db'));
    const statement = database.prepare(sql);
    const found = statement.reader ? statement.all(...values) : [statement.run(...values)];
    database.close();
    return found;
  }

  /** Sets the confirmed day to a number of days before the real clock. */
  function confirm(daysAgo: number): void {
    const day = addDays(dayOf(systemClock().now()), -daysAgo);
    rows('DELETE FROM confirmed_day');
    rows(`INSERT INTO confirmed_day VALUES ('clock', ?, NULL, 0)`, day);
  }

  for (const [daysAgo, apart] of [
    [46, '46 days ahead of'],
    [-400, '400 days behind'],
  ] as const) {
    it(`shows and confirms a clock that is ${apart} the confirmed day`, async () => {
      confirm(daysAgo);
      const doctor = await terminal.type(['doctor']);
      expect(doctor.exit).to.equal(1);
      expect(doctor.out).to.match(/^fail {2}clock [^]*quietkey\s+clock\s+confirm/m);
      const refused = await terminal.type(['purge', '--apply']);
      expect(refused.exit).to.equal(1);
      expect(refused.err.replaceAll(/\s+/g, ' ')).to.include(apart).and.to.include('quietkey clock confirm');

      const shown = await terminal.type(['clock', 'confirm']);
      expect(shown.exit, shown.err).to.equal(0);
      expect(shown.out.replaceAll(/\s+/g, ' ')).to.include(apart).and.to.include('add: --yes');
      const look = JSON.parse((await terminal.type(['clock', 'confirm', '--json'])).out) as object;
      expect(look).to.include({ believed: false, changed: false });
      expect(rows(`SELECT id FROM operator_actions WHERE action = 'clock confirm'`)).to.deep.equal([]);

      const done = await terminal.type(['clock', 'confirm', '--yes', '--json', '--actor', 'ada']);
      expect(JSON.parse(done.out)).to.include({ believed: true, changed: true, followsOn: null });
      const records = rows(`SELECT actor, license FROM operator_actions WHERE action = 'clock confirm'`);
      expect(records).to.deep.equal([{ actor: 'terminal:ada', license: null }]);
      rows(`DELETE FROM operator_actions WHERE action = 'clock confirm'`);

      expect((await terminal.type(['clock', 'confirm'])).out).to.include('The clock is believed.');
      expect((await terminal.type(['purge', '--apply'])).exit).to.equal(0);
    });
  }

  it('does not show a database without a confirmed day as wrong', async () => {
    rows('DELETE FROM confirmed_day');
    const look = JSON.parse((await terminal.type(['clock', 'confirm', '--json'])).out) as object;
    expect(look).to.include({ believed: true });
  });
});
