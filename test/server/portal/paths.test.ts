/** Addresses with their parts filled in. */

import { expect } from 'chai';
import { PATHS, pathTo } from '../../../server/portal/html/paths.ts';

describe('pathTo', () => {
  it('fills in parts, which cannot leave their place', () => {
    expect(pathTo(PATHS.machine, { license: 'a', activation: '../b?c#d' })).to.equal(
      '/licenses/a/machines/..%2Fb%3Fc%23d',
    );
  });
});
