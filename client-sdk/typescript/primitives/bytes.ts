/**
 * Canonical bytes: base64url with only one valid encoding, and length-prefixed fields. The SDK uses them for
 * signatures, keyed hashes and proofs, so that two different inputs never give the same bytes.
 */

const BASE64URL = /^[A-Za-z0-9_-]*$/;

/**
 * Decodes a base64url text without padding. Undefined if the text is not the canonical encoding of its bytes (RFC 4648
 * section 3.5: stray trailing bits are refused, not ignored).
 */
export function decodeExact(text: string, length?: number): Buffer | undefined {
  if (!BASE64URL.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text) return undefined;
  return length === undefined || bytes.length === length ? bytes : undefined;
}

/**
 * Encodes a list of fields: each field is a four-byte big-endian byte length, then its UTF-8 bytes (see `ProvenRequest`
 * in wire.ts).
 */
export function lengthPrefixed(fields: readonly string[]): Buffer {
  const parts: Buffer[] = [];
  for (const field of fields) {
    const bytes = Buffer.from(field, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    parts.push(length, bytes);
  }
  return Buffer.concat(parts);
}
