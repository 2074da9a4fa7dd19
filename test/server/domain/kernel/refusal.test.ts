/**
 * The table of refusal codes: each code has a status, and a text for everybody who can meet it. What the compiler holds
 * (no code of the contract without a row) is not asked again.
 */

import { expect } from 'chai';
import {
  CODES,
  codesOfCall,
  isLicenseCode,
  routesOf,
} from '../../../../client-sdk/typescript/contract/codes.ts';
import type { Audience } from '../../../../client-sdk/typescript/contract/refusal-row.ts';
import {
  CUSTOMER_TEXTS,
  isContractCode,
  isTemporary,
  REFUSAL_CODES,
  rowOfCode,
  statusOf,
  textFor,
} from '../../../../server/domain/kernel/refusal-table.ts';
import { ROUTES } from '../../../../server/http/routes.ts';

const AUDIENCES: readonly Audience[] = ['appUser', 'integrator', 'operator', 'customer'];

describe('the table of refusal codes', () => {
  for (const code of REFUSAL_CODES) {
    it(`${code}: a status, and whole sentences for each audience`, () => {
      expect(statusOf(code)).to.be.within(400, 507);
      const texts = AUDIENCES.flatMap((audience) => textFor(audience, code) ?? []);
      expect(texts, 'somebody meets it').not.to.have.length(0);
      for (const { sentence, remedy } of texts) {
        expect(sentence).to.match(/^[A-Z].*\.$/);
        expect(remedy).to.match(/^[A-Z].{9,}$/);
      }
      const forPeople = [textFor('appUser', code), textFor('customer', code)].map(
        (text) => text?.remedy ?? '',
      );
      for (const remedy of forPeople) expect(remedy).not.to.match(/Retry-After|Idempotency|quietkey |\/v1\//);
    });
  }

  it('has every code of the contract, in the order of the contract, and then those of the portal', () => {
    expect(REFUSAL_CODES.filter(isContractCode)).to.deep.equal(CODES);
    expect(REFUSAL_CODES.slice(0, CODES.length)).to.deep.equal(CODES);
  });

  it('has a text for each code that the portal has words for', () => {
    expect(CUSTOMER_TEXTS.username_taken).to.equal(
      'This username is taken. Choose another one, or add a number to it.',
    );
    for (const code of REFUSAL_CODES) {
      expect(Object.hasOwn(CUSTOMER_TEXTS, code), code).to.equal(rowOfCode(code).customer !== null);
    }
  });

  it('names a time to wait where the status says that it passes', () => {
    for (const code of REFUSAL_CODES.filter(isTemporary)) expect([429, 503, 507]).to.include(statusOf(code));
  });

  it('tells the license’s answers from the others by the calls that they refuse', () => {
    const ofCalls = new Set(
      (['activate', 'signIn', 'startTrial', 'renew', 'release'] as const).flatMap((call) =>
        codesOfCall(call),
      ),
    );
    expect([...ofCalls]).to.have.members(CODES.filter(isLicenseCode));
  });

  it('has no code that an operator’s route lists and an integrator has no remedy for', () => {
    const listed = ROUTES.filter(({ enter }) => enter !== 'anyone').flatMap(({ refusals }) => refusals);
    const everywhere = CODES.filter((code) => routesOf(code) !== 'listed');
    for (const code of [...listed, ...everywhere]) expect(rowOfCode(code).integrator, code).to.be.a('string');
  });
});
