/** `doctor` and legal holds: nothing without one, and a warning before and after its review is due. */

import { expect } from 'chai';
import { holdChecks } from '../../../scripts/commands/hold/hold-check.ts';

describe('the check of legal holds', () => {
  const CASES = [
    [{ held: 0, overdue: 0, near: 0 }, undefined, ''],
    [{ held: 1, overdue: 0, near: 0 }, 'ok', '1 legal hold in force, each reviewed in time'],
    [{ held: 2, overdue: 0, near: 1 }, 'warn', '2 legal holds in force, 1 to be reviewed within 30 days'],
    [{ held: 2, overdue: 1, near: 2 }, 'warn', '2 legal holds in force, 1 not reviewed for 12 months'],
  ] as const;
  for (const [counts, level, detail] of CASES)
    it(`of ${JSON.stringify(counts)} is ${level ?? 'none'}`, () => {
      const [found, ...more] = holdChecks(counts);
      expect(more).to.deep.equal([]);
      expect(found?.level).to.equal(level);
      expect(found?.detail ?? '').to.equal(detail);
      if (level === 'warn') expect(found?.remedy).to.contain('quietkey hold list');
    });
});
