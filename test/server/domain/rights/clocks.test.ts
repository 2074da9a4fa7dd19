// The clocks of requests: a table of month ends, and properties over days of four years with their leap day.

import { expect } from 'chai';
import fc from 'fast-check';
import {
  addDays,
  daysBetween,
  readDate,
  toDay,
  writeDate,
  type Day,
} from '../../../../server/domain/kernel/day.ts';
import { REFUSAL_REASONS, REQUEST_KINDS } from '../../../../server/domain/kernel/rights.ts';
import { LINK_DAYS } from '../../../../server/domain/rights/ask-request.ts';
import {
  acknowledgeBy,
  dueDay,
  NEAR_DAYS,
  regimeOf,
  standingOf,
} from '../../../../server/domain/rights/clocks.ts';
import { reasonsFor } from '../../../../server/domain/rights/reasons.ts';
import { rounds } from '../../../support/rounds.ts';

const on = (date: string): Day => readDate(date)!;
const DAYS_SEEN = 100;
/** 2027-01-01 to 2030-12-31: with 2028-02-29. */
const anyDay = fc.integer({ min: on('2027-01-01'), max: on('2030-12-31') }).map(toDay);
const anyKind = fc.constantFrom(...REQUEST_KINDS);

/** received, due, due if extended. */
const MONTHS: readonly (readonly [string, string, string])[] = [
  ['2027-01-01', '2027-02-01', '2027-04-01'],
  ['2027-01-28', '2027-02-28', '2027-04-28'],
  ['2027-01-29', '2027-02-28', '2027-04-29'],
  ['2027-01-31', '2027-02-28', '2027-04-30'],
  ['2028-01-29', '2028-02-29', '2028-04-29'],
  ['2028-01-31', '2028-02-29', '2028-04-30'],
  ['2028-02-29', '2028-03-29', '2028-05-29'],
  ['2027-02-28', '2027-03-28', '2027-05-28'],
  ['2027-03-31', '2027-04-30', '2027-06-30'],
  ['2027-11-30', '2027-12-30', '2028-02-29'],
  ['2027-11-29', '2027-12-29', '2028-02-29'],
  ['2026-11-30', '2026-12-30', '2027-02-28'],
  ['2027-12-31', '2028-01-31', '2028-03-31'],
  // a Sunday and a Saturday stay: the period never ends later than its own day
  ['2027-01-10', '2027-02-10', '2027-04-10'],
  ['2027-04-08', '2027-05-08', '2027-07-08'],
];

/** received on, acknowledged by: ten days from Monday to Friday after it. */
const BUSINESS: readonly (readonly [string, string])[] = [
  ['2027-01-04', '2027-01-18'],
  ['2027-01-08', '2027-01-22'],
  ['2027-01-09', '2027-01-22'],
  ['2027-01-10', '2027-01-22'],
  ['2028-02-28', '2028-03-13'],
];

describe('the clocks of a request', () => {
  for (const [received, due, extended] of MONTHS) {
    it(`by the GDPR, received on ${received}, ends on ${due}, or extended on ${extended}`, () => {
      const kinds = REQUEST_KINDS.filter((kind) => regimeOf(kind) === 'gdpr');
      for (const kind of kinds) {
        expect(writeDate(dueDay(kind, on(received)))).to.equal(due);
        expect(writeDate(dueDay(kind, on(received), true))).to.equal(extended);
      }
    });
  }

  for (const [received, by] of BUSINESS) {
    it(`received on ${received}, is acknowledged by ${by}`, () => {
      expect(writeDate(acknowledgeBy(on(received)))).to.equal(by);
    });
  }

  it('by the CCPA ends after 45 days, or extended after 90', () => {
    for (const kind of ['know', 'delete', 'correct'] as const) {
      const received = on('2028-02-01');
      expect(daysBetween(received, dueDay(kind, received))).to.equal(45);
      expect(daysBetween(received, dueDay(kind, received, true))).to.equal(90);
    }
  });

  it('by the GDPR ends on the same date of a later month, or on the last day of one that has no such date', () => {
    fc.assert(
      fc.property(anyDay, fc.boolean(), (received, isExtended) => {
        const due = writeDate(dueDay('access', received, isExtended));
        const [year = 0, month = 0, date = 0] = writeDate(received).split('-').map(Number);
        const ends = writeDate(dueDay('access', received, isExtended))
          .split('-')
          .map(Number);
        const months = (ends[0]! - year) * 12 + ends[1]! - month;
        expect(months).to.equal(isExtended ? 3 : 1);
        if (ends[2] !== date) expect(writeDate(addDays(on(due), 1)).slice(8)).to.equal('01');
      }),
      { numRuns: rounds(2_000) },
    );
  });

  it('stand day by day over 100 days: open, near from a week before, overdue from the day after, and closed', () => {
    fc.assert(
      fc.property(anyKind, anyDay, fc.boolean(), (kind, received, isExtended) => {
        const due = dueDay(kind, received, isExtended);
        for (let nth = 0; nth <= DAYS_SEEN; nth += 1) {
          const today = addDays(received, nth);
          const left = due - today;
          const expected = left < 0 ? 'overdue' : left <= NEAR_DAYS ? 'near' : 'open';
          expect(standingOf({ dueDay: due, closedDay: null }, today)).to.equal(expected);
          expect(standingOf({ dueDay: due, closedDay: received }, today)).to.equal('closed');
        }
      }),
      { numRuns: rounds(500) },
    );
  });

  it('begin with the mail of the link, which makes a request well before it has to be acknowledged', () => {
    fc.assert(
      fc.property(anyKind, anyDay, (kind, received) => {
        const last = addDays(received, LINK_DAYS);
        expect(last).to.be.at.most(acknowledgeBy(received));
        expect(acknowledgeBy(received)).to.be.below(dueDay(kind, received));
        expect(dueDay(kind, received)).to.be.below(dueDay(kind, received, true));
      }),
      { numRuns: rounds(1_000) },
    );
  });
});

describe('the reasons to refuse a request', () => {
  it('are known to its law: some for each kind, and each for some kind', () => {
    const offered = REQUEST_KINDS.map(reasonsFor);
    for (const reasons of offered) expect(reasons).to.include('unidentified');
    expect([...new Set(offered.flat())]).to.have.members([...REFUSAL_REASONS]);
    expect(reasonsFor('withdrawal')).to.deep.equal(['unidentified']);
    expect(REQUEST_KINDS.filter((kind) => reasonsFor(kind).includes('twice'))).to.deep.equal(['know']);
    expect(reasonsFor('access')).to.not.include.members(['law']);
  });
});
