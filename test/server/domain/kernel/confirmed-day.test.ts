// The confirmed day: how it follows a clock, by a table of looks, and what holds on every walk of a clock.

import { expect } from 'chai';
import fc from 'fast-check';
import {
  confirmedOn,
  decideClock,
  endingDay,
  isApart,
  lapsingDay,
  type ConfirmedDay,
} from '../../../../server/domain/kernel/confirmed-day.ts';
import { addDays, startOf, toDay, type Day } from '../../../../server/domain/kernel/day.ts';
import { rounds } from '../../../support/rounds.ts';

const DAY = toDay(20_000);

/** Looks at a clock, each time after so many days from `DAY`, and writes what each look means. */
function looks(...days: number[]): string[] {
  let state = confirmedOn(DAY);
  return days.map((days_) => {
    const decision = decideClock(state, addDays(DAY, days_));
    state = decision.next;
    if (decision.kind === 'agree') return 'agree';
    if (decision.kind === 'follow') return `${decision.because} ${state.day - DAY}`;
    return `${decision.reason} ${decision.daysApart}, follows on ${decision.followsOn - DAY}`;
  });
}

describe('the confirmed day', () => {
  const CASES: { title: string; days: number[]; answers: string[] }[] = [
    { title: 'the same day', days: [0, 0], answers: ['agree', 'agree'] },
    { title: 'day by day', days: [1, 1, 2, 3], answers: ['near 1', 'agree', 'near 2', 'near 3'] },
    { title: 'a server that was off for a day', days: [2, 4], answers: ['near 2', 'near 4'] },
    { title: 'a clock that is a little behind', days: [-1, -2, 0], answers: ['agree', 'agree', 'agree'] },
    ...[35, 46, 59, 90, 400].map((days) => ({
      title: `${days} days ahead, and back`,
      days: [days, days, 0, 1],
      answers: [
        `ahead ${days}, follows on ${days + 7}`,
        `ahead ${days}, follows on ${days + 7}`,
        'agree',
        'near 1',
      ],
    })),
    {
      title: 'three days ahead, which is more than two',
      days: [3],
      answers: ['ahead 3, follows on 10'],
    },
    { title: 'three days behind', days: [-3], answers: ['behind 3, follows on 4'] },
    {
      title: 'off for 90 days: steady for seven days',
      days: [90, 91, 92, 93, 94, 95, 96, 97, 98],
      answers: [
        ...[90, 91, 92, 93, 94, 95, 96].map((days) => `ahead ${days}, follows on 97`),
        'steady 97',
        'near 98',
      ],
    },
    {
      title: 'behind for seven days',
      days: [-400, -399, -398, -397, -396, -395, -394, -393],
      answers: [
        ...[400, 399, 398, 397, 396, 395, 394].map((days) => `behind ${days}, follows on -393`),
        'steady -393',
      ],
    },
    {
      title: 'jumps that follow each other',
      days: [35, 36, 46, 47, 400],
      answers: [
        'ahead 35, follows on 42',
        'ahead 36, follows on 42',
        'ahead 46, follows on 53',
        'ahead 47, follows on 53',
        'ahead 400, follows on 407',
      ],
    },
    {
      title: 'a clock that flaps is never steady',
      days: [35, 0, 36, 0, 37],
      answers: [
        'ahead 35, follows on 42',
        'agree',
        'ahead 36, follows on 43',
        'agree',
        'ahead 37, follows on 44',
      ],
    },
    {
      title: 'two servers, 40 days apart: the one that is ahead is never steady',
      days: Array.from({ length: 20 }, (_, day) => [day, day + 40]).flat(),
      answers: Array.from({ length: 20 }, (_, day) => [
        day === 0 ? 'agree' : `near ${day}`,
        `ahead 40, follows on ${day + 47}`,
      ]).flat(),
    },
    {
      title: 'two servers, minutes apart at midnight, both after a stop of 90 days',
      days: [90, 91, 90, 91, 92, 91, 93, 92],
      answers: [90, 91, 91, 91, 92, 92, 93, 93].map(
        (days, look) => `ahead ${[90, 91, 90, 91, 92, 91, 93, 92][look] ?? days}, follows on 97`,
      ),
    },
    {
      title: 'a server that is off at weekends',
      days: [33, 34, 35, 36, 37, 40, 41, 42],
      answers: [
        'ahead 33, follows on 40',
        'ahead 34, follows on 40',
        'ahead 35, follows on 40',
        'ahead 36, follows on 40',
        'ahead 37, follows on 40',
        'ahead 40, follows on 42',
        'ahead 41, follows on 42',
        'steady 42',
      ],
    },
  ];
  for (const { title, days, answers } of CASES) {
    it(title, () => {
      expect(looks(...days)).to.deep.equal(answers);
    });
  }

  it('is where nothing is written if a look changes nothing', () => {
    const state = confirmedOn(DAY);
    expect(decideClock(state, DAY).next).to.equal(state);
    const held = decideClock(state, addDays(DAY, 35)).next;
    expect(decideClock(held, addDays(DAY, 35)).next).to.equal(held);
  });

  it('gives the day of ends and lapses: the earlier, or none, while the clock is not believed', () => {
    const timeAfter = (days: number) => ({ now: startOf(addDays(DAY, days)), confirmedDay: DAY });
    for (const [days, ends, lapses] of [
      [0, 0, 0],
      [2, 2, 2],
      [-2, -2, -2],
      [3, 0, undefined],
      [46, 0, undefined],
      [-3, -3, undefined],
    ] as const) {
      expect(endingDay(timeAfter(days)) - DAY, String(days)).to.equal(ends);
      expect(lapsingDay(timeAfter(days)), String(days)).to.equal(lapses === undefined ? 0 : DAY + lapses);
    }
  });
});

