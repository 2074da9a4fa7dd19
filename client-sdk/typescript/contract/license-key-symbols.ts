/**
 * The symbols of a license key and the code that protects them: 30 symbols of Crockford's base32, of which the last three
 * are check symbols. The code is a Reed–Solomon code over GF(32), so every error in one, two or three symbols is detected,
 * and so is every transposition of two symbols. The license key's layout is not known here.
 */

export const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const PAYLOAD_SYMBOLS = 26;
const CHECK_SYMBOLS = 3;

/**
 * The number of symbols in a license key, without prefix and dashes: 1 for the generation, 26 for the payload (130
 * bits), 3 for the check.
 */
export const LICENSE_KEY_SYMBOLS = 1 + PAYLOAD_SYMBOLS + CHECK_SYMBOLS;

/** The value of a character that is neither a letter nor a digit. */
export const NO_LETTER = -1;
/** The value of U, which is the only letter that is not a symbol. */
const NO_SYMBOL = 32;

/**
 * A constant that is added to the check symbols of a license key (it spells "QK1"), so that the valid keys are a coset
 * of the Reed–Solomon code. The distances between keys do not change, but thirty zeros are not a valid key, and neither
 * is a valid key that is shifted by one symbol. A Reed–Solomon code is cyclic: without the constant, `PHOTO-…` without
 * its final 0 would take the O of its prefix and be valid.
 */
const CHECK_OFFSET = [23, 19, 1] as const;

/** The values of the ASCII characters. Letters have no case, O is 0, and I and L are 1. */
const VALUES = Array.from({ length: 128 }, (_, code) => {
  const letter = String.fromCharCode(code >= 0x61 && code <= 0x7a ? code - 0x20 : code);
  if (letter === 'O') return 0;
  if (letter === 'I' || letter === 'L') return 1;
  return letter === 'U' ? NO_SYMBOL : ALPHABET.indexOf(letter);
});

/**
 * The value of a UTF-16 unit: 0 to 31 for a symbol in either case or in its full-width form, otherwise
 * {@link NO_SYMBOL} or {@link NO_LETTER}. Does not use `toUpperCase`, because that function maps some other letters to
 * these symbols.
 */
export function valueOf(unit: number): number {
  const code = unit >= 0xff10 && unit <= 0xff5a ? unit - 0xfee0 : unit;
  return VALUES[code] ?? NO_LETTER;
}

/** Writes symbols as text. */
export function spell(symbols: Iterable<number>): string {
  let text = '';
  for (const symbol of symbols) text += ALPHABET.charAt(symbol);
  return text;
}

/** Whether 30 symbols are those of a license key. */
export function isCodeword(symbols: ArrayLike<number>): boolean {
  return findCodewords(symbols).length === 1;
}

/**
 * The check symbols of a license key: the remainder of message·x³ by the generator (x−α)(x−α²)(x−α³) = x³ + 14x² + 29x
 * + 10 over GF(32), plus the constant offset. Three consecutive roots and a length of at most 31 give distance 4 (BCH
 * bound; Reed–Solomon codes are MDS).
 */
export function checkSymbols(message: readonly number[]): [number, number, number] {
  let [high, middle, low] = [0, 0, 0];
  for (const symbol of message) {
    const feedback = symbol ^ high;
    high = middle ^ multiply(feedback, 14);
    middle = low ^ multiply(feedback, 29);
    low = multiply(feedback, 10);
  }
  return [high ^ CHECK_OFFSET[0], middle ^ CHECK_OFFSET[1], low ^ CHECK_OFFSET[2]];
}

/**
 * Finds every run of 30 neighbouring symbols that is a codeword, and returns the places where they begin. The syndromes
 * of a run follow from those of the run before it, so the time is one step for each value, whatever the values are.
 * @param values the value of each character: a symbol, or {@link NO_SYMBOL} for a character that no codeword contains
 */
export function findCodewords(values: ArrayLike<number>): number[] {
  const begins: number[] = [];
  let [first, second, third, usable] = [0, 0, 0, 0];
  for (let end = 0; end < values.length; end += 1) {
    const value = values[end] ?? NO_SYMBOL;
    const symbol = value & 31;
    const lost = (values[end - LICENSE_KEY_SYMBOLS] ?? 0) & 31;
    first = nextSyndrome(FIRST_ROOT, first, symbol, lost);
    second = nextSyndrome(SECOND_ROOT, second, symbol, lost);
    third = nextSyndrome(THIRD_ROOT, third, symbol, lost);
    usable = value === NO_SYMBOL ? 0 : usable + 1;
    const isCodeword =
      first === FIRST_ROOT.valid && second === SECOND_ROOT.valid && third === THIRD_ROOT.valid;
    if (isCodeword && usable >= LICENSE_KEY_SYMBOLS) begins.push(end + 1 - LICENSE_KEY_SYMBOLS);
  }
  return begins;
}

function nextSyndrome({ times, timesLost }: Root, syndrome: number, symbol: number, lost: number): number {
  return (times[syndrome] ?? 0) ^ symbol ^ (timesLost[lost] ?? 0);
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

/** A root of the code. */
interface Root {
  /** The products of each symbol and the root. */
  readonly times: Uint8Array;
  /** The products of each symbol and the root's thirtieth power, which remove a symbol from the syndrome. */
  readonly timesLost: Uint8Array;
  /** The syndrome of every codeword, which is that of the offset. */
  readonly valid: number;
}

const FIRST_ROOT = rootTables(2);
const SECOND_ROOT = rootTables(multiply(2, 2));
const THIRD_ROOT = rootTables(multiply(multiply(2, 2), 2));

function rootTables(root: number): Root {
  let power = 1;
  for (let exponent = 0; exponent < LICENSE_KEY_SYMBOLS; exponent += 1) power = multiply(power, root);
  const productsOf = (factor: number): Uint8Array =>
    Uint8Array.from(ALPHABET, (_, symbol) => multiply(symbol, factor));
  const valid = CHECK_OFFSET.reduce<number>((sum, symbol) => multiply(sum, root) ^ symbol, 0);
  return { times: productsOf(root), timesLost: productsOf(power), valid };
}
