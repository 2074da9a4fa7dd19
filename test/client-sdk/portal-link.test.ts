// The links that an app makes into the portal, and the addresses to come back to that a product may list.

import { expect } from 'chai';
import { isReturnAddress } from '../../client-sdk/typescript/contract/portal-link.ts';
import { portalLink } from '../../client-sdk/typescript/portal.ts';
import { BadOptions, Quietkey } from '../../client-sdk/typescript/index.ts';
import { makeIssuer } from './support/issuer.ts';
import { MemoryStore } from './support/machine.ts';
import { PATHS } from '../../server/portal/html/paths.ts';

describe('a link into the portal', () => {
  const options = { server: 'https://licenses.example.com/eu', product: 'sonar', store: new MemoryStore() };
  const client = () => new Quietkey({ ...options, rootKey: makeIssuer().rootKey });

  it('names the flow, the product and the way back, and nothing else', () => {
    const made = new URL(
      portalLink(client(), { flow: 'release', returnAddress: 'com.example.app:/done?a=b' }),
    );
    expect(made.origin + made.pathname).to.equal(`https://licenses.example.com/eu${PATHS.fromApp}`);
    expect(Object.fromEntries(made.searchParams)).to.deep.equal({
      flow: 'release',
      product: 'sonar',
      return: 'com.example.app:/done?a=b',
    });
    expect(portalLink(client(), { flow: 'renew' })).to.match(/\?flow=renew&product=sonar$/);
  });

  it('is refused for another flow, and for an address that no product can list', () => {
    for (const wrong of [{ flow: 'dance' }, { flow: 'renew', returnAddress: 'javascript:x' }, {}]) {
      expect(() => portalLink(client(), wrong as never)).to.throw(BadOptions);
    }
    expect(() => portalLink({} as never, { flow: 'renew' })).to.throw('new Quietkey');
  });
});

describe('an address to come back to', () => {
  const ADDRESSES: Readonly<Record<string, boolean>> = {
    'https://example.com/done': true,
    'https://example.com:8443/done?from=portal': true,
    'com.example.app:/done': true,
    'com.example.app://done': true,
    'org.example-2.app:done': true,
    'http://example.com/done': false,
    'https:///done': false,
    'https://user@example.com/': false,
    'https://example.com/#top': false,
    'javascript:alert(1)': false,
    'data:text/html,x': false,
    'vbscript:x': false,
    'app:/done': false,
    'com.example.app:': false,
    'COM.example.app:/done': false,
    ' com.example.app:/done': false,
    'com.example.app:/a b': false,
    'com.example.app:/a,b': false,
    'com.example.app:/<x>': false,
    'java\nscript.x:/done': false,
    '//example.com': false,
    '': false,
  };
  for (const [address, isGood] of Object.entries(ADDRESSES)) {
    it(`${JSON.stringify(address)} is ${isGood ? 'taken' : 'refused'}`, () => {
      expect(isReturnAddress(address)).to.equal(isGood);
    });
  }

  it('has a bounded length', () => {
    expect(isReturnAddress(`https://example.com/${'a'.repeat(180)}`)).to.equal(true);
    expect(isReturnAddress(`https://example.com/${'a'.repeat(181)}`)).to.equal(false);
  });
});