/** A step of a clock: a day passes, the clock jumps, or it is looked at again. */
const STEP = fc.oneof(
  { arbitrary: fc.constant(1), weight: 6 },
  { arbitrary: fc.constant(0), weight: 2 },
  { arbitrary: fc.integer({ min: -500, max: 500 }), weight: 1 },
);

describe('the confirmed day, on any walk of a clock', () => {
  const WALK = fc.array(STEP, { maxLength: 60 });

  function walk(steps: readonly number[], each: (before: ConfirmedDay, today: Day) => void): ConfirmedDay {
    let [state, today] = [confirmedOn(DAY), DAY];
    for (const step of steps) {
      today = addDays(today, step);
      each(state, today);
      state = decideClock(state, today).next;
    }
    return state;
  }

  it('moves by two days at most, or to a clock that was seen on seven days before', () => {
    fc.assert(
      fc.property(WALK, (steps) => {
        const seen: Day[] = [];
        walk(steps, (before, today) => {
          const { kind, next } = decideClock(before, today);
          const moved = next.day - before.day;
          if (moved !== 0 && Math.abs(moved) > 2) {
            expect(kind).to.equal('follow');
            const since = new Set(seen.filter((day) => day < today && isApart(before.day, day)));
            expect(since.size).to.be.at.least(7);
          } else expect(moved).to.be.at.least(0);
          seen.push(today);
        });
      }),
      { numRuns: rounds(5_000) },
    );
  });

  it('lets nothing lapse and nothing end by a day that is apart', () => {
    fc.assert(
      fc.property(WALK, (steps) => {
        walk(steps, (before, today) => {
          const time = { now: startOf(today), confirmedDay: before.day };
          if (!isApart(before.day, today)) return;
          expect(lapsingDay(time)).to.equal(0);
          expect(endingDay(time)).to.be.at.most(before.day);
        });
      }),
      { numRuns: rounds(5_000) },
    );
  });

  it('agrees with the clock after seven steady days, wherever it was', () => {
    fc.assert(
      fc.property(WALK, fc.integer({ min: -500, max: 500 }), (steps, jump) => {
        const start = walk(steps, () => undefined);
        let state = start;
        const first = addDays(start.day, jump);
        // a day more, since the walk may have ended on the day after the first: the seven days begin there
        const last = addDays(first, 8);
        for (let today = first; today <= last; today = addDays(today, 1))
          state = decideClock(state, today).next;
        expect(isApart(state.day, last)).to.equal(false);
      }),
      { numRuns: rounds(5_000), examples: [[[-279], -280]] },
    );
  });
});
