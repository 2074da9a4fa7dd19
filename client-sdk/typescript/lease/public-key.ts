/**
 * Ed25519 public keys (RFC 8032): import, name and signature check. Keys of small order and non-canonical encodings are
 * refused at import, because the verifier (OpenSSL) accepts keys of these kinds. `key-set.ts` decides whether a key is
 * trusted.
 */
import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { decodeExact } from '../primitives/bytes.ts';

/** The prime of the field of Ed25519 (RFC 8032 section 5.1). */
const P = 2n ** 255n - 19n;
/**
 * The y coordinate of two of the four Ed25519 points of order 8; the other two points have the coordinate P minus this
 * value.
 */
const Y_OF_ORDER_8 = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;
/**
 * The y coordinates of the eight Ed25519 points whose order divides 8. Under such a public key one signature fits many
 * messages.
 */
const SMALL_ORDER = new Set([0n, 1n, P - 1n, Y_OF_ORDER_8, P - Y_OF_ORDER_8]);
const KEY_BYTES = 32;
const KID_CHARACTERS = 22;

/** A public key and its name, the kid: the first 22 characters of base64url(SHA-256(the key's 32 bytes)). */
export interface PublicKey {
  kid: string;
  key: KeyObject;
}

/**
 * Imports a public key from its 43 base64url characters. Undefined unless the characters are the canonical encoding of
 * 32 bytes, the point's y is below the prime (RFC 8032 section 5.1.3), and the point's order is not small.
 */
export function importPublicKey(x: string): PublicKey | undefined {
  const raw = decodeExact(x, KEY_BYTES);
  if (!raw || !isSoundY(readY(raw))) return undefined;
  const kid = createHash('sha256').update(raw).digest('base64url').slice(0, KID_CHARACTERS);
  return { kid, key: createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }) };
}

/**
 * Whether `signature` is a canonical Ed25519 signature of `signed`: its S is below the order, and its R is in the only
 * valid encoding.
 */
export function isSignedBy(
  key: KeyObject,
  { signed, signature }: { signed: Uint8Array; signature: Uint8Array },
): boolean {
  return verify(null, signed, key, signature);
}

const isSoundY = (y: bigint): boolean => y < P && !SMALL_ORDER.has(y);

/**
 * Reads the y coordinate of a raw Ed25519 public key. The bytes are little-endian; the top bit of the last byte belongs
 * to x.
 */
function readY(raw: Uint8Array): bigint {
  const bytes = Buffer.from(raw).reverse();
  bytes[0] = (bytes[0] ?? 0) & 0x7f;
  return BigInt(`0x${bytes.toString('hex')}`);
}
