/**
 * What a form says of a refusal: at the field that the refusal names, else at the first of its code that the form has, in
 * the text of that field or of the code.
 */

import { expect } from 'chai';
import { Refusal, type RefusalParts } from '../../../server/domain/kernel/refusal.ts';
import { CUSTOMER_TEXTS, REFUSAL_CODES, rowOfCode } from '../../../server/domain/kernel/refusal-table.ts';
import { faultsIn } from '../../../server/portal/route/form-errors.ts';
import { ENGLISH } from '../../../server/texts/texts.ts';

const { ofCode, ofCodeAt, ofField, malformed, wait } = ENGLISH.faults;
const faultsOf = (parts: RefusalParts, ...fields: string[]) =>
  faultsIn(
    { refusal: new Refusal(parts), typed: Object.fromEntries(fields.map((name) => [name, ''])) },
    ENGLISH,
  );
const fieldAt = (pointer: string) => ({ fields: [{ pointer, message: 'is wrong' }] });

describe('the faults of a form', () => {
  it('are none where nothing was refused', () => {
    expect(faultsIn(undefined, ENGLISH)).to.deep.equal([]);
  });

  for (const code of REFUSAL_CODES.filter((code) => rowOfCode(code).customer === null)) {
    it(`of ${code}, which has no text for customers: the form did not arrive`, () => {
      expect(faultsOf({ code }, 'username')).to.deep.equal([{ message: malformed }]);
    });
  }

  it('are at the first field of the code that the form has', () => {
    const message = ENGLISH.faults.passwordRefused.guessed;
    expect(faultsOf({ code: 'password_refused' }, 'current', 'next')).to.deep.equal([
      { field: 'next', message },
    ]);
    expect(faultsOf({ code: 'password_refused' }, 'password')).to.deep.equal([
      { field: 'password', message },
    ]);
    expect(faultsOf({ code: 'license_owned' })).to.deep.equal([
      { field: undefined, message: CUSTOMER_TEXTS.license_owned },
    ]);
  });

  it('are at the field that the refusal names, if the form has it', () => {
    const message = ofCode.email_malformed;
    const parts = { code: 'email_malformed', ...fieldAt('/newEmail') } as const;
    expect(faultsOf(parts, 'newEmail', 'email')).to.deep.equal([{ field: 'newEmail', message }]);
    expect(faultsOf(parts, 'email')).to.deep.equal([{ field: 'email', message }]);
  });

  it('have the text of the field, where the code says something else there', () => {
    const { current, code } = ofCodeAt.credentials_wrong;
    const wrong = { code: 'credentials_wrong' } as const;
    expect(faultsOf(wrong, 'current', 'code')).to.deep.equal([{ field: 'current', message: current }]);
    expect(faultsOf(wrong, 'code')).to.deep.equal([{ field: 'code', message: code }]);
    expect(faultsOf(wrong, 'username', 'password')[0]?.message).to.equal(ofCode.credentials_wrong);
    expect(faultsOf({ code: 'link_unknown', ...fieldAt('/code') }, 'code')[0]?.message).to.equal(
      ofCodeAt.link_unknown.code,
    );
    expect(faultsOf({ code: 'link_unknown' }, 'code')[0]?.message).to.equal(ofCode.link_unknown);
  });

  it('say how long to wait', () => {
    const faults = faultsOf({ code: 'too_many_requests', retryAfter: 90 }, 'username');
    expect(faults).to.deep.equal([{ field: undefined, message: wait(90) }]);
  });

  it('name every field in which nothing was typed, and no other', () => {
    const fields = ['/username', '/toString', '/terms'].map((pointer) => ({
      pointer,
      message: 'is missing',
    }));
    expect(faultsOf({ code: 'request_malformed', fields }, 'username', 'terms')).to.deep.equal([
      { field: 'username', message: ofField.username },
      { field: 'terms', message: ofField.terms },
    ]);
  });
});
