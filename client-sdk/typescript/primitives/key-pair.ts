/**
 * Makes key pairs. A process may stop for ever if it exports a key as JWK just after Node.js 20 has made it: the memory of
 * the generation is freed during the export, by the same thread, under the same lock (seen with 20.20.2). The keys that
 * this file returns are read from the encoded pair, and have a lock of their own.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** Makes a pair in memory only. */
export function makeKeyPair(type: 'ed25519' | 'x25519'): { publicKey: KeyObject; privateKey: KeyObject } {
  // the declarations of Node.js have the two types of keys apart, with equal options
  const { privateKey: key } = generateKeyPairSync(type as 'ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  });
  const privateKey = createPrivateKey({ key, type: 'pkcs8', format: 'der' });
  return { publicKey: createPublicKey(privateKey), privateKey };
}
