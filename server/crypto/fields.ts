/**
 * Fields that cannot run into each other: the input of every keyed digest. Guarantees that two different lists of
 * fields never give the same bytes. Leaves to others which key is used and what the fields mean.
 */

const LENGTH_BYTES = 4;

/** Each field as a four-byte big-endian byte length and then its UTF-8 bytes (`ProvenRequest` in wire.ts). */
export function lengthPrefixed(fields: readonly string[]): Buffer {
  const lengths = fields.map((field) => Buffer.byteLength(field, 'utf8'));
  const bytes = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + LENGTH_BYTES + length, 0));
  let at = 0;
  for (const [index, field] of fields.entries()) {
    at = bytes.writeUInt32BE(lengths[index] ?? 0, at);
    at += bytes.write(field, at, 'utf8');
  }
  return bytes;
}
