/** The catalogue's sentences for what is wrong with a form. Each says what to do. */

import { writeDay, writeNumber, writeWait } from './formats.ts';
import type { Day } from '../../../domain/kernel/day.ts';

export const FAULTS = {
  usernameMissing: 'Type your username.',
  usernameMalformed:
    'Use 2 to 32 letters, digits, dots, dashes or underscores, beginning with a letter or digit; no @.',
  usernameTaken: 'This username is taken. Choose another, or add a number to it.',
  passwordMissing: 'Type your password.',
  /** By what the domain says of it. */
  passwordRefused: {
    ill_formed: 'This password has characters that cannot be read. Type it anew.',
    too_short: 'Use at least 8 characters.',
    too_long: 'Use at most 256 characters.',
    guessed:
      'This password is on the lists that attackers try first. Choose another; three or four unrelated words are good.',
    pattern:
      'This password is a pattern that attackers try first. Choose another; three or four unrelated words are good.',
    digits: 'This password is only a number, which is soon guessed. Add some words.',
    own_word: 'This password is hardly more than your username or the product’s name. Choose another.',
  },
  passwordWrong: 'This is not your current password. Try again, with a look at the Caps Lock key.',
  credentialsWrong: 'Username and password do not go together. Check both, with a look at the Caps Lock key.',
  wait: (seconds: number): string =>
    `Too many tries. Wait ${writeWait(seconds)} and try again; nothing is locked.`,
  licenseKeyMissing: 'Type your license key.',
  licenseKeyMalformed:
    'This key has a typing error. Compare it with the one in your mail: it has 30 letters and digits in six groups of five.',
  licenseKeyUnknown:
    'This key is not known here. Compare it with the one in your mail, or ask whoever sold it to you.',
  licenseOwned:
    'This license is in an account already. Log in with that account, or get back into it by “Lost your key or password?”. If neither works, ask whoever sold it to you.',
  licenseRevoked: 'This license was revoked. Ask whoever sold it to you if you think that is wrong.',
  licenseKeyForeign:
    'This is not the key of a license in your account. Compare it with the one in your mail.',
  termsMissing: 'Tick the box to accept the terms.',
  emailMissing: 'Type an email address.',
  emailMalformed: 'Type one plain address, such as name@example.com.',
  emailWrong:
    'This is not the address that the license was bought with. Try another that you may have used then.',
  codeMissing: 'Type the code.',
  codeWrong: 'This code is not right, or it is used up. Check it, or take another.',
  linkOver: 'The time is over, or the code was mistyped too often. Ask for a new mail.',
  nicknameMalformed: 'Use at most 40 letters, digits, spaces and signs.',
  noneChosen: 'Choose at least one machine.',
  notReleased: 'Nothing was released. See below what the rules of this license say now.',
  gone: 'One of these machines was released meanwhile. Look at the list again.',
  releaseTooSoon: (next: Day): string =>
    `A seat was released only a short while ago. The next release is possible on ${writeDay(next)}.`,
  releaseLimit: (perYear: number): string =>
    `All ${writeNumber(perYear)} releases of this year are used. The next is possible on 1 January; whoever sold you the license can release a seat before.`,
  tickMissing: 'Tick the box to show that you mean it.',
  malformed: 'The form did not arrive whole. Please fill it in again.',
};
