/**
 * The clock of a machine, judged by the days that the database knows: behind the last purge, far ahead of it, and before
 * the first purge far ahead of the day on which the database was made.
 */

import { expect } from 'chai';
import fc from 'fast-check';
import { judgeClock } from '../../../../server/domain/cluster/clock-judgement.ts';
import { toDay } from '../../../../server/domain/kernel/day.ts';
import { rounds } from '../../../support/rounds.ts';

const TODAY = 20_000;

/** The last purge and the first day, as days before today; undefined: none. */
const CASES: readonly (readonly [purged: number | undefined, begun: number | undefined, kind: string])[] = [
  [undefined, undefined, 'plausible'],
  [undefined, 0, 'plausible'],
  [undefined, 60, 'plausible'],
  [undefined, 61, 'ahead'],
  [undefined, 3 * 365, 'ahead'],
  [undefined, -1, 'plausible'],
  [undefined, -3 * 365, 'plausible'],
  [0, 4_000, 'plausible'],
  [1, 4_000, 'plausible'],
  [60, 4_000, 'plausible'],
  [61, 4_000, 'ahead'],
  [4_000, 4_000, 'ahead'],
  [-1, 4_000, 'behind'],
  [-4_000, 4_000, 'behind'],
  [-1, -1, 'behind'],
  [30, undefined, 'plausible'],
  [61, undefined, 'ahead'],
];

describe('the clock of a machine', () => {
  for (const [purged, begun, kind] of CASES) {
    it(`last purge ${purged ?? '-'}, begun ${begun ?? '-'} days ago: ${kind}`, () => {
      const day = (ago: number | undefined) => (ago === undefined ? undefined : toDay(TODAY - ago));
      const days = { purgedOn: day(purged), begunOn: day(begun) };
      const judged = judgeClock(toDay(TODAY), days);
      expect(judged.kind).to.equal(kind);
      if (judged.kind !== 'plausible') expect(judged.known).to.equal(days.purgedOn ?? days.begunOn);
    });
  }

  it('is never plausible more than 60 days after the latest day that the database knows', () => {
    const days = fc.option(fc.integer({ min: 0, max: 40_000 }), { nil: undefined });
    const property = fc.property(days, days, fc.integer({ min: 0, max: 40_000 }), (purged, begun, today) => {
      const known = purged ?? begun;
      const { kind } = judgeClock(toDay(today), {
        purgedOn: purged === undefined ? undefined : toDay(purged),
        begunOn: begun === undefined ? undefined : toDay(begun),
      });
      if (known !== undefined && today - known > 60) expect(kind).to.equal('ahead');
      if (purged !== undefined && today < purged) expect(kind).to.equal('behind');
    });
    fc.assert(property, { numRuns: rounds(2_000) });
  });
});
