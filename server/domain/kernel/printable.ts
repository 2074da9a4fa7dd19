/**
 * Which characters a text may contain that people read later: visible characters and spaces. Controls, characters that
 * change the direction of text, and invisible characters are refused, unless the spelling of a script needs an
 * invisible character: Persian words, for example, are written with a zero-width non-joiner.
 */

/** An invisible character that some spellings need, and the scripts (ISO 15924) that write it beside their letters. */
interface Orthography {
  readonly character: string;
  readonly scripts: readonly string[];
}

/** Scripts whose letters join, or that use a joiner to choose the form of a conjunct. */
const JOINING = [
  'Arab Syrc Mand Nkoo Mong Phag Adlm Rohg Mani Sogd',
  'Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh',
  'Khmr Mymr Bali Java Sund Cakm Gran Newa Tirh Sidd Limb Tibt',
].flatMap((scripts) => scripts.split(' '));
const ZERO_WIDTH_JOINER = '\u200D';

export const ORTHOGRAPHY: readonly Orthography[] = [
  { character: '\u200C', scripts: JOINING },
  { character: ZERO_WIDTH_JOINER, scripts: JOINING },
  // marks the ends of words in scripts that are written without spaces
  { character: '\u200B', scripts: ['Khmr', 'Mymr', 'Thai', 'Laoo', 'Tibt'] },
  { character: '\u180E', scripts: ['Mong'] },
];

/**
 * Signs that enclose the digits after them: they are visible, although Unicode classifies them as format characters.
 */
const NUMBER_SIGNS = '\u0600-\u0605\u06DD\u070F\u0890\u0891\u08E2\u{110BD}\u{110CD}';

let spelled: RegExp | undefined;
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/u;
export const EVERY_UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu;

const NAMES: Readonly<Record<string, string>> = {
  '\t': 'tab',
  '\n': 'line end',
  '\r': 'line end',
  '\u00AD': 'soft hyphen',
  '\u200B': 'zero-width space',
  '\u200C': 'zero-width non-joiner',
  '\u200D': 'zero-width joiner',
  '\u200E': 'left-to-right mark',
  '\u200F': 'right-to-left mark',
  '\u202A': 'left-to-right embedding',
  '\u202B': 'right-to-left embedding',
  '\u202C': 'end of an embedding',
  '\u202D': 'left-to-right override',
  '\u202E': 'right-to-left override',
  '\u2028': 'line separator',
  '\u2060': 'word joiner',
  '\uFEFF': 'byte order mark',
};

/** The first character that a text may not contain, such as `U+202E (right-to-left override)`; undefined: none. */
export function unseenIn(text: string): string | undefined {
  if (!UNSEEN.test(text)) return undefined;
  const [character] = UNSEEN.exec(text.replaceAll(spellings(), '')) ?? [];
  return character === undefined ? undefined : nameOf(character);
}

/** The text, with `mask` in place of every character that could control a terminal or would be invisible there. */
export function maskUnseen(text: string, mask: string): string {
  if (!UNSEEN.test(text)) return text;
  const kept = new Set([...text.matchAll(spellings())].map(({ index }) => index));
  return text.replaceAll(EVERY_UNSEEN, (character, index: number) => (kept.has(index) ? character : mask));
}

/**
 * The pattern of invisible characters that a spelling needs. It is made at its first use: that takes 10 ms, and most
 * texts do not need it.
 */
function spellings(): RegExp {
  return (spelled ??= new RegExp(
    [
      ...ORTHOGRAPHY.map(({ character, scripts }) => {
        const letter = `[${scripts.map((script) => `\\p{scx=${script}}`).join('')}]`;
        const single = `(?<!${character})${character}(?!${character})`;
        return `(?<=${letter})${single}|${single}(?=${letter})`;
      }),
      // an emoji of several parts
      `(?<=\\p{Extended_Pictographic}[\\uFE0F\\p{Emoji_Modifier}]?)${ZERO_WIDTH_JOINER}(?=\\p{Extended_Pictographic})`,
      `[${NUMBER_SIGNS}]`,
    ].join('|'),
    'gu',
  ));
}

function nameOf(character: string): string {
  const point = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const name = NAMES[character];
  return name === undefined ? `U+${point}` : `U+${point} (${name})`;
}
