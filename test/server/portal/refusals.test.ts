/** Every refusal in the pseudo-language: beside the fields of each form, and as a page where no form shows it. */

import { expect } from 'chai';
import { PASSWORD_FAULTS } from '../../../server/domain/account/password.ts';
import { Refusal, type RefusalParts } from '../../../server/domain/kernel/refusal.ts';
import { REFUSAL_CODES } from '../../../server/domain/kernel/refusal-table.ts';
import { presentErrorPage, presentForeign } from '../../../server/portal/error-page.ts';
import { faultsIn } from '../../../server/portal/route/form-errors.ts';
import { ROUTES } from '../../../server/portal/routes/routes.ts';
import { write } from '../../../server/web/html.ts';
import { wordsOf } from '../../support/page-tags.ts';
import { given, PSEUDO, unformattedIn, unmarkedIn } from '../../support/pseudo-texts.ts';

const FRAME = { texts: PSEUDO, site: given('Sonar'), username: undefined };

/** What each form of the portal sends. */
const FORMS = ROUTES.flatMap(({ fields }) => (fields === undefined ? [] : [fields]));

function expectMarked(texts: readonly string[]): void {
  expect(texts.flatMap((text) => unmarkedIn(text) || [])).to.deep.equal([]);
  expect(texts.flatMap((text) => unformattedIn(text) || [])).to.deep.equal([]);
}

describe('every word of a refusal is the catalogue’s', () => {
  it('beside a field, for every code and form', () => {
    const messages = FORMS.flatMap((typed) => {
      const pointers = [undefined, ...Object.keys(typed)];
      return REFUSAL_CODES.flatMap((code) =>
        pointers.flatMap((field) => {
          const fields = field === undefined ? [] : [{ pointer: `/${field}`, message: 'is wrong' }];
          const parts = { code, retryAfter: 90, ...(field === undefined ? {} : { fields }) };
          return faultsIn({ typed, refusal: new Refusal(parts) }, PSEUDO).map(({ message }) => message);
        }),
      );
    });
    expect(messages.length).to.be.at.least(FORMS.length * REFUSAL_CODES.length);
    expectMarked(messages);
  });

  it('of a password, for every reason', () => {
    const messages = Object.values(PASSWORD_FAULTS).flatMap((message) => {
      const parts: RefusalParts = { code: 'password_refused', fields: [{ pointer: '/next', message }] };
      return faultsIn({ typed: { next: '' }, refusal: new Refusal(parts) }, PSEUDO);
    });
    expect(new Set(messages.map(({ message }) => message)).size).to.equal(messages.length);
    expectMarked(messages.map(({ message }) => message));
  });

  it('on a page of its own, for every code and for a form of another site', () => {
    const outcomes = REFUSAL_CODES.flatMap((code) =>
      [{}, { retryAfter: 90 }].map((parts) => new Refusal({ code, ...parts })),
    ).map((refusal) => presentErrorPage(refusal, FRAME, given('cmVxdWVzdA')));
    for (const outcome of [...outcomes, presentForeign(FRAME, given('https://licenses.example.com'))]) {
      expectMarked('page' in outcome ? wordsOf(write(outcome.page)) : []);
    }
  });
});
