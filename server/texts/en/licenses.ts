/** The catalogue's words for licenses, their machines, and what can be done with a license or machine. */

import type { Day } from '../../domain/kernel/day.ts';
import type { Formats } from '../../locale/formats.ts';

const SEATS = { one: 'seat', other: 'seats' };
const DAYS = { one: 'day', other: 'days' };
const MACHINES = { one: 'machine', other: 'machines' };
const RELEASES = { one: 'release', other: 'releases' };

export const licensesTexts = ({ count, day, number }: Formats) => ({
  heading: 'Your licenses',
  noneHeading: 'No licenses yet',
  none: 'Add a license with its key. The key is in the mail you received with your purchase.',
  seats: (used: number, seats: number): string => `${number(used)} of ${count(seats, SEATS)} used`,
  valid: 'Valid',
  ending: 'Ends soon',
  ended: 'Ended',
  suspended: 'Suspended',
  revoked: 'Revoked',
  perpetual: 'Does not end',
  ends: (last: Day): string => `Ends on ${day(last)}`,
  endedOn: (last: Day): string => `Ended on ${day(last)}`,
  suspendedOn: (since: Day): string => `Suspended since ${day(since)}`,
  revokedOn: (since: Day): string => `Revoked on ${day(since)}`,
  keptUntil: (last: Day): string => `No longer sold. Deleted after ${day(last)}`,
  offered: (product: string, last: Day): string =>
    `You are offered a seat of ${product}, until ${day(last)}.`,
  seeOffer: 'See the offer',
  shared: (member: string): string => `Somebody shares it with you. You are ${member}.`,
  addHeading: 'Add a license',
  addLead:
    'Enter the key of another license to see it here. You become its owner, if it is in no account yet.',
  claim: 'No key, or the license is in another account? Prove the address of the purchase',
  add: 'Add license',
  activate: 'Activate an app by its code',
});

export const licenseTexts = ({ day }: Formats) => ({
  terms: 'Terms',
  standing: 'Status',
  seats: 'Seats',
  floating: 'Floating license',
  floatingSeats:
    'Machines share the seats. Each has one while its app is open, and for some time after it was last online. We store when that ends, and no earlier times.',
  updates: 'Updates',
  updatesUntil: (last: Day): string => `Until ${day(last)}`,
  updatesAlways: 'As long as the license',
  features: 'Features',
  featureUntil: (mark: string, last: Day): string => `${mark} (until ${day(last)})`,
  featureEnded: (mark: string, last: Day): string => `${mark} (ended on ${day(last)})`,
  since: 'In this account',
  sinceDay: (first: Day): string => `Since ${day(first)}`,
  key: 'License key',
  showKey: 'Show my key',
  part: 'Your part',
  parts: {
    owner: (): string => 'Owner',
    manager: (member: string): string => `Manager, as ${member}`,
    member: (member: string): string => `Member, as ${member}, with one seat`,
  },
  toMembers: 'Members of this license',
  leave: 'Leave this license…',
  holder: 'Machine of',
  ownersMachine: 'the owner',
  makeKey: 'No key yet: make one',
  keyImported: 'Only in the mail you received with your purchase',
  suspendedNote:
    'Apps stop the next time they contact the server, and work again once the license is reinstated.',
  noReason: 'The seller gave no reason here. Ask the seller.',
  reason: (reason: string): string => `The seller’s reason: ${reason}`,
  revokedNote:
    'Apps stop the next time they contact the server. If you think this is a mistake, ask the seller.',
  endedNote:
    'No more machines can be activated. To renew the license, contact the seller; your seats do not change.',
  retired: (last: Day): string =>
    `The seller has ended the sale of this product. After ${day(last)} we delete everything that we store about this license, and no app can be activated with it. Until then it works as before.`,
  copiesLead:
    'This license seems to run in two places. Two computers used the activation of one machine, for example after its disk was copied.',
  copiesFound: (machine: string, first: Day, last: Day): string =>
    first === last
      ? `${machine}: found on ${day(first)}`
      : `${machine}: found on ${day(first)}, last on ${day(last)}`,
  copiesObject:
    'If this is a mistake, tell the seller, who can discard this record. We store only these days and a count, and delete them with the activation.',
  notes: 'Notes from the seller',
  note: (action: string, on: Day): string => `${action}, ${day(on)}`,
  machines: 'Machines',
  noMachinesHeading: 'No machine uses this license',
  noMachines:
    'Start the app and enter the license key there, or sign in from it. The machine then appears here.',
  select: (machine: string): string => `Select ${machine}`,
  activated: 'Activated',
  lastSeen: 'Last seen',
  network: 'Network',
  noNetwork: 'Not stored',
  username: 'Username',
  leaseEnds: 'Lease until',
  lapsed: 'Expired: another machine may take the seat',
  releaseChosen: 'Release the selected machines…',
  releaseLead:
    'Select machines that no longer use the app. The next page shows what happens before anything is done.',
  names:
    'Each machine has a two-word name, which its app shows too. The name is made from a random number and says nothing about the machine.',
});

