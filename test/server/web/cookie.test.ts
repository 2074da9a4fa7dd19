import { expect } from 'chai';
import { readCookies, writeCookie } from '../../../server/web/cookie.ts';
import { isSameOrigin } from '../../../server/web/origin.ts';

const [ONE, OTHER] = ['A'.repeat(43), 'B'.repeat(43)];

describe('cookies of the portal', () => {
  it('are HttpOnly, Secure and host-only', () => {
    const forever = { use: 'session', token: ONE, seconds: undefined } as const;
    expect(writeCookie(forever, true)).to.equal(
      `__Host-quietkey=${ONE}; Path=/; HttpOnly; SameSite=Lax; Secure`,
    );
    expect(writeCookie({ use: 'recovery', token: ONE, seconds: 600 }, true)).to.equal(
      `__Host-quietkey-recovery=${ONE}; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=600`,
    );
    expect(writeCookie({ ...forever, token: '' }, false)).to.equal(
      'quietkey=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0',
    );
  });

  const CASES: [description: string, header: string | undefined, read: object][] = [
    ['none', undefined, {}],
    ['one', `quietkey=${ONE}`, { session: ONE }],
    [
      'both, among others',
      `a=b;quietkey=${ONE} ; quietkey-recovery=${OTHER}`,
      { session: ONE, recovery: OTHER },
    ],
    ['two of a name, of which one may be planted', `quietkey=${ONE}; quietkey=${OTHER}`, {}],
    ['the same twice', `quietkey=${ONE}; quietkey=${ONE}`, {}],
    ['another form', `quietkey=${ONE}A`, {}],
    ['in quotes', `quietkey="${ONE}"`, {}],
    ['under a longer name', `xquietkey=${ONE}`, {}],
    ['with another spelling', `QuietKey=${ONE}`, {}],
    ['of https', `__Host-quietkey=${ONE}`, {}],
  ];
  for (const [description, header, read] of CASES) {
    it(`are read: ${description}`, () => expect(readCookies(header, false)).to.deep.equal(read));
  }

  it('of plain http are not read over https', () => {
    expect(readCookies(`quietkey=${ONE}; __Host-quietkey=${OTHER}`, true)).to.deep.equal({ session: OTHER });
  });
});

describe('the origin check of forms', () => {
  const OWN = 'https://portal.example';
  const CASES: [origin: string | undefined, site: string | undefined, isOwn: boolean][] = [
    [OWN, 'same-origin', true],
    [OWN, undefined, true],
    [undefined, 'same-origin', true],
    [undefined, 'none', true],
    [undefined, undefined, false],
    [undefined, 'cross-site', false],
    [undefined, 'same-site', false],
    ['null', 'same-origin', false],
    ['', 'same-origin', false],
    ['https://evil-portal.example', undefined, false],
    ['https://portal.example.evil', undefined, false],
    ['https://portal.example:8443', undefined, false],
    ['http://portal.example', undefined, false],
    ['https://portal.example/', undefined, false],
    [`${OWN}, ${OWN}`, undefined, false],
  ];
  for (const [origin, site, isOwn] of CASES) {
    it(`${origin ?? 'nothing'}, ${site ?? 'unsaid'}: ${isOwn ? 'own' : 'foreign'}`, () => {
      expect(isSameOrigin({ origin, 'sec-fetch-site': site }, OWN)).to.equal(isOwn);
    });
  }
});
