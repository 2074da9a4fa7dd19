/** The catalogue's sentences for the faults of a form. Each sentence says what to correct. */

import type { Day } from '../../domain/kernel/day.ts';
import { CUSTOMER_TEXTS } from '../../domain/kernel/refusal-table.ts';
import type { Formats } from '../../locale/formats.ts';
import { OFFLINE_FAULTS } from './offline.ts';

/** The sentences for a field that is empty or malformed, by the name of the field. */
const OF_FIELD = {
  username: 'Enter your username.',
  password: 'Enter your password.',
  current: 'Enter your password.',
  next: 'Enter your password.',
  kind: 'Choose what you ask for.',
  asker: 'Choose who asks.',
  licenseKey: 'Enter your license key.',
  email: 'Enter an email address.',
  newEmail: 'Enter an email address.',
  oldEmail: 'Enter the old address or a license key.',
  code: 'Enter the code.',
  newCode: 'Enter the code.',
  oldCode: 'Enter the code.',
  terms: 'Tick the box to accept the terms.',
  sure: 'Tick the box to confirm.',
  nickname:
    'Use at most 40 letters, digits, spaces and punctuation marks, and no network or email address, telephone or card number.',
  activations: 'Select at least one machine.',
  receipt: 'Enter one whole receipt.',
  license: 'Choose one of your licenses.',
  coupon: 'Enter the code of the coupon.',
};

const CODE_WRONG = 'This code is wrong or was used already. Check it, or use another one.';

export const faultTexts = ({ count, day, wait }: Formats) => ({
  /** The sentences for refusals, by refusal code. The English sentences come from the table of codes. */
  ofCode: CUSTOMER_TEXTS,
  /** The sentences for refusals by refusal code and field, for fields whose sentence differs from the code's. */
  ofCodeAt: {
    credentials_wrong: {
      current: 'This is not your current password. Check the Caps Lock key and enter it again.',
      code: CODE_WRONG,
      licenseKey: 'The key and the code are not of one account. Check both.',
    },
    email_mismatch: {
      licenseKey: 'No license in your account has this key. Compare it with the one in your mail.',
    },
    license_owned: {
      email:
        'The account that has the license has proved this address or has one of its own, or a take-over of the license is open or was refused in the last 90 days. Log in to that account, or ask the seller.',
    },
    link_unknown: {
      code: CODE_WRONG,
      newCode: CODE_WRONG,
      oldCode: CODE_WRONG,
      email: 'This is not the address to which the link was mailed. Enter that address.',
    },
  },
  ofField: OF_FIELD,
  /** The sentences for the request of a machine without network. */
  offline: OFFLINE_FAULTS,
  recoveryCookieOff:
    'Your browser did not keep the cookie that binds the link to it, so the link will not work here. Allow cookies for this site and ask for another link. If you asked more than ten minutes ago, the link has expired.',
  /** The sentences for a refused password, by the domain's reason. */
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
  wait: (seconds: number): string =>
    `Too many attempts. Wait ${wait(seconds)} and try again. Nothing is locked.`,
  releaseTooSoon: (next: Day): string =>
    `A seat was released recently. The next release is possible on ${day(next)}.`,
  releaseLimit: (perYear: number): string =>
    `The limit of ${count(perYear, { one: 'release', other: 'releases' })} a year is reached. You can release a seat again from January. Before then, the seller can release one for you.`,
  releaseKept: (perYear: number): string =>
    `The license has ${count(perYear, { one: 'release', other: 'releases' })} a year. The rest of this year is kept for its owner: ask the owner to release the seat.`,
  malformed: 'The form arrived incomplete. Fill it in again.',
});
