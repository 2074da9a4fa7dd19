import { expect } from 'chai';
import {
  addSeconds,
  dayName,
  fromNumericDate,
  readClock,
  startOfDay,
  toInstant,
  type Instant,
} from '../../../client-sdk/typescript/primitives/clock.ts';

interface Units {
  instant: Instant;
  milliseconds: ReturnType<typeof readClock>;
  duration: number;
}

/** Whether the compiler takes one unit for another. */
type Passes = {
  [From in keyof Units]: { [To in keyof Units]: Units[From] extends Units[To] ? true : false };
};

/** Compiles only while a point in time passes for a plain number and for no other point in time. */
const PASSES: Passes = {
  instant: { instant: true, milliseconds: false, duration: true },
  milliseconds: { instant: false, milliseconds: true, duration: true },
  duration: { instant: false, milliseconds: false, duration: true },
};

describe('the units of the client’s clock', () => {
  it('pass for no other point in time', () => {
    for (const [from, passes] of Object.entries(PASSES))
      for (const [to, does] of Object.entries(passes))
        expect(does, `${from} as ${to}`).to.equal(from === to || to === 'duration');
  });

  it('become whole seconds, and days in UTC', () => {
    const instant = toInstant(readClock(() => 1_795_487_400_999));
    expect(instant).to.equal(1_795_487_400);
    expect(startOfDay(instant)).to.equal(1_795_478_400);
    expect(dayName(addSeconds(startOfDay(instant), -1))).to.equal('2026-11-23');
    expect(fromNumericDate(null)).to.equal(null);
    expect(fromNumericDate(undefined)).to.equal(undefined);
  });
});
