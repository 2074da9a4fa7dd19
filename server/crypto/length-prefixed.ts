/**
 * Length-prefixed fields: the input of every keyed digest. Two different lists of fields never give the same bytes. The
 * callers choose the key and define the meaning of the fields.
 */

const LENGTH_BYTES = 4;

/**
 * Encodes a list of fields: each field is a four-byte big-endian byte length, then its UTF-8 bytes (`ProvenRequest` in
 * wire.ts).
 * @param room the number of bytes to leave free before the first field; their content is undefined
 */
export function lengthPrefixed(fields: readonly string[], room = 0): Buffer {
  const lengths = fields.map((field) => Buffer.byteLength(field, 'utf8'));
  const bytes = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + LENGTH_BYTES + length, room));
  let offset = room;
  for (const [index, field] of fields.entries()) {
    offset = bytes.writeUInt32BE(lengths[index] ?? 0, offset);
    offset += bytes.write(field, offset, 'utf8');
  }
  return bytes;
}
