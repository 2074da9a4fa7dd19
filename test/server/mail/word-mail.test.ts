/** Every mail in the pseudo-language: each word, date and number in it is the catalogue's, or was given by somebody. */

import { expect } from 'chai';
import type { Letter } from '../../../server/domain/kernel/letter.ts';
import { compose } from '../../../server/mail/compose.ts';
import { word, wordUnsubscribe } from '../../../server/mail/word-mail.ts';
import { textsIn } from '../../../server/texts/texts.ts';
import { LETTERS } from '../../support/letters.ts';
import { tagsOf, wordsOf } from '../../support/page-tags.ts';
import { given, PSEUDO, unformattedIn, unmarkedIn } from '../../support/pseudo-texts.ts';

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
    const named = [undefined, 'xx', 'en', 'fr'].map((tag) => textsIn(tag).language);
    expect(named).to.deep.equal(['en', 'en', 'en', 'fr']);
  });
});
