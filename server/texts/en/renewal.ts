/** The catalogue's words for the renewal of a license by a coupon, and for its downloads. */

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

const VERSIONS = { one: 'newer file', other: 'newer files' };

const downloadTexts = ({ count, day }: Formats) => ({
  link: 'Downloads',
  heading: 'Downloads',
  lead: 'The files that your license covers. Each link is good for 30 minutes, also to resume a download; open this page again for new ones. We count downloads by version, and not who loads what.',
  none: 'There is no file for your license now.',
  over: 'The license has ended, or is suspended or revoked, so nothing can be downloaded.',
  built: (version: string, built: Day): string => `Version ${version}, ${day(built)}`,
  digest: 'SHA-256, to compare with what you received:',
  withheld: (files: number): string =>
    `${count(files, VERSIONS)}: your license does not cover them. To get later updates, renew the license.`,
});

export const renewalTexts = (formats: Formats) => ({
  coupon: couponTexts(formats),
  downloads: downloadTexts(formats),
});
