/**
 * Tests what `activate` sends for a typed text: the vectors of keys that another system issued, the forms that a vendor may
 * declare, and that no text without a key is sent.
 */

import { expect } from 'chai';
import * as fc from 'fast-check';
import {
  faultOfImportedKeys,
  type ImportedKeyForm,
} from '../../../client-sdk/typescript/contract/imported-key-form.ts';
import { findImportedKeys } from '../../../client-sdk/typescript/contract/imported-key.ts';
import { canonicalKey } from '../../../client-sdk/typescript/exchange/typed-key.ts';
import { BadKey } from '../../../client-sdk/typescript/primitives/errors.ts';
import { rounds } from '../../support/rounds.ts';
import { readVectors } from '../../support/vectors.ts';

interface ImportedKeyVectors {
  readonly forms: readonly ImportedKeyForm[];
  readonly read: readonly { readonly typed: string; readonly key: string; readonly why: string }[];
  readonly refused: readonly { readonly typed: string; readonly fault: string; readonly why: string }[];
}

const { forms, read, refused } = readVectors<ImportedKeyVectors>('imported-keys');

describe('a typed key', () => {
  for (const { typed, key, why } of read) {
    it(`${JSON.stringify(typed)} is read: ${why}`, () => expect(canonicalKey(typed, forms)).to.equal(key));
  }

  for (const { typed, fault, why } of refused) {
    it(`${JSON.stringify(typed)} is refused: ${why}`, () => {
      expect(() => canonicalKey(typed, forms))
        .to.throw(BadKey)
        .with.property('fault', fault);
    });
  }

  it('of another system is refused unless its form is declared', () => {
    for (const { key } of read.slice(0, -1)) {
      expect(() => canonicalKey(key, []), key).to.throw(BadKey);
    }
  });

  it('of any declared form is read in its groups, whatever punctuation stands around it', () => {
    const alphabet = fc.constantFrom(
      '0123456789',
      '0123456789ABCDEF',
      'abcdefghjkmnpqrstuvwxyz',
      'ABCdef123+_/',
    );
    const groups = fc
      .array(fc.integer({ min: 1, max: 16 }), { minLength: 1, maxLength: 8 })
      .filter((lengths) => lengths.reduce((sum, length) => sum + length) >= 8);
    const edge = fc.constantFrom('', ' ', '"', '(', '*', ': ', '\n');
    fc.assert(
      fc.property(
        alphabet,
        groups,
        fc.infiniteStream(fc.nat(1e6)),
        edge,
        edge,
        (characters, lengths, draw, a, b) => {
          const form = { alphabet: characters, groups: lengths };
          expect(faultOfImportedKeys([form])).to.equal(undefined);
          const drawn = (): string => characters.charAt(Number(draw.next().value) % characters.length);
          const key = lengths.map((length) => Array.from({ length }, drawn).join('')).join('-');
          expect(findImportedKeys(a + key + b, [form])).to.deep.equal([key]);
          expect(findImportedKeys(`${key}-${characters.charAt(0)}`, [form])).to.deep.equal([]);
        },
      ),
      { numRuns: rounds(2_000), seed: 30_020 },
    );
  });
});

describe('the forms of imported keys', () => {
  const alphabet = '0123456789';
  const list = Array.from({ length: 9 }, () => ({ alphabet, groups: [8] }));
  const faulty: readonly [string, unknown, string][] = [
    ['no list', 'ABC', ' must be'],
    ['a regular expression', /[A-Z]{8}/, ' must be'],
    ['too many forms', list, ' must be'],
    ['a text', ['[A-Z]{8}'], '[0].alphabet'],
    ['null', [null], '[0].alphabet'],
    ['a regular expression in the list', [/[A-Z]{8}/], '[0].alphabet'],
    ['one character', [{ alphabet: '0', groups: [8] }], '[0].alphabet'],
    ['a character twice', [{ alphabet: '0120', groups: [8] }], '[0].alphabet'],
    ['a space', [{ alphabet: '01 2', groups: [8] }], '[0].alphabet'],
    ['a dash', [{ alphabet: '01-2', groups: [8] }], '[0].alphabet'],
    ['another script', [{ alphabet: 'абв', groups: [8] }], '[0].alphabet'],
    ['no groups', [{ alphabet }], '[0].groups'],
    ['an empty list of groups', [{ alphabet, groups: [] }], '[0].groups'],
    ['an empty group', [{ alphabet, groups: [8, 0] }], '[0].groups'],
    ['half a character', [{ alphabet, groups: [8.5] }], '[0].groups'],
    ['a length as a text', [{ alphabet, groups: ['8'] }], '[0].groups'],
    ['too few characters', [{ alphabet, groups: [4, 3] }], '[0].groups'],
    ['too many characters', [{ alphabet, groups: [64, 65] }], '[0].groups'],
    ['a wrong second form', [list[0], { alphabet, groups: [1] }], '[1].groups'],
  ];
  for (const [title, declared, fault] of faulty) {
    it(`are refused with ${title}`, () => expect(faultOfImportedKeys(declared)).to.include(fault));
  }
});
