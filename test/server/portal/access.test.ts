// Who may enter each row of the portal's table, by which method and from where. No row can be added that is open by
// mistake.

import { expect } from 'chai';
import { METHODS } from 'node:http';
import { ROUTES } from '../../../server/portal/routes/routes.ts';
import type { PageRoute } from '../../../server/portal/route/route.ts';
import { random22 } from '../../support/machine.ts';
import { askAt, problemIn, type Ask } from '../http/asking.ts';
import { openTestPortal, type Portal } from './customers.ts';
import type { Browser } from './browsing.ts';

/** CONNECT is no request, and HEAD is answered as GET. */
const OTHERS = METHODS.filter((method) => !['GET', 'HEAD', 'POST', 'CONNECT'].includes(method));
const addressOf = ({ path }: PageRoute) => path.replaceAll(/:\w+/g, random22);

describe('the portal’s API', () => {
  let portal: Portal;
  let stranger: Browser;
  let ask: Ask;
  let end: () => void;
  before(async () => {
    portal = await openTestPortal();

    stranger = portal.browser();
    ({ ask, end } = askAt(portal.url));
  });
  after(async () => {
    end();
    await portal.end();
  });

  it('is open to strangers for what is needed to get in, and no further', () => {
    const open = ROUTES.filter(({ enter }) => enter === 'anyone').map(({ path }) => path);
    expect(open).to.have.members([
      '/',
      '/login',
      '/signup',
      '/privacy',
      '/privacy.json',
      '/recover',
      '/recover/key',
      '/recover/password',
      '/recover/code',
      '/recover/username',
      '/recover/username/mail',
      '/receipts/verify',
      '/offline',
      '/offline/answer',
      '/receipts/:receipt',
      '/receipts/:receipt/receipt.txt',
      '/reset',
      '/unsubscribe/:token',
      '/language',
      '/invitations/:token',
      '/invitations/:token/signup',
      '/requests',
      '/requests/:link',
      '/downloads/:download/:ticket',
      '/answers/:token',
      '/answers/:token/personal-data.json',
    ]);
  });

  for (const row of ROUTES) {
    const { path, enter, show, act, afterLogin } = row;
    if (enter === 'customer') {
      it(`${path} leads a stranger to the login`, async () => {
        for (const heard of [
          ...(show ? [await stranger.get(addressOf(row))] : []),
          ...(act ? [await stranger.post(addressOf(row))] : []),
        ]) {
          const login = afterLogin === undefined ? '/login' : `/login?to=${afterLogin}`;
          expect([heard.status, heard.headers.location]).to.deep.equal([303, login]);
        }
      });
    }
    it(`${path} takes no other method`, async () => {
      const allowed = [...(show ? ['GET', 'HEAD'] : []), ...(act ? ['POST'] : [])];
      const wrong = [...OTHERS, ...(show ? [] : ['GET']), ...(act ? [] : ['POST'])];
      for (const method of wrong) {
        const heard = await ask({ method, path: addressOf(row), headers: { origin: portal.url } });
        expect([heard.status, heard.headers.allow], method).to.deep.equal([405, allowed.join(', ')]);
      }
    });
  }

  it('every page says the same of what a browser may do with it', async () => {
    const addresses = [...ROUTES.filter(({ show }) => show).map(addressOf), '/nothing-here'];
    for (const path of addresses) {
      const { headers } = await stranger.get(path);
      expect(headers, path).to.include({
        'content-type': `${path === '/privacy.json' ? 'application/json' : 'text/html'}; charset=utf-8`,
        'content-security-policy':
          "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        'cache-control': 'no-store',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
      expect(headers).to.have.property('permissions-policy');
      expect(headers, 'over http').to.not.have.property('strict-transport-security');
    }
  });

  it('tells a browser by a page that there is nothing, and a program by a problem', async () => {
    expect((await stranger.get('/nothing-here')).status).to.equal(404);
    for (const [path, accept] of [
      ['/nothing-here', '*/*'],
      ['/nothing-here', 'application/json'],
      ['/v1/nothing-here', 'text/html'],
    ] as const) {
      expect(problemIn(await ask({ path, headers: { accept } })).code).to.equal('not_found');
    }
  });
});
