/** Addresses with their parts filled in. */

import { expect } from 'chai';
import fc from 'fast-check';
import { isOwnAddress, PATHS, pathTo } from '../../../server/portal/html/paths.ts';
import { rounds } from '../../support/rounds.ts';

describe('pathTo', () => {
  it('fills in parts, which cannot leave their place', () => {
    expect(pathTo(PATHS.machine, { license: 'a', activation: '../b?c#d' })).to.equal(
      '/licenses/a/machines/..%2Fb%3Fc%23d',
    );
  });
});

describe('isOwnAddress', () => {
  const BASE = 'https://portal.example';

  it('accepts every page of the portal, and nothing that leads elsewhere', () => {
    for (const path of Object.values(PATHS))
      expect(isOwnAddress(path.replace(/:\w+/g, 'a.b-c_d')), path).to.equal(true);
    expect(isOwnAddress('/signup?to=activate&after=a%20b')).to.equal(true);
    for (const wrong of [
      '',
      'login',
      '//a.example',
      '/a//b.example',
      '/\\a.example',
      '/a\r\nb',
      '/a#b',
      '/a b',
      'x:/a',
    ]) {
      expect(isOwnAddress(wrong), wrong).to.equal(false);
    }
  });

  it('reads a long address at once', () => {
    for (const part of ['a', 'a/', '/a', 'a.', '?a=']) {
      const address = `/${part.repeat(100_000)}#`;
      expect(isOwnAddress(address), part).to.equal(false);
    }
  });

  it('never accepts an address of another site', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      '.',
      '?',
      'a',
      'evil.example',
      ':',
      '@',
      '%2f',
      '\t',
      '=',
      '&',
      '#',
      '~',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const address = `/${pieces.join('')}`;
        if (!isOwnAddress(address)) return;
        expect(new URL(address, BASE).origin).to.equal(BASE);
      }),
      { numRuns: rounds(10_000, 500) },
    );
  });
});
