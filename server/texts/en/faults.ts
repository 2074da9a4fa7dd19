/** The catalogue's sentences for what is wrong with a form. Each says what to correct. */

import type { Day } from '../../domain/kernel/day.ts';
import type { Formats } from '../../locale/formats.ts';

export const faultTexts = ({ count, day, wait }: Formats) => ({
  usernameMissing: 'Enter your username.',
  usernameMalformed:
    'Use 2 to 32 letters, digits, dots, dashes or underscores, beginning with a letter or digit; no @.',
  usernameTaken: 'This username is taken. Choose another one, or add a number to it.',
  passwordMissing: 'Enter your password.',
  /** By the domain's reason. */
  passwordRefused: {
    ill_formed: 'This password has characters that cannot be read. Enter it again.',
    too_short: 'Use at least 8 characters.',
    too_long: 'Use at most 256 characters.',
    guessed: 'This password is on a list that attackers try first. Use three or four unrelated words.',
    pattern: 'This password is a pattern that attackers try first. Use three or four unrelated words.',
    digits: 'This password is only a number, which is easy to guess. Add some words.',
    own_word:
      'This password is too close to your username or to the name of the product. Choose another one.',
  },
  passwordWrong: 'This is not your current password. Check the Caps Lock key and enter it again.',
  credentialsWrong: 'The username or the password is wrong. Check both and the Caps Lock key.',
  wait: (seconds: number): string =>
    `Too many attempts. Wait ${wait(seconds)} and try again. Nothing is locked.`,
  licenseKeyMissing: 'Enter your license key.',
  licenseKeyMalformed:
    'This key has a typing error. Compare it with the one in your mail: 30 letters and digits in six groups of five.',
  licenseKeyUnknown: 'This key is unknown. Compare it with the one in your mail, or ask the seller.',
  licenseOwned:
    'This license already belongs to an account. Log in to that account, or use “Lost your key or password?”. If neither works, ask the seller.',
  licenseRevoked: 'This license was revoked. If you think this is a mistake, ask the seller.',
  licenseKeyForeign: 'No license in your account has this key. Compare it with the one in your mail.',
  termsMissing: 'Tick the box to accept the terms.',
  emailMissing: 'Enter an email address.',
  emailMalformed: 'Enter one address, such as name@example.com.',
  emailWrong: 'The license was not bought with this address. Try another address that you may have used.',
  codeMissing: 'Enter the code.',
  codeWrong: 'This code is wrong or was used already. Check it, or use another one.',
  linkOver: 'The code has expired or was entered wrong too often. Ask for a new mail.',
  nicknameMalformed: 'Use at most 40 letters, digits, spaces and punctuation marks.',
  noneChosen: 'Select at least one machine.',
  notReleased: 'Nothing was released. The rules of this license are shown below.',
  gone: 'One of these machines has been released already. Check the list.',
  releaseTooSoon: (next: Day): string =>
    `A seat was released recently. The next release is possible on ${day(next)}.`,
  releaseLimit: (perYear: number): string =>
    `The limit of ${count(perYear, { one: 'release', other: 'releases' })} a year is reached. The next is possible from January; the seller can release a seat before.`,
  tickMissing: 'Tick the box to confirm.',
  malformed: 'The form arrived incomplete. Fill it in again.',
});
