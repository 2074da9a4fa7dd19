/**
 * Makes key pairs. A process may stop for ever if it exports a key as JWK just after Node.js 20 has made it: the memory of
 * the generation is freed during the export, by the same thread, under the same lock (seen with 20.20.2). The keys that
 * this file returns are read from the bytes of the pair, and have a lock of their own. They are read as JWK, since to read
 * a private key from PKCS #8 takes ten times as long.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** The names of the types in a JWK (RFC 8037, section 2). */
const CURVES = { ed25519: 'Ed25519', x25519: 'X25519' } as const;
/** Both encodings end with the 32 bytes of the key (RFC 8410, sections 4 and 7). */
const KEY_BYTES = 32;

/** Makes a pair in memory only. */
export function makeKeyPair(type: keyof typeof CURVES): { publicKey: KeyObject; privateKey: KeyObject } {
  // the declarations of Node.js have the two types of keys apart, with equal options
  const made = generateKeyPairSync(type as 'ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  });
  const jwk = { kty: 'OKP', crv: CURVES[type], x: keyOf(made.publicKey), d: keyOf(made.privateKey) };
  const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
  return { publicKey: createPublicKey(privateKey), privateKey };
}

function keyOf(der: Buffer): string {
  return der.subarray(-KEY_BYTES).toString('base64url');
}
