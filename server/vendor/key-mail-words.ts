/**
 * The vendor's own words in the mail with license keys: plain text with a closed list of placeholders. Blank lines
 * separate paragraphs. The facts of the mail (keys, orders, portal, what to do if a key is lost) stay as they are.
 */

import type { Vendor } from './vendor.ts';

/** The placeholders, and what each stands for. */
export const PLACEHOLDERS = {
  product: 'the products of the keys in the mail',
  vendor: 'your name',
  support: 'your support address',
} as const;
export type Placeholder = keyof typeof PLACEHOLDERS;

const WORDS_CHARACTERS_MAX = 1_500;
const BRACES = /\{([^{}]*)\}/g;
/** Controls and invisible characters, except the line feed that separates paragraphs. */
const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}]/u;

/** What is wrong with a text, as a clause; undefined: nothing. */
export function faultOfWords(text: string, { support }: Pick<Vendor, 'support'>): string | undefined {
  if (text.trim() === '') return 'is empty';
  if (text.length > WORDS_CHARACTERS_MAX) return `has more than ${WORDS_CHARACTERS_MAX} characters`;
  if (UNPRINTABLE.test(text)) return 'has a control character';
  const named = [...text.matchAll(BRACES)].map(([, name = '']) => name);
  const strange = named.find((name) => !Object.hasOwn(PLACEHOLDERS, name));
  if (strange !== undefined) return `has {${strange}}, which is no placeholder`;
  if (/[{}]/.test(text.replaceAll(BRACES, ''))) return 'has a brace that is part of no placeholder';
  if (named.includes('support') && support === undefined) return 'has {support}, but /support is missing';
  return undefined;
}

/** The paragraphs of a text with its placeholders filled in. A value is never read as a placeholder. */
export function fillWords(text: string, values: Readonly<Record<Placeholder, string>>): string[] {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => paragraph.replace(BRACES, (_, name: Placeholder) => values[name]));
}
