/**
 * Length-prefixed fields: the input of every keyed digest. Two different lists of fields never give the same bytes. The
 * callers choose the key and define the meaning of the fields.
 */

const LENGTH_BYTES = 4;
/** The lengths below 128 as four bytes, one character for each byte. */
const SHORT_LENGTHS = Array.from({ length: 128 }, (_, length) => `\0\0\0${String.fromCharCode(length)}`);

/**
 * Encodes a list of fields: each field is a four-byte big-endian byte length, then its UTF-8 bytes (`ProvenRequest` in
 * wire.ts).
 * @param room the number of bytes to leave free before the first field; their content is undefined
 */
export function lengthPrefixed(fields: readonly string[], room = 0): Buffer {
  const text = shortFields(fields);
  if (text === undefined) return anyFields(fields, room);
  const bytes = Buffer.allocUnsafe(room + text.length);
  bytes.write(text, room, 'latin1');
  return bytes;
}

/**
 * Short fields of ASCII, which most digests have, as one text with a character for each byte: one write in place of two
 * for each field. Undefined for other fields.
 */
function shortFields(fields: readonly string[]): string | undefined {
  let text = '';
  for (const field of fields) {
    const length = SHORT_LENGTHS[field.length];
    if (length === undefined) return undefined;
    text += length + field;
  }
  return Buffer.byteLength(text, 'utf8') === text.length ? text : undefined;
}

function anyFields(fields: readonly string[], room: number): Buffer {
  const lengths = fields.map((field) => Buffer.byteLength(field, 'utf8'));
  const bytes = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + LENGTH_BYTES + length, room));
  let offset = room;
  for (const [index, field] of fields.entries()) {
    offset = bytes.writeUInt32BE(lengths[index] ?? 0, offset);
    offset += bytes.write(field, offset, 'utf8');
  }
  return bytes;
}
