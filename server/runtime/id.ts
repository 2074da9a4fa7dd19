/** How a random id is written. The randomness comes from the caller. */

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * Writes an id as base64url that begins with a letter, since a command line takes an argument with a leading dash for
 * an option. The top bit of the first byte is cleared: of 128 random bits 127 remain, and all ids stay equally likely.
 */
export function writeId(random: Buffer): string {
  const text = random.toString('base64url');
  // the first character holds the top six bits of the first byte
  return LETTERS.charAt(LETTERS.indexOf(text.charAt(0)) & 0x1f) + text.slice(1);
}
