/**
 * Finds a license key that another system issued, by the forms that the vendor declares: an alphabet and the lengths of
 * the groups. The check symbols of such keys are not known, so only the form distinguishes a key from other text. The
 * time is linear in the length of the text, for each form.
 */
import type { ImportedKeyForm } from './imported-key-form.ts';

/** The maximum length of a text that is searched for an imported key, in UTF-16 code units. */
const TEXT_CHARACTERS_MAX = 4096;

const INVISIBLE = /\p{Default_Ignorable_Code_Point}+/gu;
/** What may be between two groups. */
const SEPARATOR = /^(?:\s*[\p{Pd}\u2212]\s*|\s+)$/u;
const DASH = /^[\p{Pd}\u2212]$/u;

/** The imported keys in a text, without repetition, each as its groups with a dash between them. */
export function findImportedKeys(text: string, forms: readonly ImportedKeyForm[]): string[] {
  if (text.length > TEXT_CHARACTERS_MAX) return [];
  const visible = text.replace(INVISIBLE, '');
  return [...new Set(forms.flatMap((form) => keysOfForm(visible, form)))];
}

/** A run of letters, digits and characters of the alphabet, and the text between it and the next run, if there is one. */
interface Word {
  readonly text: string;
  readonly gap: string | undefined;
}

function keysOfForm(text: string, { alphabet, groups }: ImportedKeyForm): string[] {
  const words = readWords(text, alphabet);
  const length = groups.reduce((sum, group) => sum + group, 0);
  return words.flatMap((word, begin) => {
    const taken = words.slice(begin, begin + (word.text.length === length ? 1 : groups.length));
    const key = taken.map((part) => part.text).join('');
    const isKey =
      key.length === length &&
      (taken.length === 1 || taken.every((part, index) => part.text.length === groups[index])) &&
      taken.slice(0, -1).every(({ gap = '' }) => SEPARATOR.test(gap)) &&
      ![words[begin - 1], taken.at(-1)].some((edge) => DASH.test(edge?.gap ?? '')) && // part of a longer key
      Array.from(key).every((character) => alphabet.includes(character));
    return isKey ? [inGroups(key, groups)] : [];
  });
}

function readWords(text: string, alphabet: string): Word[] {
  const members = alphabet.replace(/[\\\]^]/g, String.raw`\$&`);
  const found = [...text.matchAll(new RegExp(String.raw`[${members}\p{L}\p{N}]+`, 'gu'))];
  return found.map(({ 0: word, index }, place) => {
    const next = found[place + 1]?.index;
    return {
      text: withCaseOf(alphabet, word),
      gap: next === undefined ? undefined : text.slice(index + word.length, next),
    };
  });
}

function withCaseOf(alphabet: string, word: string): string {
  const [hasCapitals, hasSmall] = [/[A-Z]/.test(alphabet), /[a-z]/.test(alphabet)];
  if (hasCapitals && !hasSmall) return word.replace(/[a-z]/g, (letter) => letter.toUpperCase());
  if (hasSmall && !hasCapitals) return word.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return word;
}

function inGroups(key: string, groups: readonly number[]): string {
  let end = 0;
  return groups.map((length) => key.slice(end, (end += length))).join('-');
}