export const releaseTexts = ({ count, day, number }: Formats) => ({
  heading: (machines: number): string =>
    machines === 1 ? 'Release this machine?' : `Release ${count(machines, MACHINES)}?`,
  seatFree: 'The seat is free at once and another machine can use it.',
  appStops: 'The app on a released machine stops the next time it contacts the server. No work is lost.',
  offline: (last: Day): string => `A machine that stays offline can run the app until ${day(last)}.`,
  forgets: 'We delete what we store about the machine: its device tags, network, username and nickname.',
  ruleHeading: 'What happens',
  noRule: 'You can release machines as often as you need.',
  coolDown: (days: number, next: Day): string =>
    `The next release is possible in ${count(days, DAYS)}, on ${day(next)}.`,
  yearly: (left: number, perYear: number): string =>
    `This license has ${number(left)} of ${count(perYear, RELEASES)} left this year. Each machine uses one.`,
  oneAtATime: (days: number): string =>
    `There must be ${count(days, DAYS)} between two releases. Go back and select one machine.`,
  tooMany: (left: number): string =>
    `Only ${count(left, RELEASES)} left this year. Go back and select fewer machines.`,
  impossible: 'No machine can be released now',
  submit: (machines: number): string =>
    machines === 1 ? 'Release this machine' : `Release ${count(machines, MACHINES)}`,
  cancel: 'Cancel',
  back: 'Back to the license',
});

export const MACHINE = {
  nickname: 'Nickname',
  nicknameHint:
    'Helps you recognise the machine, such as “studio left”. You, the owner and the managers of the license see it, and so does the seller when looking at what is stored. To remove it, leave this empty.',
  save: 'Save',
  release: 'Release this machine…',
  /**
   * The heading of a machine's details.
   * @param name the two words of the machine's name
   */
  detailsHeading: (name: string): string => `What we store about “${name}”`,
};

export const SHOW_KEY = {
  heading: 'Your license key',
  lead: 'We do not store keys. Enter the email address used for the purchase, and we recreate your key.',
  submit: 'Show my key',
  shown: 'Your license key',
  keep: 'Anyone who has the key can use your seats and see this license. Keep it like a password.',
  makeHeading: 'Make a license key',
  makeLead:
    'This license has no email address from which we could derive a key. Enter your password to make one. Earlier keys of this license end; activated machines keep running.',
  make: 'Make a key',
  once: 'Copy the key now: it is shown only once. Anyone who has it can use your seats. If you lose it, make another one.',
  toEmail: 'With the key, you can give the license your email address',
  cannotHeading: 'This key cannot be shown',
  imported:
    'The key was made by another system, and we store only a keyed hash of it. You find it in the mail you received with your purchase.',
  absent: 'This server cannot derive keys. Get the key by mail.',
  byMail: 'Get it by mail',
  back: 'Back to the license',
};
