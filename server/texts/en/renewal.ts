/** The catalogue's words for the renewal of a license by a coupon. */

import type { Day } from '../../domain/kernel/day.ts';
import type { Formats } from '../../locale/formats.ts';

const MONTHS = { one: 'month', other: 'months' };
const SEATS = { one: 'seat', other: 'seats' };

const couponTexts = ({ count, day, number }: Formats) => ({
  link: 'Use a coupon…',
  heading: 'Use a coupon',
  lead: 'A coupon of the seller extends this license or adds seats to it. Enter its code: the next page says what follows before anything is done.',
  code: 'Coupon code',
  codeHint: 'Four groups of four letters and digits. Capitals, spaces and dashes do not matter.',
  look: 'See what follows',
  confirmHeading: 'Use this coupon?',
  again: 'This license has used this coupon before, and a license can use a coupon only once.',
  followsHeading: 'What happens',
  months: (amount: number): string => `It extends the license by ${count(amount, MONTHS)}.`,
  seats: (amount: number, before: number, after: number): string =>
    `It adds ${count(amount, SEATS)}: ${number(after)} instead of ${number(before)}.`,
  ends: (before: Day, after: Day): string => `The license ends on ${day(after)} instead of ${day(before)}.`,
  endsAgain: (after: Day): string => `The license has ended. It is valid again, until ${day(after)}.`,
  updates: (after: Day): string => `It includes updates until ${day(after)}.`,
  points: [
    'This cannot be taken back, and this license cannot use the coupon a second time.',
    'Apps learn of it the next time they contact the server.',
    'We count one more use of the coupon. Which license used it cannot be read from what we store.',
  ],
  submit: 'Use this coupon',
  other: 'Enter another code',
});

export const renewalTexts = (formats: Formats) => ({ coupon: couponTexts(formats) });
