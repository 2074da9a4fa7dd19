/**
 * Sign-in to activate (RFC 8628): the app shows a code, the customer enters it in the portal and chooses a license, and
 * the app fetches its activation by polling. This file has the messages, and the form of the code.
 */

import type { ActivateRequest } from './wire.ts';

/** The body of `POST /v1/sign-ins`, the device authorization request. */
export interface SignInRequest {
  product: string;
}

/** The answer to a device authorization request. */
export interface SignInAnswer {
  /** The secret with which the app polls: 66 characters. The app shows it to nobody. */
  deviceCode: string;
  /** The code that the customer types, in the form `XXXX-XXXX`. */
  userCode: string;
  /** Two words, separated by a space, which app and portal both show, so that the customer can compare them. */
  words: string;
  /** The path of the page on this server where the customer enters the code. */
  page: string;
  /** The number of seconds for which the codes are valid. */
  expiresIn: number;
  /** The number of seconds between two polls. */
  interval: number;
}

/**
 * The body of `POST /v1/sign-in-activations`, the poll. `tags`, `identity`, `nonce` and `held` are those of an
 * activation ({@link ActivateRequest}); the key of the tags is random, since the app has no license key. Repeated with
 * the same members, it gets the same answer.
 */
export interface SignInActivation extends Pick<ActivateRequest, 'product' | 'tags' | 'nonce'> {
  deviceCode: string;
  identity?: NonNullable<ActivateRequest['identity']>;
  held?: NonNullable<ActivateRequest['held']>;
}

/** The path of the portal's page where the customer enters the code. */
export const SIGN_IN_PAGE = '/activate';
/** The number of seconds for which the codes are valid. */
export const SIGN_IN_SECONDS = 600;
/** The number of seconds between two polls, and by which `slow_down` lengthens them (RFC 8628, section 3.5). */
export const POLL_SECONDS = 5;

/**
 * The letters of a code: no vowels, so that no word appears, and no digits, so that nothing is mistaken for a letter
 * (RFC 8628, section 6.1). A code has 34.6 bits.
 */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
const CODE_LETTERS = 8;
/** The number of different codes. */
export const USER_CODES = LETTERS.length ** CODE_LETTERS;
/** The longest text in which a code is looked for, in UTF-16 units. */
const TYPED_CHARACTERS_MAX = 64;
const FORM = new RegExp(`^[${LETTERS}]{${CODE_LETTERS}}$`);

/** The code of a number below {@link USER_CODES}: eight letters. */
export function userCodeOf(number: number): string {
  let rest = number;
  return Array.from({ length: CODE_LETTERS }, () => {
    const letter = LETTERS[rest % LETTERS.length] ?? '';
    rest = Math.floor(rest / LETTERS.length);
    return letter;
  }).join('');
}

/** A code as it is shown: `XXXX-XXXX`. */
export function showUserCode(code: string): string {
  return `${code.slice(0, CODE_LETTERS / 2)}-${code.slice(CODE_LETTERS / 2)}`;
}

/**
 * The eight letters of a typed code; undefined if no code was typed. Small and wide letters, and everything between the
 * letters that is neither letter nor digit, are accepted.
 */
export function readUserCode(typed: string): string | undefined {
  const code = typed
    .slice(0, TYPED_CHARACTERS_MAX)
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  return FORM.test(code) ? code : undefined;
}
