/**
 * The form of a username, written once: the SDK refuses another text before any request, and the server refuses the same
 * texts.
 */

import { expect } from 'chai';
import fc from 'fast-check';
import { BadUsername } from '../../../client-sdk/typescript/index.ts';
import { USERNAME_FORM, canonicalUsername } from '../../../client-sdk/typescript/contract/username.ts';
import { readUsername } from '../../../server/domain/licensing/username.ts';
import { ANY_CHARACTER } from '../../support/any-character.ts';
import { makeIssuer } from '../support/issuer.ts';
import { LICENSE_KEY, errorOf, makeMachine } from '../support/machine.ts';

const HANDLE = '6f0e4c97b72a4e69a11bf6c4af6517e7';

const GOOD: [typed: string, canonical: string][] = [
  ['ada', 'ada'],
  ['Ada', 'ada'],
  [' ada ', 'ada'],
  ['a1', 'a1'],
  ['7-of_9.x', '7-of_9.x'],
  ['a'.repeat(32), 'a'.repeat(32)],
  [HANDLE, HANDLE],
];

const BAD =
  `Ирина José аda 李小龙 DOMAIN\\ada DOMAIN/ada ada+1 ada@example.com .ada -ada _ada ａｄａ o'neil ada! a`
    .split(' ')
    .concat('', ' ', 'ada lovelace', 'a\u200Bda', 'ada\u0000')
    .concat([33, 64, 65, 100_000].map((length) => 'a'.repeat(length)));

describe('a username', () => {
  for (const [typed, canonical] of GOOD) {
    it(`${JSON.stringify(typed)} is ${canonical}`, () => {
      expect(canonicalUsername(typed)).to.equal(canonical);
      expect(readUsername(typed)).to.equal(canonical);
    });
  }

  const server = 'http://127.0.0.1:2';
  for (const typed of BAD) {
    it(`${JSON.stringify(typed.slice(0, 40))} (${typed.length}) is refused before the network and the adapters`, async () => {
      let reads = 0;
      let requests = 0;
      const app = makeMachine(makeIssuer(), server).start({
        interfaces: () => ((reads += 1), []),
        fetch: () => Promise.reject(new Error(String((requests += 1)))),
      });
      const error = await errorOf(app.activate(LICENSE_KEY, { username: typed }));
      expect(error).to.be.instanceOf(BadUsername);
      expect(error).to.include({ code: 'username_malformed', remedy: USERNAME_FORM });
      expect([reads, requests], 'reads and requests').to.deep.equal([0, 0]);
      expect(() => readUsername(typed), 'the server').to.throw();
    });
  }

  it('is the same in its canonical form', () => {
    fc.assert(
      fc.property(fc.string({ unit: ANY_CHARACTER, maxLength: 40 }), (typed) => {
        const canonical = canonicalUsername(typed);
        if (canonical === undefined) return;
        expect(canonical).to.match(/^[!-~]{2,32}$/);
        expect(canonicalUsername(canonical)).to.equal(canonical);
      }),
    );
  });
});
