/** The catalogue's words for the restriction of personal data, objection and withdrawal. */

import type { Day } from '../../domain/kernel/day.ts';
import type { Formats } from '../../locale/formats.ts';

export const restrictionTexts = ({ day }: Formats) => ({
  heading: 'Restrict the use of your data',
  lead: 'Your apps keep running in each case, and cannot tell. You can end each of these at any time.',
  since: (first: Day): string => `In force since ${day(first)}.`,
  restricted: {
    heading: 'Keep my data, but stop using it',
    body: 'Our staff can no longer look at your licenses, except for a legal claim or duty. Your requests are not counted, no mail goes to your address for notices, and your licenses, orders and account are not deleted by age. Mail that you ask for still comes.',
    begin: 'Restrict the use of my data',
    end: 'End the restriction',
  },
  objected: {
    heading: 'I object',
    body: 'Your requests are not counted, and no news is sent to you.',
    begin: 'Object',
    end: 'End the objection',
  },
  withdraw: {
    heading: 'I take back my consent to mail',
    body: 'Your address for notices is deleted, and no notice is sent any more.',
    begin: 'Delete my address for notices',
  },
  telemetry:
    'Statistics that an app sends have no name and no number of yours. You turn them off in the app.',
});
