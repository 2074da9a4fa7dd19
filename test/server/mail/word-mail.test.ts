/** Every mail in the pseudo-language: each word, date and number in it is the catalogue's, or was given by somebody. */

import { expect } from 'chai';
import type { Letter } from '../../../server/domain/kernel/letter.ts';
import { compose } from '../../../server/mail/compose.ts';
import { word, wordUnsubscribe } from '../../../server/mail/word-mail.ts';
import { ENGLISH, textsIn } from '../../../server/texts/texts.ts';
import { tagsOf, wordsOf } from '../../support/page-tags.ts';
import { given, PSEUDO, unformattedIn, unmarkedIn } from '../../support/pseudo-texts.ts';

type LetterOf<Kind> = Extract<Letter, { kind: Kind }>;

const key = { product: given('Sonar'), licenseKey: given('SONAR-00000') };
const link = { username: given('ada'), link: given('https://example.com/reset?link=1'), code: given('K7') };
const ends = { product: given('Sonar'), endsOn: '2026-11-26' };

/** Every kind of mail in every form. */
const LETTERS: { readonly [Kind in Letter['kind']]: readonly Omit<LetterOf<Kind>, 'kind'>[] } = {
  keys: [
    { keys: [key], left: 0 },
    { keys: [key], left: 2 },
    { keys: [key, key], left: 1_200 },
  ],
  password: [{ links: [link] }, { links: [link, link] }],
  proof: [{ of: 'recovery', link: link.link, code: link.code }],
  code: [
    { of: 'new address', code: link.code },
    { of: 'old address', code: link.code },
  ],
  welcome: [{}],
  vendor: [{ subject: given('News'), paragraphs: [given('Version 2 is here.')] }],
  ending: [
    { licenses: [ends], left: 0 },
    { licenses: [ends, ends], left: 1 },
  ],
  abandoned: [{ username: link.username, lastOn: '2026-12-25' }],
  changed: [
    { what: 'password', username: link.username },
    { what: 'email', username: link.username },
    { what: 'license email', username: link.username },
  ],
  decoy: [],
};

describe('every word of a mail', () => {
  for (const [kind, letters] of Object.entries(LETTERS)) {
    for (const [nth, content] of letters.entries()) {
      it(`of ${kind} ${nth} is the catalogue’s, or was given by somebody`, () => {
        const worded = word({ kind, ...content } as Letter, PSEUDO)!;
        const paragraphs = [...worded.paragraphs, ...wordUnsubscribe(given('https://example.com'), PSEUDO)];
        const { subject, text, html } = compose({ ...worded, paragraphs }, PSEUDO);
        const { lang, dir } = tagsOf(html).find(({ name }) => name === 'html')?.attributes ?? {};
        expect([lang, dir]).to.deep.equal(['en-x-pseudo', 'rtl']);
        const written = [subject, text.replaceAll('\n', ' '), ...wordsOf(html)];
        expect(written.flatMap((part) => unmarkedIn(part) || [])).to.deep.equal([]);
        expect(written.flatMap((part) => unformattedIn(part) || [])).to.deep.equal([]);
      });
    }
  }

  it('is in the default language where a mail names none, or one that is not here', () => {
    expect([undefined, 'xx', 'en'].map((language) => textsIn(language))).to.deep.equal([
      ENGLISH,
      ENGLISH,
      ENGLISH,
    ]);
    expect(textsIn('en-x-pseudo', [ENGLISH, PSEUDO])).to.equal(PSEUDO);
  });
});
