// Whether an app and a browser are in one network: what is compared, for how long, and how much is kept.

import { expect } from 'chai';
import { openAppNetworks, type AppNetworks, type NetworkMatch } from '../../../server/web/app-networks.ts';

describe('the networks of app and browser', () => {
  let now: number;
  let networks: AppNetworks;
  beforeEach(() => {
    now = 100;
    networks = openAppNetworks(() => now);
  });

  const CASES: readonly [app: string | null, browser: string | null, match: NetworkMatch][] = [
    ['203.0.113.0/24', '203.0.113.0/24', 'same'],
    ['203.0.113.0/24', '198.51.100.0/24', 'other'],
    ['2001:db8:1::/48', '2001:db8:1::/48', 'same'],
    ['2001:db8:1::/48', '2001:db8:2::/48', 'other'],
    ['203.0.113.0/24', '2001:db8:1::/48', 'unknown'],
    ['2001:db8:1::/48', '203.0.113.0/24', 'unknown'],
    ['10.0.0.7', '10.0.0.8', 'other'],
    [null, '203.0.113.0/24', 'unknown'],
    ['203.0.113.0/24', null, 'unknown'],
    [null, null, 'unknown'],
  ];
  for (const [app, browser, match] of CASES) {
    it(`${app} and ${browser}: ${match}`, () => {
      networks.note('sign-in', app);
      expect(networks.compare('sign-in', browser)).to.equal(match);
    });
  }

  it('are unknown of another sign-in, and of another server', () => {
    networks.note('sign-in', '10.0.0.7');
    expect(networks.compare('other', '10.0.0.7')).to.equal('unknown');
    expect(openAppNetworks(() => now).compare('sign-in', '10.0.0.7')).to.equal('unknown');
  });

  it('are forgotten with the code', () => {
    networks.note('sign-in', '10.0.0.7');
    now += 660;
    expect(networks.compare('sign-in', '10.0.0.7')).to.equal('same');
    now += 1;
    expect(networks.compare('sign-in', '10.0.0.7')).to.equal('unknown');
  });

  it('are kept of the latest twenty thousand', () => {
    for (let nth = 0; nth <= 20_000; nth += 1) networks.note(String(nth), '10.0.0.7');
    expect([networks.compare('0', '10.0.0.7'), networks.compare('20000', '10.0.0.7')]).to.deep.equal([
      'unknown',
      'same',
    ]);
  });
});
