/** The catalogue's words for the take-over of a license by its email, for the owner and for the account that asks. */

import type { Day } from '../../domain/kernel/day.ts';
import type { Formats } from '../../locale/formats.ts';

export const takeoverTexts = ({ day }: Formats) => ({
  heading: 'Take-over of this license',
  askHeading: (product: string): string => `Take over ${product}`,
  told: (ready: Day): string =>
    `Somebody has proved the email address with which this license was bought, and asks to become its owner. Unless you refuse before, that is possible from ${day(ready)}.`,
  toldLead: 'If the license is yours, refuse. The seller then decides, and until then nothing changes.',
  refuse: 'Refuse the take-over',
  refused: (refusedOn: Day, last: Day): string =>
    `You refused the take-over on ${day(refusedOn)}. The seller decides by ${day(last)}; until then nothing changes.`,
  resting: (last: Day): string =>
    `A take-over of this license was refused. Until ${day(last)} nobody can ask for another one.`,
  none: 'Nobody asks to take this license over.',
  proveLead: 'If you can read mail at that address, prove it: then the license stays yours.',
  followsHeading: 'What happens',
  waits: (ready: Day, last: Day): string =>
    `You can take this license over from ${day(ready)} to ${day(last)}, unless its owner refuses before.`,
  ready: (last: Day): string => `You can take this license over until ${day(last)}.`,
  contested: (last: Day): string =>
    `The owner has refused. The seller decides by ${day(last)}; tell the seller your order number. Until then nothing changes.`,
  barred:
    'It cannot be taken over while it is suspended, revoked or kept by a legal hold, or if its owner has proved the same address.',
  follows: [
    'All keys of the license end. With your email address you get a new one on the page of the license.',
    'The present owner and all members lose the license.',
    'The app keeps running on all machines in use. You see them, and can release those that are not yours by the rules of the license. We delete their nicknames, usernames and networks.',
  ],
  complete: 'Become the owner',
  withdraw: 'Withdraw',
  listedBy: (product: string): string => `You have asked to take over ${product}.`,
  listedOf: (product: string): string => `Somebody asks to take over ${product}, which is yours.`,
  see: 'See the take-over',
});
