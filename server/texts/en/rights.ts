/** The catalogue's words for requests about personal data: their pages, and the mails that tell what became of one. */

import type { Day } from '../../domain/kernel/day.ts';
import type { Asker, ExtensionReason, RefusalReason, RequestKind } from '../../domain/kernel/rights.ts';
import type { Formats } from '../../locale/formats.ts';

const KINDS: Readonly<Record<RequestKind, string>> = {
  access: 'Show me the data stored about me',
  portability: 'Give me my data in a form that I can take elsewhere',
  rectification: 'Correct my data',
  erasure: 'Delete my data',
  restriction: 'Keep my data, but stop using it',
  objection: 'I object to the use of my data',
  withdrawal: 'I take back a consent',
  know: 'California: tell me what you know about me',
  delete: 'California: delete my data',
  correct: 'California: correct my data',
};

const ASKERS: Readonly<Record<Asker, string>> = {
  self: 'I ask for myself',
  agent: 'I act for the person who has this address',
  parent: 'I am a parent of the child who has this address',
};

export const rightsTexts = ({ day }: Formats) => ({
  heading: 'Request about your data',
  lead: 'Ask the seller about the data stored about you. You need no account, and we ask for no documents.',
  byAccount: 'With an account it is faster: you see, correct and delete your data there yourself.',
  kind: 'What do you ask for?',
  kinds: KINDS,
  submit: 'Mail me a link',
  stored:
    'We do not store the address now. Choose the one with which you bought, or which recovers your account.',
  sent: 'A link goes to any address, whether or not we know it, once a day. It is valid for three days. If too many mails were requested today, we send none: try again tomorrow.',
  notArrived: 'No mail? Check your junk folder, and try other addresses that you may have used.',
  confirmHeading: 'Make the request',
  confirmLead:
    'Enter the address to which this link was mailed. From then on we store it encrypted until you have an answer.',
  asker: 'Who asks?',
  askers: ASKERS,
  byKey:
    'Did you buy with another address? Then enter your license key, and the username of the account that has the license.',
  optional: (field: string): string => `${field} (may be empty)`,
  confirm: 'Make the request',
  overHeading: 'This link has expired',
  over: 'A link is valid for three days. Nothing was stored.',
  again: 'Ask for another link',
  madeHeading: 'We have your request',
  made: 'The answer is mailed to you. Note the number: with it you can ask the seller.',
  number: 'Number',
  due: 'Answer by',
  day: (due: Day): string => day(due),
  answerHeading: 'The data stored about you',
  answerLead: (last: Day): string =>
    `This is the answer to your request. Save or print the page: it can be opened until ${day(last)}. It shows the data as it is now, and no copy was made.`,
});

const EXTENSIONS: Readonly<Record<ExtensionReason, string>> = {
  complex: 'The reason: the request is complex.',
  many: 'The reason: there are many requests.',
};

const REFUSALS: Readonly<Record<RefusalReason, string>> = {
  unfounded: 'The reason: the request is manifestly unfounded.',
  excessive: 'The reason: the request is excessive, because it was repeated.',
  unidentified: 'The reason: nothing that we have shows that the data is about you.',
  contract: 'The reason: your license needs this data.',
  law: 'The reason: a law requires us to keep this data.',
  claims: 'The reason: the data is needed for legal claims.',
  others: 'The reason: the answer would show data of other people.',
  twice: 'The reason: two such requests of yours were answered in the last twelve months.',
};

export const requestMails = ({ day }: Formats) => ({
  kinds: KINDS,
  link: {
    subject: 'Your request about your data',
    lead: 'Someone, probably you, wants to make a request about the data stored about you. To make it, follow this link within three days:',
    end: 'If this was not you, ignore this mail: nothing is stored and nothing changes. The same mail goes to every address.',
  },
  about: (kind: string): string => `Your request: ${kind}.`,
  number: 'Its number:',
  answered: {
    subject: 'The answer to your request',
    granted: 'What you asked for is done.',
    nothing: 'We found nothing about you that the request could be about.',
    link: (last: Day): string =>
      `The answer can be opened until ${day(last)} with this link. Give it to nobody:`,
    portal: 'You find the answer in your account. Log in here:',
  },
  extended: {
    subject: 'Your request takes longer',
    lead: (due: Day): string => `You get an answer by ${day(due)}, which is later than we said.`,
    reasons: EXTENSIONS,
  },
  refused: {
    subject: 'Your request is refused',
    lead: 'The seller refuses your request.',
    reasons: REFUSALS,
    appeal:
      'If you disagree, write to the seller and name the number: somebody looks at the request again and answers you.',
    authority: 'You can also go to court, or complain to a data protection authority:',
    /** Where to complain if the vendor names no authority: the list of those in Europe, and that of California. */
    authorities: {
      gdpr: 'List of the authorities in Europe: https://www.edpb.europa.eu/about-edpb/about-edpb/members_en',
      ccpa: 'California Privacy Protection Agency: https://cppa.ca.gov/webapplications/complaint',
    },
  },
});
