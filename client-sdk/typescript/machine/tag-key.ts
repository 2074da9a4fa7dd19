/** The key of the device tags. It is loaded with the calls that use the network. */
import { hkdfSync } from 'node:crypto';

const TAG_KEY_INFO = 'quietkey device v1';
const TAG_KEY_BYTES = 32;

/**
 * Derives the key of the device tags: HKDF-SHA-256 of the license key's canonical text, without salt (RFC 5869). The
 * key has 32 bytes.
 */
export function deriveTagKey(canonicalKey: string): Buffer {
  const key = hkdfSync(
    'sha256',
    Buffer.from(canonicalKey, 'utf8'),
    Buffer.alloc(0),
    TAG_KEY_INFO,
    TAG_KEY_BYTES,
  );
  return Buffer.from(key);
}
