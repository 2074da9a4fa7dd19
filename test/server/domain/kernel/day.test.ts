import { expect } from 'chai';
import fc from 'fast-check';
import {
  dayOf,
  endOf,
  readDate,
  startOf,
  writeDate,
  yearOf,
  addSeconds,
  toDay,
  toInstant,
  hourOf,
  addHours,
  startOfHour,
  daysBetween,
  earlier,
  later,
  type Instant,
  type Hour,
  type Day,
  type Seconds,
} from '../../../../server/domain/kernel/day.ts';
import { weekOf, toWeek, addWeeks, type Week } from '../../../../server/domain/kernel/week.ts';

interface Units {
  instant: Instant;
  hour: Hour;
  day: Day;
  week: Week;
  seconds: Seconds;
}

/** Whether the compiler takes one unit for another. */
type Passes = {
  [From in keyof Units]: { [To in keyof Units]: Units[From] extends Units[To] ? true : false };
};

/** Compiles only while the types are as written here: a point in time passes for a plain number and for nothing else. */
const PASSES: Passes = {
  instant: { instant: true, hour: false, day: false, week: false, seconds: true },
  hour: { instant: false, hour: true, day: false, week: false, seconds: true },
  day: { instant: false, hour: false, day: true, week: false, seconds: true },
  week: { instant: false, hour: false, day: false, week: true, seconds: true },
  seconds: { instant: false, hour: false, day: false, week: false, seconds: true },
};

describe('the units of time', () => {
  it('pass for no other point in time', () => {
    for (const [from, passes] of Object.entries(PASSES))
      for (const [to, does] of Object.entries(passes))
        expect(does, `${from} as ${to}`).to.equal(from === to || to === 'seconds');
  });

  it('take a number of another unit at its first moment', () => {
    const day = toDay(20_781);
    expect([startOf(day), hourOf(startOf(day)), weekOf(day)]).to.deep.equal([1_795_478_400, 498_744, 2_969]);
    expect(startOfHour(hourOf(addSeconds(startOf(day), 3_601)))).to.equal(startOf(day) + 3_600);
    expect(dayOf(startOfHour(addHours(hourOf(startOf(day)), 23)))).to.equal(day);
    expect(toInstant(1_795_478_400.999)).to.equal(startOf(day));
  });

  it('are compared and counted within one unit', () => {
    const [first, second] = [toDay(20_000), toDay(20_030)];
    expect([earlier(first, second), later(first, second)]).to.deep.equal([first, second]);
    expect([daysBetween(first, second), daysBetween(second, first)]).to.deep.equal([30, -30]);
    expect(addWeeks(toWeek(2_969), -1)).to.equal(2_968);
  });
});

describe('days', () => {
  it('begin and end at UTC midnight, half-open', () => {
    expect(startOf(toDay(20_000))).to.equal(20_000 * 86_400);
    expect(endOf(toDay(20_000))).to.equal(startOf(toDay(20_001)));
    expect(dayOf(addSeconds(endOf(toDay(20_000)), -1))).to.equal(20_000);
    expect(dayOf(endOf(toDay(20_000)))).to.equal(20_001);
  });

  for (const text of [
    '',
    '2026-13-01',
    '2026-02-29',
    '2026-1-1',
    '1969-12-31',
    '2026-11-24T00:00',
    ' 2026-11-24',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(readDate(text)).to.equal(undefined);
    });
  }

  it('reads what it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_932_896 }).map(toDay), (day) => {
        expect(readDate(writeDate(day))).to.equal(day);
        expect(yearOf(day)).to.equal(Number(writeDate(day).slice(0, 4)));
      }),
    );
  });

  it('knows leap days and the last year', () => {
    expect(writeDate(readDate('2028-02-29')!)).to.equal('2028-02-29');
    expect(readDate('9999-12-31')).to.equal(2_932_896);
  });
});
