/**
 * Words a mail with a catalogue: its subject and its paragraphs, as plain text. The paragraphs, the lines to copy and
 * the links are the same in every language. `compose.ts` makes a message from these words.
 */

import { readDate, type Day } from '../domain/kernel/day.ts';
import type { Letter } from '../domain/kernel/letter.ts';
import type { Texts } from '../texts/texts.ts';

/** A part of a mail: a paragraph of text, a line to copy, or a link to follow. */
export type Paragraph = string | { readonly copy: string } | { readonly follow: string };

export interface Worded {
  readonly subject: string;
  readonly paragraphs: readonly Paragraph[];
}

/** The paragraphs that end a notice and say where all notices can be stopped. */
export function wordUnsubscribe(link: string, { mail }: Texts): readonly Paragraph[] {
  return [mail.unsubscribe, { follow: link }];
}

/** Words a letter. Undefined means that there is nothing to say, and that no mail is sent. */
export function word(letter: Letter, texts: Texts): Worded | undefined {
  const write = WRITERS[letter.kind] as (letter: Letter, texts: Texts) => Worded | undefined;
  return write(letter, texts);
}

type LetterOf<Kind> = Extract<Letter, { kind: Kind }>;

const WRITERS: {
  readonly [Kind in Letter['kind']]: (letter: LetterOf<Kind>, texts: Texts) => Worded | undefined;
} = {
  keys,
  password,
  proof,
  code,
  welcome,
  vendor: ({ subject, paragraphs }) => ({ subject, paragraphs }),
  ending,
  abandoned,
  changed,
  decoy: () => undefined,
};

function keys({ keys: lines, left }: LetterOf<'keys'>, { mail: { keys: text } }: Texts): Worded {
  const [first] = lines;
  const rest = left === 0 ? [] : [text.more(left)];
  if (lines.length === 1 && first !== undefined) {
    const { product, licenseKey } = first;
    const paragraphs = [text.leadOne(product), { copy: licenseKey }, ...rest, text.keep];
    return { subject: text.subjectOne(product), paragraphs };
  }
  const listed = lines.flatMap(({ product, licenseKey }) => [text.product(product), { copy: licenseKey }]);
  return { subject: text.subject, paragraphs: [text.lead, ...listed, ...rest, text.keep] };
}

function password({ links }: LetterOf<'password'>, { mail: { password: text } }: Texts): Worded {
  const listed = links.flatMap(({ username, link, code: typed }): Paragraph[] => [
    ...(links.length === 1 ? [] : [text.account(username)]),
    { follow: link },
    text.typeCode,
    { copy: typed },
  ]);
  return { subject: text.subject, paragraphs: [text.lead, ...listed, text.end] };
}

function proof({ link, code: typed }: LetterOf<'proof'>, { mail: { proof: text } }: Texts): Worded {
  return {
    subject: text.subject,
    paragraphs: [text.lead, { follow: link }, text.typeCode, { copy: typed }, text.end],
  };
}

function code({ of: address, code: typed }: LetterOf<'code'>, { mail: { code: text } }: Texts): Worded {
  return {
    subject: text.subject[address],
    paragraphs: [text.lead[address], { copy: typed }, text.end],
  };
}

function welcome(_letter: LetterOf<'welcome'>, { mail: { welcome: text } }: Texts): Worded {
  return { subject: text.subject, paragraphs: [text.lead, text.sealed] };
}

function ending({ licenses, left }: LetterOf<'ending'>, { mail: { ending: text } }: Texts): Worded {
  const [first] = licenses;
  const isOne = licenses.length === 1 && first !== undefined;
  return {
    subject: isOne ? text.subjectOne(first.product) : text.subject,
    paragraphs: [
      ...licenses.map(({ product, endsOn }) => text.license(product, dayIn(endsOn))),
      ...(left === 0 ? [] : [text.more(left)]),
    ],
  };
}

function abandoned(
  { username, lastOn }: LetterOf<'abandoned'>,
  { mail: { abandoned: text } }: Texts,
): Worded {
  return { subject: text.subject, paragraphs: [text.lead(username, dayIn(lastOn)), text.licenses] };
}

function changed({ what, username }: LetterOf<'changed'>, { mail: { changed: text } }: Texts): Worded {
  return { subject: text.subject[what], paragraphs: [text.lead[what](username), text.end] };
}

/**
 * Reads the day of a date.
 * @param date written `YYYY-MM-DD`
 */
function dayIn(date: string): Day {
  const day = readDate(date);
  if (day === undefined) throw new Error(`${date} is not a date`);
  return day;
}
