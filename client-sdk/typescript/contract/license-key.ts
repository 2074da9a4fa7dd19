/**
 * Writes and reads the license key: 30 symbols of Crockford's base32, six groups of five, an optional product prefix in
 * front. Guarantees that every error in one, two or three symbols, and so every transposition of two, is caught before
 * anything is looked up, and that what the writer writes the reader reads, however it was copied. Leaves to others
 * where the 130 bits come from, which words a person is told, and whether such a key was ever issued.
 */

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const PAYLOAD_SYMBOLS = 26;
const CHECK_SYMBOLS = 3;
const GROUP_SYMBOLS = 5;

/** Symbols in a license key, without prefix and dashes: 1 generation, 26 payload (130 bits), 3 check. */
export const LICENSE_KEY_SYMBOLS = 1 + PAYLOAD_SYMBOLS + CHECK_SYMBOLS;

/** Bytes of payload the writer needs: 130 bits, rounded up. */
export const LICENSE_KEY_PAYLOAD_BYTES_MIN = 17;

/** The last generation that one symbol can name; the first is 0. */
export const LICENSE_KEY_GENERATION_MAX = 31;

/** Characters a product prefix may have. */
export const LICENSE_KEY_PREFIX_CHARACTERS_MAX = 16;

/** UTF-16 code units beyond which typed text is refused unread. */
export const LICENSE_KEY_TYPED_CHARACTERS_MAX = 256;

/**
 * Added to the check symbols (it spells "QK1"), so that the valid keys are a coset of the code: distances stay as they
 * are, but thirty zeros are no key, and neither is a key moved along by one symbol. A Reed–Solomon code is cyclic:
 * unmarked, `PHOTO-…` that lost a final 0 would borrow the O of its prefix and pass.
 */
const CHECK_MARK = [23, 19, 1] as const;

