/** The span of a lease of a floating license, and the claims that follow from it. */

import { expect } from 'chai';
import fc from 'fast-check';
import type { ActivationRow } from '../../../../server/domain/activation/activation.ts';
import {
  decidedLease,
  leaseSpan,
  refreshAfter,
  renewableFrom,
} from '../../../../server/domain/activation/lease.ts';
import { addSeconds, startOf, toInstant } from '../../../../server/domain/kernel/day.ts';
import type { License } from '../../../../server/domain/licensing/license.ts';
import { activationRow, licenseOf, timeAt, TODAY } from '../../../support/rows.ts';

const [MINUTE, HOUR, DAY] = [60, 3_600, 86_400];
const TERMS = { floatingMinutes: 60, floatingGraceHours: 2, borrowDays: 5 };
const NEW = { seatEndsSecond: null, lapsedDay: TODAY };
/** Ten o'clock, and some seconds. */
const NOW = 10 * HOUR + 25;

interface Spanned {
  exp: number;
  seatEnd: number;
  floating: string | undefined;
  row: ActivationRow;
}

/** The next lease of an activation, with its times in seconds from the beginning of today. */
function span(license: License, now: number, held?: ActivationRow, borrowDays = 0): Spanned {
  const time = timeAt(addSeconds(startOf(TODAY), now));
  const row = { ...activationRow({ lapsedDay: null }), ...leaseSpan(license, time, held, borrowDays) };
  const { exp, grace, floating } = decidedLease(license, row, []).claims;
  const from = exp - startOf(TODAY);
  return { exp: from, seatEnd: from + grace, floating, row };
}
const timesOf = ({ exp, seatEnd, floating }: Spanned): unknown[] => [
  exp / MINUTE,
  seatEnd / MINUTE,
  floating,
];

