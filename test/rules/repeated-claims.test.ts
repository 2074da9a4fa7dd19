/** The counts of SECURITY.md's table of what goes on being tried: each is in the test that is named, and is enough. */

import { expect } from 'chai';
import { CLAIMS, countsOf } from './repeated-claims.ts';

describe('what goes on being tried', () => {
  for (const { claim, files, constant, least } of CLAIMS) {
    it(`is tried as often as it says: ${claim}`, () => {
      const counts = files.map((file) => countsOf(file, constant));
      for (const { full, few } of counts) {
        expect(full).to.be.at.least(least);
        expect(few).to.be.within(1, full);
      }
      expect(new Set(counts.map((count) => JSON.stringify(count))).size, 'counts of the files').to.equal(1);
    });
  }

  it('is not read from a file that does not have it', () => {
    expect(() => countsOf('test/faults/kill.test.ts', 'POWER_CUTS')).to.throw('has no count');
    expect(() => countsOf('test/faults/none.test.ts', 'ROUNDS')).to.throw('ENOENT');
  });
});
