/** Every mail in the pseudo-language: each word, date and number in it is the catalogue's, or was given by somebody. */

import { expect } from 'chai';
import type { Letter } from '../../../server/domain/kernel/letter.ts';
import { compose } from '../../../server/mail/compose.ts';
import type { MailSource } from '../../../server/mail/mail-words.ts';
import { word, wordUnsubscribe, wordVendor } from '../../../server/mail/word-mail.ts';
import { textsIn } from '../../../server/texts/texts.ts';
import { LETTERS } from '../../support/letters.ts';
import { tagsOf, wordsOf } from '../../support/page-tags.ts';
import { given, PSEUDO, unformattedIn, unmarkedIn } from '../../support/pseudo-texts.ts';

const SOURCES: readonly MailSource[] = [
  { vendor: { name: given('Harbour') } },
  {
    vendor: {
      name: given('Harbour'),
      support: given('help@example.com'),
      imprint: given('https://example.com/imprint'),
      keyMail: { [PSEUDO.language]: { opening: '⟪For {product}.⟫', closing: '⟪Yours, {vendor}⟫' } },
    },
    portal: {
      home: given('https://example.com'),
      lostKey: given('https://example.com/recover/key'),
      privacy: given('https://example.com/privacy'),
    },
  },
];

describe('every word of a mail', () => {
  for (const [kind, letters] of Object.entries(LETTERS)) {
    for (const [nth, content] of letters.entries()) {
      it(`of ${kind} ${nth} is the catalogue’s, or was given by somebody`, () => {
        for (const source of SOURCES) expectWords(source, { kind, ...content } as Letter);
      });
    }
  }

  it('is in the default language where a mail names none, or one that is not here', () => {
    const named = [undefined, 'xx', 'en', 'fr'].map((tag) => textsIn(tag).language);
    expect(named).to.deep.equal(['en', 'en', 'en', 'fr']);
  });
});

/** Each word and number of a mail is the catalogue's, or was given by a vendor or customer. */
function expectWords(source: MailSource, letter: Letter): void {
  const worded = word(letter, PSEUDO, source)!;
  const paragraphs = [
    ...worded.paragraphs,
    ...wordVendor(source, PSEUDO),
    ...wordUnsubscribe(given('https://example.com'), PSEUDO),
  ];
  const { subject, text, html } = compose({ ...worded, paragraphs }, PSEUDO);
  const { lang, dir } = tagsOf(html).find(({ name }) => name === 'html')?.attributes ?? {};
  expect([lang, dir]).to.deep.equal(['en-x-pseudo', 'rtl']);
  const written = [subject, text.replaceAll('\n', ' '), ...wordsOf(html)];
  expect(written.flatMap((part) => unmarkedIn(part) || [])).to.deep.equal([]);
  expect(written.flatMap((part) => unformattedIn(part) || [])).to.deep.equal([]);
}
