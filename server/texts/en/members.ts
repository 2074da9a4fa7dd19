/** The catalogue's words for the members of a license: whom the owner lets use a seat, and what each sees of the other. */

import type { Day } from '../../domain/kernel/day.ts';
import type { Formats } from '../../locale/formats.ts';

const MACHINES = { one: 'machine', other: 'machines' };

export const MEMBERS = {
  heading: 'Members',
  lead: 'A member uses one seat of this license. Members never see the license key: they activate the app by sign-in.',
  none: 'Nobody is a member yet.',
  noMachine: 'No machine',
  manager: 'Manager',
  you: 'You',
  change: 'Change or remove',
  leave: 'Leave',
  offersHeading: 'Open offers',
  withdraw: 'Take back',
  offerHeading: 'Offer a seat',
  offerLead:
    'Enter the username of an account. The person sees the offer in the portal, and becomes a member by accepting it. We do not say whether an account has this name.',
  offer: 'Offer a seat',
  inviteHeading: 'Invite by a link',
  inviteLead:
    'For anyone, also without an account. The link works once, for seven days. Send it only to the person you mean.',
  invite: 'Make a link',
  invitation: 'This is the link of the invitation. It is shown only now.',
  appoint: 'Make a manager',
  appointLead:
    'A manager offers seats, releases machines, and removes members who are no managers. A manager does not see the key.',
  dismiss: 'No longer a manager',
  dismissLead: 'If the member is no longer a manager, all open offers and invitations of this license end.',
  offersEnd:
    'All open offers and invitations of this license end too, since a manager may have made some of them.',
  remove: 'Remove the member',
  removeSelf: 'Leave this license',
  cancel: 'Cancel',
};

export const memberTexts = ({ count, day }: Formats) => ({
  since: (first: Day): string => `Member since ${day(first)}`,
  until: {
    offer: (last: Day): string => `Offer, open until ${day(last)}`,
    invitation: (last: Day): string => `Invitation, open until ${day(last)}`,
  },
  machine: (machine: string, last: Day): string => `${machine}, last seen on ${day(last)}`,
  removeHeading: (name: string): string => `Remove ${name}?`,
  leaveHeading: 'Leave this license?',
  released: (machines: number): string => `${count(machines, MACHINES)} released:`,
  appStops: (machines: number): string =>
    machines === 0
      ? 'No machine of the member uses the license.'
      : 'The app there stops the next time it contacts the server. No work is lost.',
  offline: (last: Day): string => `A machine that stays offline can run the app until ${day(last)}.`,
  ends: 'The account no longer sees the license, and can activate no app with it.',
  impossible: 'The member cannot be removed now',
});

export const offerTexts = ({ day }: Formats) => ({
  heading: (product: string): string => `Use a seat of ${product}?`,
  until: (last: Day): string => `You can accept until ${day(last)}.`,
  seenHeading: 'The owner and the managers see of you',
  seen: [
    'a name such as M1, and since when you are a member',
    'the two-word name of your machine, its nickname, when it was activated, when it was last seen, and how long its lease lasts',
  ],
  seenUsername: 'your username',
  unseenHeading: 'They do not see',
  unseen: ['your network, your other licenses, and what you do with the app'],
  unseenUsername: 'your username',
  yoursHeading: 'You see',
  yours: [
    'the product, whether the license is valid, and how many of its seats are used',
    'your own machine, and no other; not the license key, and not who owns it',
  ],
  rulesHeading: 'What happens',
  rules: [
    'You use one seat, for one machine at a time. In the app, sign in instead of entering a license key.',
    'They can release your machine and remove you, and you can leave. The rules of the product may limit how often a machine is released.',
  ],
  accept: 'Accept',
  decline: 'Decline',
  signUp: 'Create an account',
  logInFirst: 'If you have an account, log in, and then open the link of the invitation again.',
});
