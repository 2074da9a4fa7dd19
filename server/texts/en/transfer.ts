/** The catalogue's words for the transfer of a license to another account, for the owner and for the receiver. */

import type { Day, Hour } from '../../domain/kernel/day.ts';
import type { Formats } from '../../locale/formats.ts';

const MACHINES = { one: 'machine', other: 'machines' };
const MEMBERS = { one: 'member', other: 'members' };

export const transferTexts = ({ count, day, hour }: Formats) => ({
  link: 'Transfer this license…',
  heading: 'Transfer this license',
  followsHeading: 'What happens',
  when: 'The other account has seven days to accept. In the first 24 hours it cannot, and until it accepts you can take the offer back. Then the license is no longer yours.',
  keyEnds: 'All keys of the license end. The new owner makes another one.',
  machines: (machines: number): string =>
    machines === 0
      ? 'No machine uses the license now.'
      : `${count(machines, MACHINES)} in use: the app keeps running there. The new owner sees the machine’s two-word name and its days, and can release it. We delete its nickname, username and network.`,
  members: (members: number): string =>
    `${count(members, MEMBERS)} of the license: this ends. The app keeps running on the machines of members, which are the new owner’s then.`,
  ends: [
    'Your email address is no longer that of the license, so you cannot claim it or have its key mailed.',
    'You learn nothing about each other from us. The order number of your purchase stays with the seller, who can still revoke the license, for example after a refund.',
  ],
  receiver: 'Username of the new owner',
  receiverHint: 'We do not say whether an account has this name. Check it with the other person.',
  offer: 'Offer this license',
  waits: (ready: Hour, last: Day): string =>
    `You have offered this license. It can be accepted from ${hour(ready)} to ${day(last)}, and you can take the offer back until it is accepted.`,
  withdraw: 'Take the offer back',
  barred: 'A license that is suspended or revoked, or kept by a legal hold, cannot be transferred.',
  unproved:
    'Before you transfer this license, prove the email address with which it was bought. This keeps somebody who found the key from giving your license away.',
  prove: 'Prove the email address',
  receiveHeading: (product: string): string => `Become the owner of ${product}?`,
  machinesGoOn:
    'The machines in use keep running and keep their seats. You see them, and can release them by the rules of the license.',
  received: [
    'The license comes without a key. Sign in from the app to activate it, or make a key on the page of the license; earlier keys no longer work.',
    'You learn nothing about the earlier owner from us, and the earlier owner learns only that the license was accepted.',
    'The seller can revoke the license if the purchase is refunded. If you pay for it, deal only with somebody you trust.',
  ],
  accepting: (ready: Hour, last: Day): string =>
    `You can accept from ${hour(ready)} to ${day(last)}. The owner can take the offer back until you accept.`,
  accept: 'Become the owner',
  decline: 'Decline',
  listedBy: (product: string, ready: Hour): string =>
    `You have offered ${product} to another account, which can accept it from ${hour(ready)}.`,
  listedTo: (product: string, ready: Hour): string =>
    `You are offered ${product} as its new owner. You can accept from ${hour(ready)}.`,
  see: 'See the transfer',
});
