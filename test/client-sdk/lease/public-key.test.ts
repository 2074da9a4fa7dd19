/**
 * Edge cases of Ed25519: the vectors of RFC 8032, keys of small order and in non-canonical encodings, and signatures
 * that only some verifiers accept. The verdicts of the client's import and verification are compared with those of
 * node:crypto, which accepts any key.
 */

import { expect } from 'chai';
import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { importPublicKey, isSignedBy } from '../../../client-sdk/typescript/lease/public-key.ts';
import { readRootKey } from '../../../client-sdk/typescript/lease/key-set.ts';
import {
  edgeCases,
  secondSpellings,
  smallPoints,
  type EdgeCase,
  type SmallPoint,
} from '../../support/make-ed25519-vectors.ts';
import { readVectors } from '../../support/vectors.ts';

interface Ed25519Vectors {
  rfc8032: { name: string; secret: string; publicKey: string; message: string; signature: string }[];
  smallPoints: SmallPoint[];
  edgeCases: EdgeCase[];
}

const vectors = readVectors<Ed25519Vectors>('ed25519');
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
const spell = (hex: string): string => bytes(hex).toString('base64url');
/** The key as node:crypto imports it, which checks only its length. */
const unchecked = (hex: string): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: spell(hex) }, format: 'jwk' });

/** The client's verdict on a signature under a key of 32 bytes. */
function isAccepted({
  publicKey,
  message,
  signature,
}: Omit<EdgeCase, 'name' | 'imported' | 'equation'>): boolean {
  const found = importPublicKey(spell(publicKey));
  return (
    found !== undefined && isSignedBy(found.key, { signed: bytes(message), signature: bytes(signature) })
  );
}

describe('the vectors of RFC 8032', () => {
  for (const vector of vectors.rfc8032) {
    it(`${vector.name}: gives the same signature, which verifies only for its message`, () => {
      const pkcs8 = Buffer.concat([bytes('302e020100300506032b657004220420'), bytes(vector.secret)]);
      const secret = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
      expect(sign(null, bytes(vector.message), secret).toString('hex')).to.equal(vector.signature);
      expect(createPublicKey(secret).equals(unchecked(vector.publicKey))).to.equal(true);
      expect(isAccepted(vector)).to.equal(true);
      expect(isAccepted({ ...vector, message: `${vector.message}00` })).to.equal(false);
    });
  }
  it('are five, and a changed byte of a signature is refused', () => {
    expect(vectors.rfc8032).to.have.lengthOf(5);
    const [vector] = vectors.rfc8032;
    for (let bit = 0; bit < 512; bit += 1) {
      const signature = bytes(vector!.signature);
      signature[bit >> 3]! ^= 1 << (bit & 7);
      expect(isAccepted({ ...vector!, signature: signature.toString('hex') }), `bit ${bit}`).to.equal(false);
    }
  });
});

describe('the edge cases of Ed25519', () => {
  it('equal the output of their generator', () => {
    expect(smallPoints()).to.deep.equal(vectors.smallPoints);
    expect(edgeCases()).to.deep.equal(vectors.edgeCases);
  });
  for (const edge of vectors.edgeCases) {
    it(`${edge.name}: ${edge.imported && edge.equation ? 'accepted' : 'refused'}`, () => {
      expect(isAccepted(edge)).to.equal(edge.imported && edge.equation);
      expect(importPublicKey(spell(edge.publicKey)) !== undefined, 'imported').to.equal(edge.imported);
      const { publicKey, message, signature } = edge;
      const holds = verify(null, bytes(message), unchecked(publicKey), bytes(signature));
      expect(holds, 'by node:crypto alone').to.equal(edge.equation);
    });
  }
});

describe('the import of a public key', () => {
  it('refuses all fourteen encodings of the eight points of small order, also as a root', () => {
    expect(vectors.smallPoints).to.have.lengthOf(14);
    expect(vectors.smallPoints.filter(({ canonical }) => canonical)).to.have.lengthOf(8);
    for (const { publicKey } of vectors.smallPoints) {
      expect(importPublicKey(spell(publicKey)), publicKey).to.equal(undefined);
      expect(readRootKey(`qkroot_${spell(publicKey)}`), publicKey).to.equal(undefined);
    }
  });
  it('refuses every y that is not below the prime', () => {
    expect(secondSpellings()).to.have.lengthOf(38);
    for (const hex of secondSpellings()) expect(importPublicKey(spell(hex)), hex).to.equal(undefined);
  });
  it('accepts the neighbours of refused keys', () => {
    for (const hex of ['02', '03', 'eb'].map(
      (first) => `${first}${(first === 'eb' ? 'f' : '0').repeat(60)}`,
    )) {
      expect(importPublicKey(spell(`${hex}${hex.startsWith('eb') ? '7f' : '00'}`)), hex).not.to.equal(
        undefined,
      );
    }
  });
});
