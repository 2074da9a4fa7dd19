/** The catalogue's sentences for what is wrong with a form. Each says what to do. */

import { writeDay, writeNumber, writeWait } from './formats.ts';
import type { Day } from '../../../domain/kernel/day.ts';
import { CUSTOMER_TEXTS } from '../../../domain/kernel/refusal-table.ts';

/** By name of a field in which nothing was typed, or what cannot be. */
const OF_FIELD = {
  username: 'Type your username.',
  password: 'Type your password.',
  current: 'Type your password.',
  next: 'Type your password.',
  licenseKey: 'Type your license key.',
  email: 'Type an email address.',
  code: 'Type the code.',
  terms: 'Tick the box to accept the terms.',
  sure: 'Tick the box to show that you mean it.',
  nickname: 'Use at most 40 letters, digits, spaces and signs.',
  activations: 'Choose at least one machine.',
};

const CODE_WRONG = 'This code is not right, or it is used up. Check it, or take another.';

export const FAULTS = {
  /** By refusal code. Another language lays its own over these, so a new code is shown in English until it has them. */
  ofCode: CUSTOMER_TEXTS,
  /** By refusal code and field, where the code says something else at this field. */
  ofCodeAt: {
    credentials_wrong: {
      current: 'This is not your current password. Try again, with a look at the Caps Lock key.',
      code: CODE_WRONG,
    },
    email_mismatch: {
      licenseKey: 'This is not the key of a license in your account. Compare it with the one in your mail.',
    },
    link_unknown: { code: CODE_WRONG, newCode: CODE_WRONG, oldCode: CODE_WRONG },
  },
  ofField: OF_FIELD,
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
  wait: (seconds: number): string =>
    `Too many tries. Wait ${writeWait(seconds)} and try again; nothing is locked.`,
  releaseTooSoon: (next: Day): string =>
    `A seat was released only a short while ago. The next release is possible on ${writeDay(next)}.`,
  releaseLimit: (perYear: number): string =>
    `All ${writeNumber(perYear)} releases of this year are used. The next is possible on 1 January; whoever sold you the license can release a seat before.`,
  malformed: 'The form did not arrive whole. Please fill it in again.',
};
