import { expect } from 'chai';
import fc from 'fast-check';
import { dayOf, endOf, readDate, startOf, writeDate, yearOf } from '../../../../server/domain/kernel/day.ts';

describe('days', () => {
  it('begin and end at UTC midnight, half-open', () => {
    expect(startOf(20_000)).to.equal(20_000 * 86_400);
    expect(endOf(20_000)).to.equal(startOf(20_001));
    expect(dayOf(endOf(20_000) - 1)).to.equal(20_000);
    expect(dayOf(endOf(20_000))).to.equal(20_001);
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
      fc.property(fc.integer({ min: 0, max: 2_932_896 }), (day) => {
        expect(readDate(writeDate(day))).to.equal(day);
        expect(yearOf(day)).to.equal(Number(writeDate(day).slice(0, 4)));
      }),
    );
  });

  it('knows leap days and the last year', () => {
    expect(writeDate(readDate('2028-02-29') ?? -1)).to.equal('2028-02-29');
    expect(readDate('9999-12-31')).to.equal(2_932_896);
  });
});
