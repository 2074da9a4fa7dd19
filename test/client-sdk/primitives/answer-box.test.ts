// The seal of an answer file: against a vector of every step, and against random edits.

import { expect } from 'chai';
import fc from 'fast-check';
import {
  parseSealedAnswer,
  readOfflineText,
  answerHeader,
} from '../../../client-sdk/typescript/contract/offline.ts';
import {
  isAnswerKey,
  makeAnswerKey,
  openAnswer,
  publicAnswerKey,
  sealAnswer,
} from '../../../client-sdk/typescript/primitives/answer-box.ts';
import { rounds } from '../../support/rounds.ts';
import { readVectors } from '../../support/vectors.ts';

interface SealVector {
  privateKey: string;
  key: string;
  ephemeralPrivateKey: string;
  ephemeralKey: string;
  sharedSecret: string;
  info: string;
  cipherKey: string;
  iv: string;
  nonce: string;
  additionalData: string;
  plain: string;
  box: string;
  answer: string;
}

const { seal } = readVectors<{ seal: SealVector }>('offline');
const bytes = (text: string): Buffer => Buffer.from(text, 'base64url');

describe('the seal of an answer file', () => {
  it('is the one of the vector, whose keys and secret are those of RFC 7748', () => {
    expect(bytes(seal.sharedSecret).toString('hex')).to.match(
      /^4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e33/,
    );
    expect(publicAnswerKey(seal.privateKey)).to.equal(seal.key);
    const sealed = sealAnswer(seal.plain, seal, seal.ephemeralPrivateKey);
    expect(sealed).to.deep.equal({ nonce: seal.nonce, ephemeralKey: seal.ephemeralKey, box: seal.box });
    expect(answerHeader(sealed)).to.equal(seal.additionalData);
    expect(openAnswer(sealed, seal.privateKey)).to.equal(seal.plain);
    const read = readOfflineText('answer', seal.answer);
    expect(read.ok && parseSealedAnswer(read.content)).to.deep.equal(sealed);
  });

  it('is derived and encrypted as WebCrypto does it', async () => {
    const { subtle } = globalThis.crypto;
    const secret = await subtle.importKey('raw', bytes(seal.sharedSecret), 'HKDF', false, ['deriveBits']);
    const parameters = { name: 'HKDF', hash: 'SHA-256', salt: Buffer.alloc(0), info: bytes(seal.info) };
    const derived = Buffer.from(await subtle.deriveBits(parameters, secret, 44 * 8));
    expect(derived.toString('base64url')).to.equal(
      Buffer.concat([bytes(seal.cipherKey), bytes(seal.iv)]).toString('base64url'),
    );
    const key = await subtle.importKey('raw', bytes(seal.cipherKey), 'AES-GCM', false, ['encrypt']);
    const gcm = { name: 'AES-GCM', iv: bytes(seal.iv), additionalData: Buffer.from(seal.additionalData) };
    const box = await subtle.encrypt(gcm, key, Buffer.from(seal.plain));
    expect(Buffer.from(box).toString('base64url')).to.equal(seal.box);
  });

  it('is new each time, and opens for its key alone', () => {
    const [mine, other] = [makeAnswerKey(), makeAnswerKey()];
    const to = { key: publicAnswerKey(mine), nonce: seal.nonce };
    const [first, second] = [sealAnswer('text', to), sealAnswer('text', to)];
    expect(first.box).not.to.equal(second.box);
    expect([openAnswer(first, mine), openAnswer(second, mine)]).to.deep.equal(['text', 'text']);
    expect(openAnswer(first, other)).to.equal(undefined);
  });

  it('does not open after an edit of any part', () => {
    const sealed = sealAnswer(seal.plain, seal);
    const parts = fc.constantFrom<keyof typeof sealed>('nonce', 'ephemeralKey', 'box');
    fc.assert(
      fc.property(parts, fc.nat(), fc.constantFrom(...Array.from('AQgw_-.z0')), (part, place, letter) => {
        const text = sealed[part];
        const index = place % text.length;
        const edited = { ...sealed, [part]: text.slice(0, index) + letter + text.slice(index + 1) };
        fc.pre(edited[part] !== text);
        // the highest bit of an X25519 key is ignored by RFC 7748; it is covered all the same, as text
        expect(openAnswer(edited, seal.privateKey)).to.equal(undefined);
      }),
      { numRuns: rounds(1_000), seed: 18 },
    );
    for (const box of ['', 'A', sealed.box.slice(0, 21), `${sealed.box}AAAA`]) {
      expect(openAnswer({ ...sealed, box }, seal.privateKey), box).to.equal(undefined);
    }
  });

  it('is made to no key of a small order and to no text that is no key', () => {
    const small = [
      '00',
      '01',
      'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
      'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
      'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
      'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
      '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
    ].map((hex) =>
      Buffer.concat([Buffer.from(hex, 'hex'), Buffer.alloc(32)])
        .subarray(0, 32)
        .toString('base64url'),
    );
    for (const key of [...small, '', seal.key.slice(1), `${seal.key}A`, `${seal.key.slice(0, 42)}=`]) {
      expect(isAnswerKey(key), key).to.equal(false);
      expect(() => sealAnswer('', { key, nonce: seal.nonce })).to.throw(RangeError);
    }
    expect(isAnswerKey(seal.key)).to.equal(true);
  });
});
