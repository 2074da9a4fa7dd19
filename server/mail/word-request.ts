/** Words the mails about a request about personal data. `word-mail.ts` words all others. */

import type { Letter } from '../domain/kernel/letter.ts';
import type { RequestKind } from '../domain/kernel/rights.ts';
import { regimeOf } from '../domain/rights/clocks.ts';
import type { Texts } from '../texts/texts.ts';
import { dayIn, type MailSource, type Paragraph, type Worded } from './mail-words.ts';

type LetterOf<Kind> = Extract<Letter, { kind: Kind }>;

export const REQUEST_WRITERS = {
  request,
  'request answered': answered,
  'request extended': extended,
  'request refused': refused,
};

function request(
  { link }: LetterOf<'request'>,
  {
    mail: {
      request: { link: text },
    },
  }: Texts,
): Worded {
  return { subject: text.subject, paragraphs: [text.lead, { follow: link }, text.end] };
}

function answered(letter: LetterOf<'request answered'>, { mail: { request: text } }: Texts): Worded {
  const { way, link, isNothing, endsOn } = letter;
  const done = isNothing ? text.answered.nothing : text.answered.granted;
  const leads = { mail: done, portal: text.answered.portal, link: text.answered.link(dayIn(endsOn)) };
  return {
    subject: text.answered.subject,
    paragraphs: [...about(letter, text), leads[way], ...(link === null ? [] : [{ follow: link }])],
  };
}

function extended(letter: LetterOf<'request extended'>, { mail: { request: text } }: Texts): Worded {
  const { why, dueOn } = letter;
  const { subject, lead, reasons } = text.extended;
  return { subject, paragraphs: [...about(letter, text), lead(dayIn(dueOn)), reasons[why]] };
}

function refused(
  letter: LetterOf<'request refused'>,
  { mail: { request: text } }: Texts,
  { vendor }: MailSource,
): Worded {
  const { lead, reasons, appeal, authority, authorities, subject } = text.refused;
  const given = vendor.authority ?? authorities[regimeOf(letter.asked)];
  return {
    subject,
    paragraphs: [...about(letter, text), lead, reasons[letter.why], appeal, authority, { copy: given }],
  };
}

function about(
  { asked, number }: { asked: RequestKind; number: string },
  text: Texts['mail']['request'],
): Paragraph[] {
  return [text.about(text.kinds[asked]), text.number, { copy: number }];
}
