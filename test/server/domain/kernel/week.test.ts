import { expect } from 'chai';
import { readDate, addDays } from '../../../../server/domain/kernel/day.ts';
import { firstDayOf, weekOf, writeWeek, toWeek } from '../../../../server/domain/kernel/week.ts';

describe('the week', () => {
  /** ISO 8601 at the turns of years, where a week belongs to the year of its Thursday. */
  const DATES: readonly (readonly [date: string, week: string])[] = [
    ['1970-01-01', '1970-W01'],
    ['2020-12-31', '2020-W53'],
    ['2021-01-03', '2020-W53'],
    ['2021-01-04', '2021-W01'],
    ['2024-12-29', '2024-W52'],
    ['2024-12-30', '2025-W01'],
    ['2026-11-24', '2026-W48'],
    ['2026-12-31', '2026-W53'],
    ['2027-01-04', '2027-W01'],
  ];

  for (const [date, week] of DATES) {
    it(`of ${date} is ${week}`, () => expect(writeWeek(weekOf(readDate(date)!))).to.equal(week));
  }

  it('begins on a Monday and has seven days', () => {
    for (let week = 2_000; week < 3_500; week += 1) {
      const monday = firstDayOf(toWeek(week));
      expect(new Date(monday * 86_400_000).getUTCDay()).to.equal(1);
      expect([weekOf(addDays(monday, -1)), weekOf(monday), weekOf(addDays(monday, 6))]).to.deep.equal([
        week - 1,
        week,
        week,
      ]);
    }
  });
});
