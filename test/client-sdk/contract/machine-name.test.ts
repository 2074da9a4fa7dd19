/**
 * Tests the two-word names against their frozen vectors, and the word lists: short, distinct, lower-case words, all of
 * them in use. Reads the lists only through the names.
 */

import { expect } from 'chai';
import * as fc from 'fast-check';
import { machineName } from '../../../client-sdk/typescript/contract/machine-name.ts';
import { ANY_CHARACTER } from '../../support/any-character.ts';
import { rounds } from '../../support/rounds.ts';
import { readVectors } from '../../support/vectors.ts';

interface MachineNameVectors {
  readonly named: readonly { readonly activation: string; readonly name: string }[];
}

const NAMES = 65_536;
const activationId = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => Buffer.from(bytes).toString('base64url'));

describe('machine name', () => {
  for (const { activation, name } of readVectors<MachineNameVectors>('machine-names').named) {
    it(`calls ${JSON.stringify(activation)} "${name}"`, () => {
      expect(machineName(activation)).to.equal(name);
    });
  }

  it('is two lower-case words of at most 9 letters, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(activationId, fc.string({ unit: ANY_CHARACTER })), (text) => {
        expect(machineName(text)).to.match(/^[a-z]{2,9} [a-z]{2,9}$/);
        expect(machineName(text)).to.equal(machineName(text));
      }),
      { numRuns: rounds(10_000), seed: 4_711 },
    );
  });

  it('has 256 words for each place, and no word in both', () => {
    const { firsts, seconds } = manyNames(20_000);
    expect(firsts.size).to.equal(256);
    expect(seconds.size).to.equal(256);
    expect([...firsts.keys()].filter((word) => seconds.has(word))).to.deep.equal([]);
  });

  it('spreads evenly: each word is drawn near its share, and names collide no more often than by chance', () => {
    const draws = 25_600;
    const { firsts, seconds, names } = manyNames(draws);
    for (const count of [...firsts.values(), ...seconds.values()]) expect(count).to.be.within(50, 150);
    const expected = NAMES * (1 - Math.exp(-draws / NAMES));
    expect(names.size).to.be.within(expected * 0.98, expected * 1.02);
  });

  it('changes with each single character of the id', () => {
    const id = 'Zr3kQ0_xT-9vJm2LwYbA4g';
    const names = new Set([machineName(id)]);
    for (let index = 0; index < id.length; index += 1) {
      names.add(
        machineName(`${id.slice(0, index)}${id.charAt(index) === 'q' ? 'r' : 'q'}${id.slice(index + 1)}`),
      );
    }
    expect(names.size).to.equal(id.length + 1);
  });
});

/** Names of ids that differ least, a counter in base64url, which a weak mixing step would not separate. */
function manyNames(count: number) {
  const firsts = new Map<string, number>();
  const seconds = new Map<string, number>();
  const names = new Set<string>();
  const bytes = Buffer.alloc(16);
  for (let counter = 0; counter < count; counter += 1) {
    bytes.writeUInt32BE(counter, 12);
    const name = machineName(bytes.toString('base64url'));
    const [first = '', second = ''] = name.split(' ');
    firsts.set(first, (firsts.get(first) ?? 0) + 1);
    seconds.set(second, (seconds.get(second) ?? 0) + 1);
    names.add(name);
  }
  return { firsts, seconds, names };
}
