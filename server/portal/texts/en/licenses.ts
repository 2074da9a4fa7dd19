/** The catalogue's words for licenses, their machines, and what can be done with them. */

import { count, writeDay, writeNumber } from './formats.ts';
import type { Day } from '../../../domain/kernel/day.ts';

export const LICENSES = {
  heading: 'Your licenses',
  noneHeading: 'No license here yet',
  none: 'Add one with its key. It stands in the mail you got when you bought.',
  seats: (used: number, seats: number): string =>
    `${writeNumber(used)} of ${count(seats, 'seat', 'seats')} used`,
  free: (seats: number): string => `${count(seats, 'seat', 'seats')} free`,
  valid: 'Valid',
  ending: 'Ends soon',
  ended: 'Ended',
  suspended: 'Suspended',
  revoked: 'Revoked',
  perpetual: 'Does not end',
  ends: (day: Day): string => `Ends on ${writeDay(day)}`,
  endedOn: (day: Day): string => `Ended on ${writeDay(day)}`,
  suspendedOn: (day: Day): string => `Suspended since ${writeDay(day)}`,
  revokedOn: (day: Day): string => `Revoked on ${writeDay(day)}`,
  addHeading: 'Add a license',
  addLead: 'Bought another? Type its key to see it here.',
  add: 'Add this license',
};

export const LICENSE = {
  terms: 'Terms',
  standing: 'License',
  seats: 'Seats',
  updates: 'Updates',
  updatesUntil: (day: Day): string => `Until ${writeDay(day)}`,
  updatesAlways: 'For as long as the license',
  features: 'Features',
  since: 'In this account',
  sinceDay: (day: Day): string => `Since ${writeDay(day)}`,
  key: 'License key',
  showKey: 'Show my key',
  keyImported: 'Made elsewhere; it stands in your first mail',
  suspendedNote:
    'Apps stop at their next contact with the server, and go on once the license is reinstated. Ask whoever sold you the license what is open.',
  revokedNote:
    'Apps stop at their next contact with the server. If you think this is wrong, ask whoever sold you the license.',
  endedNote:
    'No app can be activated any more. Renew the license with whoever sold it to you; your seats stay as they are.',
  machines: 'Machines',
  noMachinesHeading: 'No machine runs on this license',
  noMachines: 'Start the app and type the license key there. Its machine then stands here.',
  select: (machine: string): string => `Select ${machine}`,
  activated: 'Activated',
  lastSeen: 'Last seen',
  network: 'Network',
  noNetwork: 'Forgotten',
  username: 'Username',
  leaseEnds: 'Lease until',
  lapsed: 'Lapsed: its seat goes to the next machine that asks',
  releaseChosen: 'Release the selected machines…',
  releaseLead:
    'Select machines that no longer use the app. You will see what happens before anything is done.',
  names:
    'Each machine has a two-word name that its app shows too. It is made from a random number and says nothing about the machine.',
};

export const RELEASE = {
  heading: (machines: number): string =>
    machines === 1 ? 'Release this machine?' : `Release ${writeNumber(machines)} machines?`,
  seatFree: 'The seat is free at once, and another machine can take it.',
  appStops:
    'The app there is told at its next contact with the server, and stops then. Whoever uses it keeps all their work.',
  offline: (day: Day): string => `A machine that stays offline may run on until ${writeDay(day)}.`,
  forgets: 'We forget its traces: the tags that recognise it, its network, its username and your nickname.',
  ruleHeading: 'Before you click',
  noRule: 'You may release machines as often as you need to.',
  coolDown: (days: number, next: Day): string =>
    `After this, the next release is possible in ${count(days, 'day', 'days')}, on ${writeDay(next)}.`,
  yearly: (left: number, perYear: number): string =>
    `This license has ${writeNumber(left)} of its ${count(perYear, 'release', 'releases')} of this year left; each machine uses one.`,
  oneAtATime: (days: number): string =>
    `Between two releases there must be ${count(days, 'day', 'days')}. Go back and choose one machine.`,
  tooMany: (left: number): string =>
    `Choose at most ${count(left, 'machine', 'machines')}: no more releases are left this year.`,
  impossible: 'No machine can be released now',
  submit: (machines: number): string =>
    machines === 1 ? 'Release this machine' : `Release ${writeNumber(machines)} machines`,
  cancel: 'Keep it as it is',
  back: 'Back to the license',
};

export const MACHINE = {
  nickname: 'Nickname',
  nicknameHint:
    'For you to recognise it, such as “studio left”. Only you see it. Leave it empty to remove it.',
  save: 'Save',
  release: 'Release this machine…',
  /** @param name its two words */
  detailsHeading: (name: string): string => `What is known of “${name}”`,
};

export const SHOW_KEY = {
  heading: 'Your license key',
  lead: 'We do not store keys. Type the email address you bought with, and the same key is derived once more.',
  submit: 'Show my key',
  shown: 'Here it is',
  keep: 'Whoever has it can use your seats and see this license, so keep it as you keep a password.',
  cannotHeading: 'This key cannot be shown',
  imported:
    'It was made by another system, and we keep only a keyed trace of it. You find it in the mail that you got when you bought.',
  absent: 'Keys are derived on another server than this one. Get it by mail instead.',
  byMail: 'Get it by mail',
  back: 'Back to the license',
};
