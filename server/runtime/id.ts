/** How a random id is written. The randomness comes from the caller. */

/**
 * Writes an id as base64url that begins with a letter, since a command line takes an argument with a leading dash for
 * an option. The top bit of the first byte is cleared: of 128 random bits 127 remain, and all ids stay equally likely.
 */
export function writeId(random: Buffer): string {
  const bytes = Buffer.from(random);
  bytes.writeUInt8(bytes.readUInt8() & 0x7f);
  return bytes.toString('base64url');
}
