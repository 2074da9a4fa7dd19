// Forms from elsewhere change nothing, nothing that a browser brings along becomes a login, and no page changes anything
// by being looked at.

import { expect } from 'chai';
import { ROUTES } from '../../../server/portal/routes/routes.ts';
import type { PageRoute } from '../../../server/portal/route/route.ts';
import { DAY_SECONDS } from '../../../server/domain/kernel/day.ts';
import { linksIn, wordsIn, type Browser, type Typed } from './browsing.ts';
import { openTestPortal, type Customer, type Portal } from './customers.ts';
import { rounds } from '../../support/rounds.ts';
import { tablesOf } from './tables.ts';

const OWN = 'https://portal.example';
const FORMS = ROUTES.filter(({ act, from }) => act !== undefined && from !== 'foreign');

/** What a browser says where a form was sent from; undefined: it says nothing. */
const ELSEWHERE: Record<string, string>[] = [
  { origin: 'https://elsewhere.example' },
  { origin: 'null' },
  { origin: 'https://evil-portal.example' },
  { origin: 'https://portal.example.evil' },
  { origin: 'http://portal.example' },
  { origin: 'https://portal.example:8443' },
  { origin: 'https://portal.example@elsewhere.example' },
  { origin: 'null', 'sec-fetch-site': 'same-origin' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  {},
  { referer: 'https://elsewhere.example/login' },
  { referer: `https://elsewhere.example/${OWN}/login` },
  { referer: 'https://portal.example.evil/login' },
  { referer: 'https://portal.example@elsewhere.example/login' },
  { referer: 'http://portal.example/login' },
  { referer: 'https://portal.example:8443/login' },
  { referer: `${OWN}/login, https://elsewhere.example/` },
  { referer: 'portal.example/login' },
  { referer: '/login' },
  { referer: '' },
  { referer: `${OWN}/login`, origin: 'https://elsewhere.example' },
  { referer: `${OWN}/login`, origin: 'null' },
  { referer: `${OWN}/login`, 'sec-fetch-site': 'cross-site' },
  { referer: `${OWN}/login`, 'sec-fetch-site': 'same-site' },
  { 'x-forwarded-host': 'portal.example' },
];
/** What a page elsewhere can make a browser send without a question, and what it cannot. */
const CONTENT_TYPES = [
  'application/x-www-form-urlencoded',
  'text/plain',
  'multipart/form-data; boundary=x',
  'application/json',
  '',
];
/** The requests for each form: all origins with all content types; in the short run, each origin with one content type. */
const FOREIGN_FORMS = 130;
const foreignForms = Array.from({ length: rounds(FOREIGN_FORMS, 26) }, (_, nth) => ({
  ...ELSEWHERE[nth % ELSEWHERE.length],
  'content-type': CONTENT_TYPES[(nth + Math.floor(nth / ELSEWHERE.length)) % CONTENT_TYPES.length],
}));

describe('the portal and other sites', () => {
  let portal: Portal;
  let ada: Customer;
  before(async () => {
    portal = await openTestPortal({ QUIETKEY_URL: OWN });
    ada = await portal.customer('ada');
  });
  after(() => portal.end());

  const tables = () => tablesOf(portal.server.config);
  const addressOf = ({ path }: PageRoute) =>
    path.replace(':license', ada.license).replace(':activation', ada.activation);
  /** What would be done, if the form came from a page of the portal. */
  const typedFor = ({ fields = {} }: PageRoute): Typed => {
    const { username, password, licenseKey, email, activation } = ada;
    const known: Typed = { username, password, licenseKey, email, activation, nickname: 'x', next: 'y' };
    return Object.fromEntries(Object.keys(fields).map((name) => [name, known[name] ?? 'yes']));
  };

  it('a form comes from everywhere, with every content type', () => {
    expect(ELSEWHERE.length * CONTENT_TYPES.length).to.equal(FOREIGN_FORMS);
    expect(new Set(foreignForms.map((headers) => JSON.stringify(headers))).size).to.equal(
      rounds(FOREIGN_FORMS, 26),
    );
  });

  for (const row of FORMS) {
    it(`POST ${row.path} takes nothing from elsewhere`, async () => {
      const before = tables();
      for (const headers of foreignForms) {
        const heard = await ada.browser.post(addressOf(row), typedFor(row), {
          origin: undefined,
          ...headers,
        });
        expect(heard.status, JSON.stringify(headers)).to.equal(403);
        expect(heard.headers['set-cookie']).to.equal(undefined);
        expect(wordsIn(heard)).to.include(OWN);
      }
      expect(tables()).to.deep.equal(before);
    });
  }

  it('a form from a page of the portal is taken, whichever of the three a browser sends', async () => {
    const path = `/licenses/${ada.license}/machines/${ada.activation}`;
    for (const headers of [
      {},
      { origin: undefined, 'sec-fetch-site': 'same-origin' },
      { origin: undefined, referer: `${OWN}${path}` },
      { origin: undefined, referer: `${OWN}:443/login?done=loggedOut` },
      { origin: undefined, referer: OWN },
    ]) {
      expect((await ada.browser.post(path, { nickname: 'desk' }, headers)).status).to.equal(303);
    }
  });

  it('sets its two cookies for https, this host and no script, and stays with https', async () => {
    expect([...ada.browser.cookies.keys()]).to.deep.equal(['__Host-quietkey', '__Host-quietkey-known']);
    const { password, username } = ada;
    const { headers: given } = await portal.browser().post('/login', { username, password });
    const kept =
      /^__Host-quietkey-known=[\w-]{22}\.\d+\.[\w-]{22}; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=15552000$/;
    expect(given['set-cookie']?.[1]).to.match(kept);
    const { headers } = await ada.browser.get('/licenses');
    expect(headers['strict-transport-security']).to.equal('max-age=31536000');
  });

  it('a stranger is given no cookie, except one that is the same for everybody, to see whether it comes back', async () => {
    const given = new Set<string>();
    for (let nth = 0; nth < 2; nth += 1) {
      const stranger = portal.browser();
      for (const { path } of ROUTES.filter(({ show, enter }) => show !== undefined && enter === 'anyone')) {
        const { headers } = await stranger.get(path.replace(/:\w+/, 'x'));
        for (const cookie of headers['set-cookie'] ?? []) given.add(`${path}: ${cookie}`);
      }
      await stranger.post('/login', { username: 'ada', password: 'wrong' });
    }
    const attributes = 'Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=3600';
    expect([...given]).to.deep.equal([`/signup: __Host-quietkey-probe=kept; ${attributes}`]);
  });

  describe('and a cookie that was planted', () => {
    const NAME = '__Host-quietkey';
    const tokenOf = (browser: Browser) => browser.cookies.get(NAME) ?? '';
    const logIn = async (planted: string): Promise<string> => {
      const browser = portal.browser();
      browser.cookies.set(NAME, planted);
      const { username, password } = ada;
      expect((await browser.post('/login', { username, password })).status).to.equal(303);
      return tokenOf(browser);
    };
    const isIn = async (token: string): Promise<boolean> => {
      const browser = portal.browser();
      browser.cookies.set(NAME, token);
      return (await browser.get('/licenses')).status === 200;
    };

    it('is never taken up, and a login always makes a new one', async () => {
      const eve = await portal.customer('eve');
      const planted = ['A'.repeat(43), tokenOf(eve.browser), tokenOf(ada.browser)];
      for (const plantedRow of planted) {
        const given = await logIn(plantedRow);
        expect(given)
          .to.match(/^[\w-]{43}$/)
          .and.not.equal(plantedRow);
        expect([await isIn(given), await isIn(plantedRow)]).to.deep.equal([true, false]);
      }
      const { username, password } = ada;
      await ada.browser.post('/login', { username, password });
    });

    it('that opens nothing is taken back', async () => {
      const browser = portal.browser();
      browser.cookies.set(NAME, 'A'.repeat(43));
      expect((await browser.get('/licenses')).headers.location).to.equal('/login');
      expect(browser.cookies.size).to.equal(0);
    });

    it('is worth nothing after logging out', async () => {
      const browser = portal.browser();
      const { username, password } = ada;
      await browser.post('/login', { username, password });
      const token = tokenOf(browser);
      await browser.post('/logout');
      expect(await isIn(token)).to.equal(false);
    });

    it('is exchanged where a browser is to remember it, and copied it ends them both', async () => {
      const browser = portal.browser();
      const { username, password } = ada;
      await browser.post('/login', { username, password, remember: 'yes' });
      const first = tokenOf(browser);
      portal.server.clock.move(DAY_SECONDS);
      expect((await browser.get('/licenses')).status).to.equal(200);
      const second = tokenOf(browser);
      expect(second).to.not.equal(first);
      expect(await isIn(second)).to.equal(true);
      expect(await isIn(first), 'the copy').to.equal(false);
      expect(await isIn(second), 'the whole family').to.equal(false);
      await ada.browser.post('/login', { username, password });
    });
  });

  it('looking at every page, and at all that they lead to, changes nothing', async () => {
    const before = tables();
    const seen = new Set<string>();
    const ahead = ['/', '/recover', ...ROUTES.filter(({ show }) => show).map(addressOf)];
    for (let path = ahead.pop(); path !== undefined; path = ahead.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      const heard = await ada.browser.get(path);
      expect(heard.status, path).to.be.below(500);
      const to = heard.headers.location;
      ahead.push(...linksIn(heard), ...(to === undefined ? [] : [to]));
    }
    expect(seen.size).to.be.above(ROUTES.length);
    expect(tables()).to.deep.equal(before);
  });
});
