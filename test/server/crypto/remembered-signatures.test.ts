/** Signatures that are remembered are those of their text and key, and their number is bounded. */

import { expect } from 'chai';
import { generateKeyPairSync } from 'node:crypto';
import { compactSigner, readCompact, rememberingSignatures } from '../../../server/crypto/compact-jws.ts';

/** A function that counts how often each text was signed. */
function counting(): { sign: (text: string) => string; countOf: (text: string) => number } {
  const counts = new Map<string, number>();
  return {
    sign: (text) => {
      counts.set(text, (counts.get(text) ?? 0) + 1);
      return `signature of ${text}`;
    },
    countOf: (text) => counts.get(text) ?? 0,
  };
}

describe('remembered signatures', () => {
  it('signs a text once, and never gives it the signature of another', () => {
    const { sign, countOf } = counting();
    const remembering = rememberingSignatures(sign, 10);
    for (const text of ['a', 'b', 'a', 'ab', 'b', 'a', ''])
      expect(remembering(text)).to.equal(`signature of ${text}`);
    expect(['a', 'b', 'ab', ''].map(countOf)).to.deep.equal([1, 1, 1, 1]);
  });

  it('remembers the latest texts, and forgets a text that was not signed for twice their number', () => {
    const { sign, countOf } = counting();
    const remembering = rememberingSignatures(sign, 10);
    const texts = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => `${from + n}`);
    for (const text of ['kept', 'lost', ...texts(0, 9), 'kept', ...texts(9, 18), 'kept', ...texts(18, 20)])
      remembering(text);
    expect([countOf('kept'), countOf('lost'), countOf('19')]).to.deep.equal([1, 1, 1]);
    for (const text of ['kept', '19', 'lost']) remembering(text);
    expect([countOf('kept'), countOf('lost'), countOf('19')]).to.deep.equal([1, 2, 1]);
  });

  it('is of one key: a signer of another key signs equal claims itself', () => {
    const claims = { jti: 'activation.1', tags: ['a'] };
    const [one, other] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
    const tokens = [one, other].map(({ privateKey }) => {
      const sign = compactSigner({ type: 'lease', kid: 'kid', key: privateKey, repeats: true });
      const [first, again] = [sign(claims), sign({ ...claims })];
      expect(again).to.equal(first);
      expect(sign({ ...claims, tags: ['b'] })).not.to.equal(first);
      return first;
    });
    const read = (token = '', key = one.publicKey) => readCompact(token, { type: 'lease', kid: 'kid', key });
    expect(read(tokens[0])).to.deep.equal(claims);
    expect(read(tokens[1])).to.equal(undefined);
    expect(read(tokens[1], other.publicKey)).to.deep.equal(claims);
  });
});