describe('the lease of a floating license', () => {
  const license = licenseOf({}, TERMS);

  it('has its minutes from the minute of the request on, and its seat ends after the grace', () => {
    const { row, ...checkedOut } = span(license, NOW);
    expect(timesOf({ row, ...checkedOut })).to.deep.equal([11 * 60, 13 * 60, 'checked_out']);
    expect(row).to.include({ leaseDay: TODAY, leaseEndsDay: TODAY, seatEndsDay: TODAY });
    expect(row.seatEndsSecond).to.equal(startOf(TODAY) + 13 * HOUR);
  });

  it('begins with its day, so that it says nothing more of the hour than its end', () => {
    const { row } = span(license, NOW);
    const { iat, nbf } = decidedLease(license, row, []).claims;
    expect([iat, nbf]).to.deep.equal([startOf(TODAY), startOf(TODAY)]);
  });

  it('has a seat that never ends at midnight, which tells it from a borrowed one', () => {
    expect(timesOf(span(license, 21 * HOUR))).to.deep.equal([22 * 60 + 1, 24 * 60 + 1, 'checked_out']);
    expect(timesOf(span(license, 21 * HOUR, undefined, 1))).to.deep.equal([48 * 60, 72 * 60, 'borrowed']);
  });

  it('never outlasts the license', () => {
    const ending = licenseOf({ endsDay: TODAY }, TERMS);
    expect(timesOf(span(ending, 23 * HOUR + 30 * MINUTE))).to.deep.equal([24 * 60, 26 * 60, 'checked_out']);
    expect(timesOf(span(ending, NOW, undefined, 3))).to.deep.equal([24 * 60, 48 * 60, 'borrowed']);
  });

  it('is borrowed to the end of a day, for no more days than the terms allow, with a grace of whole days', () => {
    expect(timesOf(span(license, NOW, undefined, 2))).to.deep.equal([3 * 1440, 4 * 1440, 'borrowed']);
    expect(timesOf(span(license, NOW, undefined, 366))).to.deep.equal([6 * 1440, 7 * 1440, 'borrowed']);
    const none = licenseOf({}, { ...TERMS, borrowDays: 0 });
    expect(timesOf(span(none, NOW, undefined, 2))).to.deep.equal([11 * 60, 13 * 60, 'checked_out']);
  });

  it('keeps what was borrowed when it is renewed, until a release', () => {
    const { row } = span(license, NOW, undefined, 2);
    expect(timesOf(span(license, DAY + NOW, row))).to.deep.equal([3 * 1440, 4 * 1440, 'borrowed']);
    expect(timesOf(span(license, DAY + NOW, row, 1))).to.deep.equal([3 * 1440, 4 * 1440, 'borrowed']);
    expect(timesOf(span(license, DAY + NOW, row, 3))).to.deep.equal([5 * 1440, 6 * 1440, 'borrowed']);
    expect(timesOf(span(license, DAY + NOW, { ...row, ...NEW }))).to.deep.equal([
      35 * 60,
      37 * 60,
      'checked_out',
    ]);
  });

  it('is checked out again in the grace of a borrowed one, and its seat ends no earlier', () => {
    const { row } = span(license, NOW, undefined, 2);
    const [exp, seatEnd, kind] = timesOf(span(license, 3 * DAY + NOW, row));
    expect([seatEnd, kind]).to.deep.equal([4 * 1440 + 1, 'checked_out']);
    expect(exp).to.equal(4 * 1440 + 1 - 120);
  });

  it('of a product that was not floating keeps the days of its lease', () => {
    const held = activationRow({ leaseEndsDay: TODAY + 3, seatEndsDay: TODAY + 9 });
    expect(timesOf(span(license, NOW, held))).to.deep.equal([4 * 1440, 10 * 1440, 'borrowed']);
  });

  it('is due in the third quarter of its minutes, and renewed a quarter earlier if it is asked for', () => {
    for (let sequence = 1; sequence < 50; sequence += 1) {
      const { row, exp } = span(license, NOW);
      const due = refreshAfter(license, { ...row, sequence }) - startOf(TODAY);
      expect(due).to.be.within(exp - 30 * MINUTE, exp - 15 * MINUTE - 1);
      expect(renewableFrom(license, { ...row, sequence })).to.equal(startOf(TODAY) + due - 15 * MINUTE);
    }
    const { row, exp } = span(license, NOW, undefined, 2);
    expect(refreshAfter(license, row)).to.equal(startOf(TODAY) + exp);
    expect(renewableFrom(license, row)).to.equal(startOf(TODAY) + exp);
  });

  it('never ends before an earlier lease of the machine, whatever the terms were then and are now', () => {
    const terms = fc.record({
      floatingMinutes: fc.integer({ min: 10, max: 1_440 }),
      floatingGraceHours: fc.integer({ min: 1, max: 720 }),
      borrowDays: fc.integer({ min: 0, max: 90 }),
    });
    const time = fc.integer({ min: 0, max: 100 * DAY });
    const asked = fc.integer({ min: 0, max: 100 });
    const endsDay = fc.option(fc.integer({ min: TODAY, max: TODAY + 120 }));
    fc.assert(
      fc.property(
        terms,
        terms,
        time,
        time,
        asked,
        asked,
        endsDay,
        (then, now, first, later, before, days, end) => {
          const made = span(licenseOf({ endsDay: end }, then), first, undefined, before);
          const next = span(licenseOf({ endsDay: end }, now), first + later, made.row, days);
          expect(next.row.seatEndsSecond).to.equal(startOf(TODAY) + next.seatEnd);
          expect(next.seatEnd).to.be.at.least(made.seatEnd);
          const lasts = next.exp > first + later - MINUTE || end !== null;
          expect(lasts, 'the lease runs').to.equal(true);
          if (end !== null) expect(next.exp).to.be.at.most((end + 1 - TODAY) * DAY);
          for (const { row, seatEnd } of [made, next]) {
            expect(toInstant(seatEnd + startOf(TODAY)) % MINUTE).to.equal(0);
            expect(startOf(row.seatEndsDay)).to.be.below(seatEnd + startOf(TODAY));
            expect(startOf(row.seatEndsDay) + DAY).to.be.at.least(seatEnd + startOf(TODAY));
          }
        },
      ),
    );
  });
});