/** Spaces, invisible characters, dashes and quotes: what a mail, a PDF or a keyboard puts around and between symbols. */
const PASSED_OVER =
  /[\s\p{Cf}\p{Pd}\p{Pi}\p{Pf}\u2043\u2212\u30fc"'`\u00b4\u201a\u201e\u2032\u2033\uff02\uff07]/gu;
const PREFIX = /^[A-Z0-9]{1,16}$/;
const CANONICAL = /^[0-9A-HJKMNP-TV-Z]{30}$/;

/** Why typed text is not a license key of ours. */
type LicenseKeyFault = 'empty' | 'too_short' | 'too_long' | 'bad_symbol' | 'checksum';

/** What the reader found: the 30 symbols without prefix or dashes, or the fault. */
export type LicenseKeyReading =
  | { readonly ok: true; readonly canonical: string; readonly generation: number }
  | { readonly ok: false; readonly fault: LicenseKeyFault };

/** What a license key is written from. */
export interface LicenseKeyParts {
  /** Which issue secret made the payload, 0 to 31. */
  readonly generation: number;
  /** At least 17 bytes; the first 130 bits are used. */
  readonly payload: Uint8Array;
  /** The product's prefix, 1 to 16 of A–Z and 0–9; outside the checksum. */
  readonly prefix?: string | undefined;
}

/**
 * Writes a license key as the customer sees it.
 * @throws RangeError where a part is not as {@link LicenseKeyParts} says; the text never holds key material.
 */
export function writeLicenseKey(parts: LicenseKeyParts): string {
  const { generation, payload, prefix } = parts;
  if (!Number.isInteger(generation) || generation < 0 || generation > LICENSE_KEY_GENERATION_MAX) {
    throw new RangeError(
      `a license key's generation is a whole number from 0 to ${LICENSE_KEY_GENERATION_MAX}`,
    );
  }
  if (payload.length < LICENSE_KEY_PAYLOAD_BYTES_MIN) {
    throw new RangeError(`a license key's payload has at least ${LICENSE_KEY_PAYLOAD_BYTES_MIN} bytes`);
  }
  const message = [generation, ...payloadSymbols(payload)];
  const symbols = [...message, ...checkSymbols(message)];
  return formatLicenseKey(symbols.map((symbol) => ALPHABET.charAt(symbol)).join(''), prefix);
}

/**
 * Reads a license key as typed or pasted: any case, O for 0, I or L for 1, full-width forms; spaces, dashes, quotes and
 * invisible characters are passed over. The last 30 characters are the key; up to 16 before them are the prefix, which
 * is not looked at. Time is linear in the text and bounded. Never throws.
 */
export function readLicenseKey(typed: string): LicenseKeyReading {
  if (typed.length > LICENSE_KEY_TYPED_CHARACTERS_MAX) return { ok: false, fault: 'too_long' };
  const characters = Array.from(typed.replace(PASSED_OVER, ''));
  if (characters.length === 0) return { ok: false, fault: 'empty' };
  if (characters.length < LICENSE_KEY_SYMBOLS) return { ok: false, fault: 'too_short' };
  if (characters.length > LICENSE_KEY_SYMBOLS + LICENSE_KEY_PREFIX_CHARACTERS_MAX) {
    return { ok: false, fault: 'too_long' };
  }
  const symbols = characters.slice(-LICENSE_KEY_SYMBOLS).map(symbolOf);
  if (symbols.includes(-1)) return { ok: false, fault: 'bad_symbol' };
  if (!isCodeword(symbols)) return { ok: false, fault: 'checksum' };
  const canonical = symbols.map((symbol) => ALPHABET.charAt(symbol)).join('');
  return { ok: true, canonical, generation: ALPHABET.indexOf(canonical.charAt(0)) };
}

/**
 * Puts the 30 canonical symbols into groups, behind the prefix where there is one: `SONAR-XXXXX-XXXXX-…`.
 * @throws RangeError where the canonical form or the prefix is not exactly that; the text never holds the key.
 */
export function formatLicenseKey(canonical: string, prefix?: string): string {
  if (!CANONICAL.test(canonical) || !isCodeword(Array.from(canonical, symbolOf))) {
    throw new RangeError('not the canonical form of a license key');
  }
  if (prefix !== undefined && !isLicenseKeyPrefix(prefix)) {
    throw new RangeError('a license key prefix is 1 to 16 of A-Z and 0-9');
  }
  const groups = prefix === undefined ? [] : [prefix];
  for (let at = 0; at < LICENSE_KEY_SYMBOLS; at += GROUP_SYMBOLS) {
    groups.push(canonical.slice(at, at + GROUP_SYMBOLS));
  }
  return groups.join('-');
}

/** Says whether a product may have this prefix: 1 to 16 of A–Z and 0–9, no dash. */
export function isLicenseKeyPrefix(prefix: string): boolean {
  return PREFIX.test(prefix);
}

/** The first 130 bits as 26 symbols, most significant bit first. */
function payloadSymbols(payload: Uint8Array): number[] {
  return Array.from({ length: PAYLOAD_SYMBOLS }, (_, index) => {
    const bit = index * 5;
    const window = ((payload[bit >> 3] ?? 0) << 8) | (payload[(bit >> 3) + 1] ?? 0);
    return (window >> (11 - (bit & 7))) & 31;
  });
}

/** The value of one typed character, or -1. By table, not by `toUpperCase`, which knows other letters that become ours. */
function symbolOf(character: string): number {
  let code = character.charCodeAt(0);
  if (code >= 0xff10 && code <= 0xff5a) code -= 0xfee0; // full-width to ASCII
  if (code >= 0x61 && code <= 0x7a) code -= 0x20; // lower to upper case
  const letter = String.fromCharCode(code);
  if (letter === 'O') return 0;
  if (letter === 'I' || letter === 'L') return 1;
  return ALPHABET.indexOf(letter);
}

function isCodeword(symbols: readonly number[]): boolean {
  const check = checkSymbols(symbols.slice(0, -CHECK_SYMBOLS));
  return check.every((symbol, index) => symbol === symbols[LICENSE_KEY_SYMBOLS - CHECK_SYMBOLS + index]);
}

/**
 * The remainder of message·x³ by the generator (x−α)(x−α²)(x−α³) = x³ + 14x² + 29x + 10 over GF(32), plus the mark.
 * Three consecutive roots and a length of at most 31 give distance 4 (BCH bound; RS codes are MDS).
 */
function checkSymbols(message: readonly number[]): [number, number, number] {
  let [high, middle, low] = [0, 0, 0];
  for (const symbol of message) {
    const feedback = symbol ^ high;
    high = middle ^ multiply(feedback, 14);
    middle = low ^ multiply(feedback, 29);
    low = multiply(feedback, 10);
  }
  return [high ^ CHECK_MARK[0], middle ^ CHECK_MARK[1], low ^ CHECK_MARK[2]];
}

/** The product in GF(32) = GF(2)[α] / (α⁵ + α² + 1). */
function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 4; bit >= 0; bit -= 1) {
    product <<= 1;
    if (product & 0b100000) product ^= 0b100101;
    if ((b >> bit) & 1) product ^= a;
  }
  return product;
}
