/**
 * The vectors of Wycheproof through the product's own verifiers: signatures of Ed25519 by their verdicts, and compact
 * tokens of other algorithms, of which none is accepted. Under its own signature such a token fails at once, so each is
 * also tried with a signature of Ed25519 that fits.
 */

import { expect } from 'chai';
import { createPublicKey, sign } from 'node:crypto';
import { importPublicKey, isSignedBy } from '../../../client-sdk/typescript/lease/public-key.ts';
import { verifyToken } from '../../../client-sdk/typescript/lease/token.ts';
import { TOKEN_TYPES } from '../../../client-sdk/typescript/contract/wire.ts';
import { readCompact } from '../../../server/crypto/compact-jws.ts';
import { readVectors } from '../../support/vectors.ts';
import { encode, makeSigningKey } from '../support/issuer.ts';

interface Vectors {
  readonly ed25519: readonly {
    id: number;
    comment: string;
    publicKey: string;
    message: string;
    signature: string;
    valid: boolean;
  }[];
  readonly jws: readonly { id: number; comment: string; jws: string; valid: boolean }[];
}

const VECTORS_ED25519 = 151;
const VECTORS_JWS = 143;

const vectors = readVectors<Vectors>('wycheproof');
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

describe('the vectors of Wycheproof', () => {
  it('are complete', () => {
    expect(vectors.ed25519).to.have.lengthOf(VECTORS_ED25519);
    expect(vectors.jws).to.have.lengthOf(VECTORS_JWS);
  });

  it('for Ed25519 have the verdict of the client', () => {
    for (const { id, comment, publicKey, message, signature, valid } of vectors.ed25519) {
      const found = importPublicKey(bytes(publicKey).toString('base64url'));
      const isAccepted =
        found !== undefined && isSignedBy(found.key, { signed: bytes(message), signature: bytes(signature) });
      expect(isAccepted, `${id} ${comment}`).to.equal(valid);
    }
  });

  describe('for tokens', () => {
    const own = makeSigningKey();
    const key = createPublicKey(own.privateKey);
    const type = TOKEN_TYPES.lease;
    const ownHeader = { alg: 'EdDSA', typ: type, kid: own.kid };
    const signed = (text: string): string =>
      `${text}.${sign(null, Buffer.from(text), own.privateKey).toString('base64url')}`;
    /** Whether client or server accept a token, where every key that it names is the one that signed. */
    const isAccepted = (token: string): boolean =>
      verifyToken(token, type, () => key).ok || readCompact(token, { type, kid: own.kid, key }) !== undefined;

    it('are refused, whether they are valid by their own algorithm or not', () => {
      expect(isAccepted(signed(`${encode(ownHeader)}.${encode({})}`)), 'a token of this server').to.equal(
        true,
      );
      for (const { id, comment, jws } of vectors.jws)
        expect(isAccepted(jws), `${id} ${comment}`).to.equal(false);
    });

    it('are refused with a signature that fits', () => {
      for (const { id, comment, jws } of vectors.jws) {
        const [header = '', payload = ''] = jws.split('.');
        expect(isAccepted(signed(`${header}.${payload}`)), `${id} ${comment}`).to.equal(false);
      }
    });
  });
});
