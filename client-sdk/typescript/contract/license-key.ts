/**
 * Writes and reads the license key: 30 symbols of Crockford's base32 in six groups of five, after an optional product
 * prefix. Every error in one, two or three symbols is detected without a lookup, and so is every transposition of two
 * symbols. Every key that is written can be read however it was copied. This file does not create the 130 bits, does
 * not write messages to the person, and does not know whether a key was issued.
 */

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const PAYLOAD_SYMBOLS = 26;
const CHECK_SYMBOLS = 3;
const GROUP_SYMBOLS = 5;

/**
 * The number of symbols in a license key, without prefix and dashes: 1 for the generation, 26 for the payload (130
 * bits), 3 for the check.
 */
export const LICENSE_KEY_SYMBOLS = 1 + PAYLOAD_SYMBOLS + CHECK_SYMBOLS;

/** The number of payload bytes that writing a license key needs: 130 bits, rounded up. */
export const LICENSE_KEY_PAYLOAD_BYTES_MIN = 17;

/** The last generation that one symbol of a license key can name; the first generation is 0. */
export const LICENSE_KEY_GENERATION_MAX = 31;

/** The most characters that a product prefix may have. */
export const LICENSE_KEY_PREFIX_CHARACTERS_MAX = 16;

/** The most characters of a typed license key, in UTF-16 code units. A longer text is refused without being read. */
export const LICENSE_KEY_TYPED_CHARACTERS_MAX = 256;

/**
 * A constant that is added to the check symbols of a license key (it spells "QK1"), so that the valid keys are a coset
 * of the Reed–Solomon code. The distances between keys do not change, but thirty zeros are not a valid key, and neither
 * is a valid key that is shifted by one symbol. A Reed–Solomon code is cyclic: without the constant, `PHOTO-…` without
 * its final 0 would take the O of its prefix and be valid.
 */
const CHECK_OFFSET = [23, 19, 1] as const;

/**
 * The characters that are ignored in a typed license key: spaces, invisible characters, dashes and quotes. A mail, a
 * PDF or a keyboard adds them around and between the symbols.
 */
const IGNORED_CHARACTERS =
  /[\s\p{Cf}\p{Pd}\p{Pi}\p{Pf}\u2043\u2212\u30fc"'`\u00b4\u201a\u201e\u2032\u2033\uff02\uff07]/gu;
const PREFIX = /^[A-Z0-9]{1,16}$/;
const CANONICAL = /^[0-9A-HJKMNP-TV-Z]{30}$/;

/** Why a typed text is not a license key. */
type LicenseKeyFault = 'empty' | 'too_short' | 'too_long' | 'bad_symbol' | 'checksum';

/** The result of reading a typed license key: its 30 symbols without prefix or dashes, or the fault. */
export type LicenseKeyReading =
  | { readonly ok: true; readonly canonical: string; readonly generation: number }
  | { readonly ok: false; readonly fault: LicenseKeyFault };

/** The parts of a license key. */
export interface LicenseKeyParts {
  /** The generation of the issue secret that made the payload, 0 to 31. */
  readonly generation: number;
  /** The random part of the license key: at least 17 bytes, of which the first 130 bits are used. */
  readonly payload: Uint8Array;
  /** The product's prefix: 1 to 16 characters of A–Z and 0–9. The check symbols do not cover the prefix. */
  readonly prefix?: string | undefined;
}

/**
 * Writes a license key as the customer sees it.
 * @throws RangeError if a part violates {@link LicenseKeyParts}; the message never contains key material.
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
 * Reads a license key as typed or pasted. It accepts any letter case, O for 0, I or L for 1, and full-width forms; it
 * ignores spaces, dashes, quotes and invisible characters. The last 30 characters are the key. Up to 16 characters
 * before the key are the prefix, which is not checked. The reading time is linear in the length of the text and
 * bounded. Never throws.
 */
export function readLicenseKey(typed: string): LicenseKeyReading {
  if (typed.length > LICENSE_KEY_TYPED_CHARACTERS_MAX) return { ok: false, fault: 'too_long' };
  const characters = Array.from(typed.replace(IGNORED_CHARACTERS, ''));
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
 * Formats the 30 canonical symbols of a license key in groups, after the prefix if there is one: `SONAR-XXXXX-XXXXX-…`.
 * @throws RangeError if the canonical form or the prefix is malformed; the message never contains the key.
 */
export function formatLicenseKey(canonical: string, prefix?: string): string {
  if (!CANONICAL.test(canonical) || !isCodeword(Array.from(canonical, symbolOf))) {
    throw new RangeError('not the canonical form of a license key');
  }
  if (prefix !== undefined && !isLicenseKeyPrefix(prefix)) {
    throw new RangeError('a license key prefix is 1 to 16 of A-Z and 0-9');
  }
  const groups = prefix === undefined ? [] : [prefix];
  for (let start = 0; start < LICENSE_KEY_SYMBOLS; start += GROUP_SYMBOLS) {
    groups.push(canonical.slice(start, start + GROUP_SYMBOLS));
  }
  return groups.join('-');
}

/** Whether a text is a valid product prefix: 1 to 16 characters of A–Z and 0–9, without a dash. */
export function isLicenseKeyPrefix(prefix: string): boolean {
  return PREFIX.test(prefix);
}

/** The first 130 bits of the payload as 26 symbols, most significant bit first. */
function payloadSymbols(payload: Uint8Array): number[] {
  return Array.from({ length: PAYLOAD_SYMBOLS }, (_, index) => {
    const bit = index * 5;
    const window = ((payload[bit >> 3] ?? 0) << 8) | (payload[(bit >> 3) + 1] ?? 0);
    return (window >> (11 - (bit & 7))) & 31;
  });
}

/**
 * The value of one typed character, or -1 if it is not a symbol. Does not use `toUpperCase`, because that function maps
 * some other letters to these symbols.
 */
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
 * The check symbols of a license key: the remainder of message·x³ by the generator (x−α)(x−α²)(x−α³) = x³ + 14x² + 29x
 * + 10 over GF(32), plus the constant offset. Three consecutive roots and a length of at most 31 give distance 4 (BCH
 * bound; Reed–Solomon codes are MDS).
 */
function checkSymbols(message: readonly number[]): [number, number, number] {
  let [high, middle, low] = [0, 0, 0];
  for (const symbol of message) {
    const feedback = symbol ^ high;
    high = middle ^ multiply(feedback, 14);
    middle = low ^ multiply(feedback, 29);
    low = multiply(feedback, 10);
  }
  return [high ^ CHECK_OFFSET[0], middle ^ CHECK_OFFSET[1], low ^ CHECK_OFFSET[2]];
}

/** The product of two elements of the field GF(32) = GF(2)[α] / (α⁵ + α² + 1). */
function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 4; bit >= 0; bit -= 1) {
    product <<= 1;
    if (product & 0b100000) product ^= 0b100101;
    if ((b >> bit) & 1) product ^= a;
  }
  return product;
}
