/**
 * Valid tokens of the frozen table, changed at every place: a character replaced, removed, added or exchanged with the
 * next, or one bit of the decoded bytes flipped. No changed token is accepted, since every token has only one encoding.
 */

import { expect } from 'chai';
import {
  readKeySet,
  readRootKey,
  type KeySet,
  type Trust,
} from '../../../client-sdk/typescript/lease/key-set.ts';
import { readLease } from '../../../client-sdk/typescript/lease/lease.ts';
import { readStatement } from '../../../client-sdk/typescript/lease/statement.ts';
import type { TokenTable } from '../../support/make-token-vectors.ts';
import { TYPES, type Type } from '../../support/token-rows.ts';
import { rounds } from '../../support/rounds.ts';
import { readVectors } from '../../support/vectors.ts';

const { contexts, vectors } = readVectors<TokenTable>('tokens');
const context = contexts['plain']!;
const trust: Trust = { ...context, root: readRootKey(context.rootKey)! };
const keySet = (readKeySet(context.keySet, trust) as { keySet: KeySet }).keySet;
const CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n\0é'.split('');
const SEED = 20_261_124;
/** Of all types together, besides those at every place. */
const MUTATIONS = 20_000;

const isBelieved: Record<Type, (token: string) => boolean> = {
  lease: (token) => readLease(token, keySet, trust).ok,
  statement: (token) => readStatement(token, keySet, trust).ok,
  keySet: (token) => readKeySet(token, trust).ok,
};
const goodOf = (type: Type): string =>
  vectors.find(({ name }) => name === `${type}: genuine`)!.token as string;

/** Numbers from 0 to below 2^32, determined by the seed (mulberry32). */
function drawer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/** Some of the characters; all of them in the full run. */
function someOf(draw: () => number): string[] {
  const wanted = rounds(CHARACTERS.length);
  if (wanted === CHARACTERS.length) return CHARACTERS;
  return Array.from({ length: wanted }, () => CHARACTERS[draw() % CHARACTERS.length]!);
}

describe('a changed token', function () {
  for (const type of TYPES) {
    const good = goodOf(type);
    const believed = (variants: Iterable<string>): string[] =>
      [...variants].filter((variant) => variant !== good && isBelieved[type](variant));
    const places = Array.from({ length: good.length }, (_, place) => place);

    it(`in one character is refused: ${type}`, () => {
      expect(isBelieved[type](good)).to.equal(true);
      const draw = drawer(SEED);
      for (const place of places) {
        const variants = someOf(draw).map((letter) => good.slice(0, place) + letter + good.slice(place + 1));
        expect(believed(variants), `place ${place}`).to.deep.equal([]);
      }
    });
    it(`by a removed, added or exchanged character is refused: ${type}`, () => {
      const draw = drawer(SEED + 1);
      for (const place of places) {
        const [before, here, after] = [good.slice(0, place), good[place]!, good.slice(place + 1)];
        const added = someOf(draw).map((letter) => before + letter + here + after);
        const exchanged = before + after.slice(0, 1) + here + after.slice(1);
        expect(believed([before + after, exchanged, ...added]), `place ${place}`).to.deep.equal([]);
      }
    });
    it(`in one bit of its header, payload or signature is refused: ${type}`, () => {
      const parts = good.split('.');
      for (const [which, part] of parts.entries()) {
        const bytes = Buffer.from(part, 'base64url');
        for (let bit = 0; bit < bytes.length * 8; bit += 1) {
          const bent = Buffer.from(bytes);
          bent[bit >> 3]! ^= 1 << (bit & 7);
          const token = parts.with(which, bent.toString('base64url')).join('.');
          expect(isBelieved[type](token), `bit ${bit} of part ${which}`).to.equal(false);
        }
      }
    });
    it(`in many places at once is refused: ${type}`, () => {
      const draw = drawer(SEED + 2);
      for (let round = 0; round < rounds(MUTATIONS) / TYPES.length; round += 1) {
        const characters = good.split('');
        for (let left = 1 + (draw() % 8); left > 0; left -= 1) {
          characters[draw() % characters.length] = CHARACTERS[draw() % CHARACTERS.length]!;
        }
        expect(believed([characters.join('')]), `round ${round}`).to.deep.equal([]);
      }
    });
  }
});
