/** What an operator reads where a database cannot be opened, by the code; and what the code is at work. */

import { expect } from 'chai';
import { faultOf, lineForOpening, PostgresFault } from '../../../db/postgres/faults.ts';

const PLACE = '10.0.0.20:6432/quietkey';

describe('a code of PostgreSQL', () => {
  const CASES = [
    ['28P01', '', /^The user or password is refused by 10\.0\.0\.20:6432\/quietkey\.$/],
    ['3D000', '', /^There is no such database/],
    [
      '08P01',
      '',
      /^A pooler such as PgBouncer at 10\.0\.0\.20:6432\/quietkey refuses the connection \(08P01\)\..*no such database.*start message.*no free connection.*does not answer/,
    ],
    ['XX000', '', /answers XX000\.$/],
    ['', 'ECONNREFUSED', /^No database answers at .* \(ECONNREFUSED\)\.$/],
  ] as const;
  for (const [state, code, line] of CASES) {
    it(`is reported while opening: ${state || code}`, () => {
      expect(lineForOpening(PLACE, new PostgresFault('lost', state, code))).to.match(line);
    });
  }

  it('08P01 is a lost connection at work', () => {
    const error = Object.assign(new Error('no free connection'), { severity: 'FATAL', code: '08P01' });
    expect(faultOf(error)).to.include({ kind: 'lost', state: '08P01' });
  });
});
