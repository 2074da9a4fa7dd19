/**
 * Words a mail with a catalogue: its subject and its paragraphs, as plain text. The paragraphs, the lines to copy and
 * the links are the same in every language. `compose.ts` makes a message from these words.
 */

import type { Letter } from '../domain/kernel/letter.ts';
import { actionText, heldLookText, lookPurposeText } from '../texts/inventory-texts.ts';
import type { Texts } from '../texts/texts.ts';
import { REQUEST_WRITERS } from './word-request.ts';
import { dayIn, type MailSource, type Paragraph, type Worded } from './mail-words.ts';
import { fillWords } from '../vendor/key-mail-words.ts';

/** The paragraphs that end a notice and say where all notices can be stopped. */
export function wordUnsubscribe(link: string, { mail }: Texts): readonly Paragraph[] {
  return [mail.unsubscribe, { follow: link }];
}

/** The paragraphs that say whom a mail is from, where to ask, and that no copy is kept; empty if no address is known. */
export function wordVendor({ vendor }: MailSource, { mail: text }: Texts): readonly Paragraph[] {
  const { name, support, imprint } = vendor;
  if (support === undefined && imprint === undefined) return [];
  const isLink = support?.startsWith('https:') === true;
  return [
    text.from(name),
    ...(support === undefined ? [] : [text.support, isLink ? { follow: support } : { copy: support }]),
    ...(imprint === undefined ? [] : [text.imprint, { follow: imprint }]),
    text.correspondence,
  ];
}

/** Words a letter. Undefined means that there is nothing to say, and that no mail is sent. */
export function word(letter: Letter, texts: Texts, source: MailSource): Worded | undefined {
  const write = WRITERS[letter.kind] as Writer<Letter>;
  return write(letter, texts, source);
}

type Writer<Of extends Letter> = (letter: Of, texts: Texts, source: MailSource) => Worded | undefined;

type LetterOf<Kind> = Extract<Letter, { kind: Kind }>;

const WRITERS: {
  readonly [Kind in Letter['kind']]: Writer<LetterOf<Kind>>;
} = {
  keys,
  password,
  usernames,
  proof,
  code,
  welcome,
  vendor: ({ subject, paragraphs }) => ({ subject, paragraphs }),
  ending,
  looks,
  retired,
  policy,
  abandoned,
  offer,
  changed,
  ...REQUEST_WRITERS,
  decoy: () => undefined,
};

function keys({ keys: lines, left }: LetterOf<'keys'>, texts: Texts, source: MailSource): Worded {
  const { keys: text } = texts.mail;
  const products = [...new Set(lines.map(({ product }) => product))];
  const [only] = lines.length === 1 ? products : [];
  const words = vendorWords(products, texts, source);
  const lead = only === undefined ? text.lead : text.leadOne(only);
  const listed = lines.flatMap(({ product, licenseKey, order }): Paragraph[] => [
    ...(only !== undefined && words.opening === undefined ? [] : [text.product(product)]),
    { copy: licenseKey },
    ...(order === undefined ? [] : [text.order(order)]),
  ]);
  return {
    subject: only === undefined ? text.subject : text.subjectOne(only),
    paragraphs: [
      ...(words.opening ?? [lead]),
      ...listed,
      ...(left === 0 ? [] : [text.more(left)]),
      text.activate,
      ...whereTo(texts, source),
      ...(words.closing ?? [text.keep]),
    ],
  };
}

/** The vendor's own words of the key mail in its language, with their placeholders filled in. */
function vendorWords(
  products: readonly string[],
  { language, formats }: Texts,
  { vendor }: MailSource,
): { opening?: string[] | undefined; closing?: string[] | undefined } {
  const { opening, closing } = vendor.keyMail?.[language] ?? {};
  const { name, support = '' } = vendor;
  const fill = (text: string | undefined): string[] | undefined =>
    text === undefined
      ? undefined
      : fillWords(text, { product: formats.list(products), vendor: name, support });
  return { opening: fill(opening), closing: fill(closing) };
}

/** Where the machines of a license are seen, and how a lost key is found again. */
function whereTo({ mail: { keys: text } }: Texts, { portal }: MailSource): Paragraph[] {
  if (portal === undefined) return [text.lostNoPortal];
  return [text.portal, { follow: portal.home }, text.lost, { follow: portal.lostKey }];
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

function usernames(
  { usernames: names }: LetterOf<'usernames'>,
  { mail: { usernames: text } }: Texts,
): Worded {
  const listed = names.map((username): Paragraph => ({ copy: username }));
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

function looks({ looks: seen, left }: LetterOf<'looks'>, texts: Texts): Worded {
  const { looks: text } = texts.mail;
  const lines = seen.map(({ product, action, purpose, lookedOn, heldBack }) => {
    const what = text.look(dayIn(lookedOn), product, actionText(action, texts.inventory));
    const { kind, more } = purpose === null ? {} : lookPurposeText(purpose, texts.inventory);
    const why = [kind, more].filter((part) => part !== undefined).join(': ');
    const later = heldBack === undefined ? undefined : heldLookText(heldBack, undefined, texts);
    return [what, ...(why === '' ? [] : [why]), ...(later === undefined ? [] : [later])].join('. ');
  });
  return {
    subject: text.subject,
    paragraphs: [text.lead, ...lines, ...(left === 0 ? [] : [text.more(left)]), text.seeAll],
  };
}

function retired({ products, left }: LetterOf<'retired'>, { mail: { retired: text } }: Texts): Worded {
  const [first] = products;
  const isOne = products.length === 1 && first !== undefined;
  return {
    subject: isOne ? text.subjectOne(first.product) : text.subject,
    paragraphs: [
      ...products.map(({ product, keptUntil }) =>
        keptUntil === null ? text.reinstated(product) : text.product(product, dayIn(keptUntil)),
      ),
      ...(left === 0 ? [] : [text.more(left)]),
      text.where,
    ],
  };
}

function policy(
  { version, effectiveOn, changes, wider }: LetterOf<'policy'>,
  { mail: { policy: text } }: Texts,
  { portal }: MailSource,
): Worded {
  const from = dayIn(effectiveOn);
  return {
    subject: text.subject(from),
    paragraphs: [
      text.lead(version, from),
      ...(changes === 0 ? [] : [text.changes(changes)]),
      ...(wider === 0 ? [] : [text.wider(wider)]),
      ...(portal === undefined ? [] : [text.where, { follow: portal.privacy }]),
    ],
  };
}

function abandoned(
  { username, lastOn }: LetterOf<'abandoned'>,
  { mail: { abandoned: text } }: Texts,
): Worded {
  return { subject: text.subject, paragraphs: [text.lead(username, dayIn(lastOn)), text.licenses] };
}

function offer({ username }: LetterOf<'offer'>, { mail: { offer: text } }: Texts): Worded {
  return { subject: text.subject, paragraphs: [text.lead(username), text.accept] };
}

function changed({ what, username }: LetterOf<'changed'>, { mail: { changed: text } }: Texts): Worded {
  return { subject: text.subject[what], paragraphs: [text.lead[what](username), text.end] };
}
