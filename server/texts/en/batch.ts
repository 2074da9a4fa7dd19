/** The catalogue's words for what an owner does with several licenses at once. */

import type { Formats } from '../../locale/formats.ts';

const LICENSES = { one: 'license', other: 'licenses' };
const MACHINES = { one: 'machine', other: 'machines' };

export const batchTexts = ({ count, number }: Formats) => ({
  select: (product: string): string => `Select ${product}`,
  legend: 'With the selected licenses',
  deeds: {
    assign: 'Offer a seat of each to somebody',
    release: 'Release machines',
    transfer: 'Transfer them to another account',
  },
  open: 'Continue…',
  lead: 'The next page says what follows before anything is done.',
  heading: 'Several licenses',
  choose: (most: number): string =>
    `Select ${number(1)} to ${number(most)} of your licenses, and what to do with them.`,
  headings: {
    assign: (licenses: number): string => `Offer a seat of ${count(licenses, LICENSES)}?`,
    release: (licenses: number): string => `Release machines of ${count(licenses, LICENSES)}?`,
    transfer: (licenses: number): string => `Transfer ${count(licenses, LICENSES)}?`,
  },
  followsHeading: 'What happens',
  assigned: [
    'The account is offered one seat of each license listed here. It sees the offers in the portal, and becomes a member by accepting one.',
    'An offer is open for seven days, and you can take it back on the page of the members.',
    'A member never sees the license key, and can see that you share the license.',
  ],
  apart:
    'Each license is handled by itself: if one is refused, the others are still done. The next page says what was done and what was refused.',
  together: 'The machines of one license are released together, or none of them is.',
  unknown: 'A license that is not in your account',
  noMachine: 'No machine uses this license.',
  manyMachines: 'This license has too many machines for one form. Release them on the page of the license.',
  revoked: 'A revoked license cannot be shared.',
  offered: 'This license is offered to an account already.',
  unproved: 'First prove the email address with which this license was bought.',
  none: 'Nothing can be done with these licenses now.',
  receiver: 'Username of the account',
  submit: {
    assign: 'Offer the seats',
    release: 'Release the selected machines',
    transfer: 'Offer these licenses',
  },
  back: 'Back to your licenses',
  resultHeading: (done: number, licenses: number): string =>
    `Done for ${number(done)} of ${count(licenses, LICENSES)}`,
  done: {
    assign: 'A seat is offered.',
    release: (machines: number): string => `${count(machines, MACHINES)} released.`,
    transfer: 'The license is offered. Until it is accepted, you can take the offer back.',
  },
  gone: 'The license is no longer in your account.',
  passing: 'The server is busy. Try again in a moment.',
  refused: (reason: string): string => `Not done. ${reason}`,
});
