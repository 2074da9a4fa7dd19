/**
 * Finds the license keys in a text, whatever surrounds them: labels, punctuation, markup, addresses, a whole mail. The
 * check symbols of one run of 30 symbols in 32,768 are right by chance, so the layout of such a run decides whether it
 * is a key. The time is linear in the length of the text. No format is assumed, so a syntax error in the text hides no
 * key.
 */
import { findCodewords, LICENSE_KEY_SYMBOLS, NO_LETTER, spell, valueOf } from './license-key-symbols.ts';

/**
 * The characters that may be anywhere in a typed license key: spaces, invisible characters, dashes, quotes, and the
 * mark of a quoted mail. Mails, PDFs and keyboards add such characters around and between the symbols.
 */
export const SOFT_CHARACTERS =
  /[\s\p{Cf}\p{Pd}\p{Pi}\p{Pf}\u2043\u2212\u30fc"'`\u00b4\u201a\u201e\u2032\u2033\uff02\uff07>]/gu;

const INVISIBLE = /\p{Default_Ignorable_Code_Point}+/gu;

/**
 * The ways to decode a text: each escape sequence, tag or entity becomes a space. This is enough, because no common
 * encoder escapes letters or digits.
 */
const DECODINGS: readonly ((text: string) => string)[] = [
  (text) => text.replace(/%(?:25)*[0-9a-f]{2}/gi, ' '), // URL encoding, once or repeatedly
  (text) => text.replace(/<[^<>]*>|&#?\w{1,31};/g, ' '), // tags and entities of HTML
  (text) => text.replace(/=\r?\n/g, '').replace(/=[0-9A-F]{2}/g, ' '), // quoted-printable
  (text) => text.replace(/\\(?:u[0-9a-f]{4}|[a-z])/gi, ' '), // a string of JSON or of a program
];

/** The sizes of equal groups in which 30 symbols may be written, with any separator. */
const GROUP_SIZES = [5, 30, 1, 2, 3, 6, 10, 15];

/**
 * What may follow the last group: no letter or digit, or a word of letters that lost the space or line break before it.
 */
const AFTER_KEY = /^(?:[a-z]{2,16})?(?![a-z0-9\uff10-\uff19\uff21-\uff3a\uff41-\uff5a])/i;
const AFTER_KEY_CHARACTERS = 17;
/** The maximum number of characters between two adjacent keys: the prefix of the second key, and separators. */
const BETWEEN_KEYS_CHARACTERS_MAX = 20;

const DASH = /^\s*[\p{Pd}\u2212]/u;
const DIGIT = /[0-9\uff10-\uff19]/;
const LOOSE_CHARACTERS_MAX = 8 * LICENSE_KEY_SYMBOLS;
/**
 * The maximum number of candidates: more than occur by chance. It limits the work on a text that was made to contain
 * many.
 */
const LOOSE_CANDIDATES_MAX = 100;

/** The letters and digits of a text: their values and where they are. */
interface Letters {
  readonly text: string;
  readonly values: Uint8Array;
  readonly places: Uint32Array;
}

/** The keys of a text, each in its 30 symbols, without repetition. */
interface FoundKeys {
  /**
   * The keys in equal groups. Anything may precede such a key, and anything but a single letter or a digit may follow
   * it.
   */
  readonly written: readonly string[];
  /**
   * The keys with other gaps between their symbols, such as a line break within a group. Such a key begins and ends at
   * a word boundary, and contains a digit.
   */
  readonly loose: readonly string[];
}

export function findLicenseKeys(text: string): FoundKeys {
  const visible = text.replace(INVISIBLE, '');
  const forms = new Set([visible, ...DECODINGS.map((decode) => decode(visible))]);
  const found = [...forms].map((form) => keysIn(readLetters(form)));
  return {
    written: [...new Set(found.flatMap(({ written }) => written))],
    loose: [...new Set(found.flatMap(({ loose }) => loose))],
  };
}

function readLetters(text: string): Letters {
  const [values, places] = [new Uint8Array(text.length), new Uint32Array(text.length)];
  let count = 0;
  for (let place = 0; place < text.length; place += 1) {
    const value = valueOf(text.charCodeAt(place));
    if (value === NO_LETTER) continue;
    values[count] = value;
    places[count] = place;
    count += 1;
  }
  return { text, values: values.subarray(0, count), places: places.subarray(0, count) };
}

function keysIn(letters: Letters): FoundKeys {
  const codewords = findCodewords(letters.values);
  const loose = codewords
    .filter((begin) => isWords(letters, begin))
    .slice(0, LOOSE_CANDIDATES_MAX)
    .filter((begin) => isLoose(letters, begin));
  const spelled = (begin: number): string =>
    spell(letters.values.subarray(begin, begin + LICENSE_KEY_SYMBOLS));
  return { written: writtenAmong(codewords, letters).map(spelled), loose: loose.map(spelled) };
}

/**
 * The codewords that are written as keys, from the last to the first. If two of them overlap, one is a codeword by
 * chance. The key is then the one with equal separators, or else the later one, because a prefix precedes its key.
 */
function writtenAmong(codewords: readonly number[], letters: Letters): number[] {
  const found: number[] = [];
  for (const begin of codewords.toReversed()) {
    const later = found.at(-1);
    if (!isWritten(letters, begin, later)) continue;
    if (later === undefined || later >= begin + LICENSE_KEY_SYMBOLS) found.push(begin);
    else if (isEven(letters, begin) && !isEven(letters, later)) found[found.length - 1] = begin;
  }
  return found;
}

/**
 * Whether a letter begins a word: the character before it is not a letter. Also true for the index after the last
 * letter.
 */
const beginsWord = ({ places }: Letters, index: number): boolean =>
  places[index] !== (places[index - 1] ?? Number.NaN) + 1;

/** Whether a codeword is in equal groups and can end where it does. @param later the key that was found after it */
function isWritten(letters: Letters, begin: number, later: number | undefined): boolean {
  if (!GROUP_SIZES.some((size) => isGroupedBy(letters, begin, size))) return false;
  if (later !== undefined && isFollowed(letters, begin, later)) return true;
  const end = (letters.places[begin + LICENSE_KEY_SYMBOLS - 1] ?? 0) + 1;
  return AFTER_KEY.test(letters.text.slice(end, end + AFTER_KEY_CHARACTERS));
}

function isGroupedBy(letters: Letters, begin: number, size: number): boolean {
  for (let index = 1; index < LICENSE_KEY_SYMBOLS; index += 1) {
    if (beginsWord(letters, begin + index) !== (index % size === 0)) return false;
  }
  return true;
}

/** Whether the next key or its prefix follows without a gap, as after an input field has joined two lines. */
function isFollowed({ places }: Letters, begin: number, later: number): boolean {
  const last = begin + LICENSE_KEY_SYMBOLS - 1;
  return later > last && (places[later] ?? 0) - (places[last] ?? 0) <= 1 + BETWEEN_KEYS_CHARACTERS_MAX;
}

/** Whether the text between the groups is the same everywhere. */
function isEven({ text, places }: Letters, begin: number): boolean {
  const gaps = new Set<string>();
  for (let index = 5; index < LICENSE_KEY_SYMBOLS; index += 5) {
    gaps.add(text.slice((places[begin + index - 1] ?? 0) + 1, places[begin + index]));
  }
  return gaps.size === 1;
}

/** Whether a codeword begins and ends at a word boundary, and no dash connects its end to another group. */
function isWords(letters: Letters, begin: number): boolean {
  const end = begin + LICENSE_KEY_SYMBOLS;
  const isOfLongerText = DASH.test(
    letters.text.slice((letters.places[end - 1] ?? 0) + 1, letters.places[end]),
  );
  return beginsWord(letters, begin) && beginsWord(letters, end) && !isOfLongerText;
}

function isLoose({ text, places }: Letters, begin: number): boolean {
  const [first = 0, last = 0] = [places[begin], places[begin + LICENSE_KEY_SYMBOLS - 1]];
  if (last - first > LOOSE_CHARACTERS_MAX) return false;
  const written = text.slice(first, last + 1);
  return DIGIT.test(written) && written.replace(SOFT_CHARACTERS, '').length === LICENSE_KEY_SYMBOLS;
}
