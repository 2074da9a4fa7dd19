import { expect } from 'chai';
import { addHours, hourOf, readDate, startOf, writeDate } from '../../../../server/domain/kernel/day.ts';
import { weekOf } from '../../../../server/domain/kernel/week.ts';
import { dayOfCount } from '../../../../server/domain/privacy/stored-values.ts';

describe('a stored count', () => {
  const day = readDate('2026-11-26')!;

  for (const { unit, count, begins } of [
    { unit: 'hour', count: addHours(hourOf(startOf(day)), 23), begins: '2026-11-26' },
    { unit: 'day', count: day, begins: '2026-11-26' },
    { unit: 'week', count: weekOf(day), begins: '2026-11-23' },
  ] as const) {
    it(`of the unit ${unit} begins on ${begins}`, () => {
      expect(writeDate(dayOfCount(unit, count))).to.equal(begins);
    });
  }
});
