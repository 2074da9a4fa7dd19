// The code that a customer types: its form, and how it is read.

import { expect } from 'chai';
import fc from 'fast-check';
import {
  readUserCode,
  showUserCode,
  USER_CODES,
  userCodeOf,
} from '../../../client-sdk/typescript/contract/sign-in.ts';
import { rounds } from '../../support/rounds.ts';

describe('the code of a sign-in', () => {
  const numbers = fc.integer({ min: 0, max: USER_CODES - 1 });

  it('has eight letters without vowels, shown in two groups, and is read as it is shown', () => {
    const check = (number: number): void => {
      const code = userCodeOf(number);
      expect(showUserCode(code)).to.match(/^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/);
      expect(readUserCode(showUserCode(code))).to.equal(code);
    };
    for (const number of [0, 1, 19, 20, USER_CODES - 1]) check(number);
    fc.assert(fc.property(numbers, check), { numRuns: rounds(2_000) });
  });

  it('is another one for each number', () => {
    fc.assert(
      fc.property(numbers, numbers, (first, second) => {
        expect(userCodeOf(first) === userCodeOf(second)).to.equal(first === second);
      }),
      { numRuns: rounds(2_000) },
    );
  });

  const READ: readonly [typed: string, code: string | undefined][] = [
    ['BCDF-GHJK', 'BCDFGHJK'],
    ['bcdf-ghjk', 'BCDFGHJK'],
    [' bcdf ghjk ', 'BCDFGHJK'],
    ['B.C.D.F_G/H J K', 'BCDFGHJK'],
    ['BCDF–GHJK', 'BCDFGHJK'],
    ['ＢＣＤＦ－ＧＨＪＫ', 'BCDFGHJK'],
    ['“BCDF-GHJK”', 'BCDFGHJK'],
    ['BCDF\u200b-GHJK', 'BCDFGHJK'],
    ['BCDFGHJ', undefined],
    ['BCDFGHJKL', undefined],
    ['BCDF-GHJA', undefined],
    ['BCDF-GHJ0', undefined],
    ['ВСDF-GHJK', undefined],
    ['', undefined],
    ['-'.repeat(100) + 'BCDF-GHJK', undefined],
    ['code: BCDF-GHJK', undefined],
  ];
  for (const [typed, code] of READ) {
    it(`reads ${JSON.stringify(typed.slice(0, 30))} as ${code ?? 'no code'}`, () => {
      expect(readUserCode(typed)).to.equal(code);
    });
  }
});
