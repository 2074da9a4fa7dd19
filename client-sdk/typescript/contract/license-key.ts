/**
 * Writes and reads the license key: 30 symbols of Crockford's base32 in six groups of five, after an optional product
 * prefix. `license-key-symbols.ts` has the symbols and their check, and `license-key-search.ts` finds a key in the text
 * around it. This file does not create the 130 bits, does not write messages to the person, and does not know whether a
 * key was issued.
 */
import { findLicenseKeys, SOFT_CHARACTERS } from './license-key-search.ts';
import {
  ALPHABET,
  checkSymbols,
  isCodeword,
  LICENSE_KEY_SYMBOLS,
  PAYLOAD_SYMBOLS,
  spell,
  valueOf,
} from './license-key-symbols.ts';

export { LICENSE_KEY_SYMBOLS };

const GROUP_SYMBOLS = 5;

/** The number of payload bytes that writing a license key needs: 130 bits, rounded up. */
export const LICENSE_KEY_PAYLOAD_BYTES_MIN = 17;

/** The last generation that one symbol of a license key can name; the first generation is 0. */
export const LICENSE_KEY_GENERATION_MAX = 31;

/** The maximum number of characters of a product prefix. */
export const LICENSE_KEY_PREFIX_CHARACTERS_MAX = 16;

/**
 * The maximum length of a text that is searched for a license key, in UTF-16 code units: enough for a whole mail. A
 * longer text is refused without being read.
 */
export const LICENSE_KEY_TYPED_CHARACTERS_MAX = 65_536;

const PREFIX = /^[A-Z0-9]{1,16}$/;
const CANONICAL = /^[0-9A-HJKMNP-TV-Z]{30}$/;
/** The form in which a key is written: six groups after the prefix, if there is one. */
const WRITTEN = /^(?:[A-Z0-9]{1,16}-)?((?:[0-9A-HJKMNP-TV-Z]{5}-){5}[0-9A-HJKMNP-TV-Z]{5})$/;

/** Why a typed text is not a license key. `several`: it has two different license keys. */
export type LicenseKeyFault = 'empty' | 'too_short' | 'too_long' | 'bad_symbol' | 'checksum' | 'several';

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
  return formatLicenseKey(spell([...message, ...checkSymbols(message)]), prefix);
}

/**
 * Reads a license key as typed or pasted: looks for the one valid key in the text. Letters have no case, O is read as
 * 0, I and L as 1, and full-width forms as the plain ones. A key may occur twice; two different keys are refused. The
 * reading time is linear in the length of the text and bounded. Never throws.
 */
export function readLicenseKey(typed: string): LicenseKeyReading {
  if (typed.length > LICENSE_KEY_TYPED_CHARACTERS_MAX) return { ok: false, fault: 'too_long' };
  // a whole key, as the SDK sends it or as a customer gets it, needs no search
  const symbols = WRITTEN.exec(typed)?.[1]?.replaceAll('-', '') ?? typed;
  if (isCanonical(symbols)) return keyOf(symbols);
  const { written, loose } = findLicenseKeys(typed);
  const whole = readWhole(typed);
  const [found, other] = written.length > 0 || whole.ok ? written : loose;
  if (found === undefined) return whole;
  return other === undefined ? keyOf(found) : { ok: false, fault: 'several' };
}

/**
 * Reads a text that contains only a key, in groups of any size: its last 30 characters are the key, and up to 16
 * characters before the key are the prefix, which is not checked.
 */
function readWhole(typed: string): LicenseKeyReading {
  const stripped = typed.replace(SOFT_CHARACTERS, '');
  if (stripped === '') return { ok: false, fault: 'empty' };
  const most = LICENSE_KEY_PREFIX_CHARACTERS_MAX + LICENSE_KEY_SYMBOLS;
  const characters = Array.from(stripped.slice(0, 2 * most + 1));
  if (characters.length < LICENSE_KEY_SYMBOLS) return { ok: false, fault: 'too_short' };
  if (characters.length > most) return { ok: false, fault: 'too_long' };
  const symbols = characters.slice(-LICENSE_KEY_SYMBOLS).map((character) => valueOf(character.charCodeAt(0)));
  if (!symbols.every((symbol) => ALPHABET[symbol] !== undefined)) return { ok: false, fault: 'bad_symbol' };
  return isCodeword(symbols) ? keyOf(spell(symbols)) : { ok: false, fault: 'checksum' };
}

function isCanonical(text: string): boolean {
  if (!CANONICAL.test(text)) return false;
  const symbols = new Uint8Array(LICENSE_KEY_SYMBOLS);
  for (let index = 0; index < LICENSE_KEY_SYMBOLS; index += 1)
    symbols[index] = valueOf(text.charCodeAt(index));
  return isCodeword(symbols);
}

function keyOf(canonical: string): LicenseKeyReading {
  return { ok: true, canonical, generation: ALPHABET.indexOf(canonical.charAt(0)) };
}

/**
 * Formats the 30 canonical symbols of a license key in groups, after the prefix if there is one: `SONAR-XXXXX-XXXXX-…`.
 * @throws RangeError if the canonical form or the prefix is malformed; the message never contains the key.
 */
export function formatLicenseKey(canonical: string, prefix?: string): string {
  if (!isCanonical(canonical)) {
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
