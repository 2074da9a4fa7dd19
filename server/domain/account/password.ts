/**
 * Which passwords are accepted: those of 8 to 256 characters that are not among the first million guesses. A password
 * is judged by rules and by a list in the repository; no external service is asked. The port `Passwords` hashes
 * passwords.
 */

import { GUESSED_WORDS } from './common-passwords.ts';
import { refuse } from '../kernel/refusal.ts';

export const PASSWORD_CHARACTERS_MIN = 8;
/** The maximum number of characters of a canonical password; longer text would only make the hash slower. */
const PASSWORD_CHARACTERS_MAX = 256;

/** A guessable or known word with up to this many other characters around it is a guessable password. */
const AROUND_WORD_MAX = 5;
/** Words from the username or the product name are ignored if they have fewer characters than this. */
const OWN_WORD_MIN = 4;
/** A password that consists of up to this many runs, such as "qwer" and "1234", counts as guessable. */
const RUNS_MAX = 3;

const LOOK_ALIKES: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'qwertzuiop',
  'azertyuiop',
  'asdfghjkl',
];
const MORE_ROWS = [
  'zxcvbnm',
  'yxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik',
  '1q2w3e4r5t6y7u8i9o0p',
  '147258369',
];
const FORWARD = [...ROWS, ...MORE_ROWS];
const STEPS = [...FORWARD, ...FORWARD.map((row) => row.split('').toReversed().join(''))].join(' ');

/** The reasons why a password is refused. */
export type PasswordFault =
  'ill_formed' | 'too_short' | 'too_long' | 'guessed' | 'pattern' | 'digits' | 'own_word';

/** The message for each reason why a password is refused. */
export const PASSWORD_FAULTS: Readonly<Record<PasswordFault, string>> = {
  ill_formed: 'is not well-formed text',
  too_short: `must have at least ${PASSWORD_CHARACTERS_MIN} characters`,
  too_long: `must have at most ${PASSWORD_CHARACTERS_MAX} characters`,
  guessed: 'is on the lists that attackers try first',
  pattern: 'is a pattern that attackers try first',
  digits: 'is only a number, which is easy to guess',
  own_word: 'is too similar to the username or the name of the product',
};

/** The canonical form of a password, which does not depend on how a keyboard or system composes accents. */
export function canonicalPassword(typed: string): string {
  return typed.normalize('NFC');
}

/**
 * The reason why a password is refused; undefined: it is accepted. @param ownWords the username, and names of the
 * product
 */
export function passwordFault(typed: string, ownWords: readonly string[]): PasswordFault | undefined {
  if (/\p{Surrogate}/u.test(typed)) return 'ill_formed';
  const password = canonicalPassword(typed);
  const { length } = Array.from(password);
  if (length < PASSWORD_CHARACTERS_MIN) return 'too_short';
  if (length > PASSWORD_CHARACTERS_MAX) return 'too_long';
  const text = password.toLowerCase();
  if (isPattern(text)) return 'pattern';
  if (/^\d{1,11}$/.test(text)) return 'digits';
  if (coresOf(text).some((core) => GUESSED_WORDS.has(core) && length - core.length <= AROUND_WORD_MAX)) {
    return 'guessed';
  }
  return ownWords.some((word) => isHardlyMore(text, word.toLowerCase())) ? 'own_word' : undefined;
}

/** Checks that a password is accepted. @throws Refusal `password_refused` with the reason */
export function requirePassword(typed: string, ownWords: readonly string[]): void {
  const fault = passwordFault(typed, ownWords);
  if (fault !== undefined) {
    refuse('password_refused', { fields: [{ pointer: '/password', message: PASSWORD_FAULTS[fault] }] });
  }
}

/** Whether a text repeats one short piece, or consists of a few runs along the alphabet, the digits or a keyboard. */
function isPattern(text: string): boolean {
  if (/^(.{1,4})\1+.{0,2}$/su.test(text)) return true;
  const breaks = Array.from(text).filter((character, index, all) => {
    const before = all[index - 1] ?? character;
    return before !== character && !STEPS.includes(before + character);
  });
  return breaks.length < RUNS_MAX && breaks.length * 4 <= text.length;
}

/**
 * The words that may be in the middle of a password, after the characters around each word are removed. Digits and
 * signs that look like letters are read as letters, both before and after that removal.
 */
function coresOf(text: string): string[] {
  return [withLetters(stripped(text)), stripped(withLetters(text))];
}

function stripped(text: string): string {
  return text.replace(/^[^a-z]+|[^a-z]+$/g, '');
}

function withLetters(text: string): string {
  return text.replace(/[013457@$!]/g, (sign) => LOOK_ALIKES[sign] ?? sign);
}

function isHardlyMore(text: string, ownWord: string): boolean {
  const word = withoutSigns(ownWord);
  if (word.length < OWN_WORD_MIN) return false;
  return [text, withLetters(text)].map(withoutSigns).some((core) => {
    const left = core.replaceAll(word, '').length;
    return left < core.length && left <= AROUND_WORD_MAX;
  });
}

function withoutSigns(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}]/gu, '');
}
