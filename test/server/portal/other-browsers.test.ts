/**
 * Browsers that are unlike most: one that keeps no cookies reads so, and nothing is made that it could not open; a
 * text browser, which sends a Referer and no Origin and every control of a form, can do all that others do.
 */

import { expect } from 'chai';
import { operations } from '../../../server/domain/operations.ts';
import { wordsIn, type Browser, type Typed } from './browsing.ts';
import { openPost, openTestPortal, type Customer, type Portal, type Post } from './customers.ts';
import { tablesOf } from './tables.ts';

const PASSWORD = 'seven herons by the fjord';
const OFF = 'Your browser keeps no cookies.';

describe('another browser', () => {
  let portal: Portal;
  let post: Post;
  let ada: Customer;
  let browser: Browser;
  before(async () => {
    portal = await openTestPortal();
    post = await openPost(portal);
    ada = await portal.customer('ada');
  });
  beforeEach(() => {
    browser = portal.browser();
  });
  after(async () => {
    await post.end();
    await portal.end();
  });

  const accounts = () => tablesOf(portal.server.config)['accounts'];
  const sell = async () =>
    (
      await portal.server.run(operations.licensing.issueLicense, {
        product: 'sonar',
        email: 'eve@example.com',
      })
    ).licenseKey;
  const signUp = async (username: string): Promise<Typed> => {
    const { text } = await browser.get('/signup');
    const terms = /name="terms"[^>]*value="([^"]*)"/.exec(text)?.[1] ?? '';
    return { username, password: PASSWORD, licenseKey: await sell(), terms };
  };

  describe('that keeps no cookies', () => {
    const forget = () => browser.cookies.clear();

    it('makes no account, reads why, and keeps what was typed', async () => {
      const [typed, before] = [await signUp('bea'), accounts()];
      forget();
      const refused = await browser.post('/signup', typed);
      expect([refused.status, accounts()]).to.deep.equal([403, before]);
      expect(wordsIn(refused)).to.include(OFF).and.include('Nothing was done.');
      expect(refused.text).to.include(`value="${String(typed['licenseKey'])}"`);
      const allowed = await browser.post('/signup', typed);
      expect(allowed.status, 'once the cookie of the refused form is kept').to.equal(200);
      expect([...browser.cookies.keys()]).to.deep.equal(['quietkey', 'quietkey-known']);
    });

    it('reads so together with the other faults of the form', async () => {
      const typed = await signUp('ada');
      forget();
      const refused = await browser.post('/signup', { ...typed, password: 'password1' });
      expect(wordsIn(refused)).to.include(OFF).and.include('is taken').and.include('attackers try first');
    });

    it('reads so after the login, which leads back to the login', async () => {
      const { username, password } = ada;
      const { headers } = await browser.post('/login', { username, password });
      expect(headers.location).to.equal('/licenses');
      forget();
      const back = await browser.get('/licenses', { referer: `${portal.url}/login` });
      expect(back.headers.location).to.equal('/login?cookies=off');
      const page = await browser.get('/login?cookies=off');
      expect(wordsIn(page)).to.include(OFF);
      for (const referer of ['', `${portal.url}/recover`, 'no url'])
        expect((await browser.get('/licenses', { referer })).headers.location).to.equal('/login');
    });

    it('reads that a mailed link will not work here', async () => {
      await browser.post('/recover/password', { email: ada.email });
      expect(wordsIn(await browser.get('/recover/password?sent=yes'))).to.not.include(
        'did not keep the cookie',
      );
      forget();
      expect(wordsIn(await browser.get('/recover/password?sent=yes'))).to.include('did not keep the cookie');
    });
  });

  describe('that shows text only', () => {
    /** As lynx sends forms: with its own Referer, and with the control that has no name. */
    const send = (path: string, typed: Typed) =>
      browser.post(path, { '': 'ada', ...typed }, { origin: undefined, referer: `${portal.url}${path}` });

    it('creates an account, logs out and in, and changes what it has', async () => {
      expect((await send('/signup', await signUp('tess'))).status).to.equal(200);
      expect((await send('/logout', {})).headers.location).to.equal('/login?done=loggedOut');
      const login = await send('/login', { username: 'tess', password: PASSWORD });
      expect(login.headers.location).to.equal('/licenses');
      const added = await send('/licenses', { licenseKey: await sell() });
      expect(added.headers.location).to.match(/^\/licenses\/.*done=licenseAdded$/);
      expect(wordsIn(await send('/settings/codes', { current: PASSWORD }))).to.include('Your recovery codes');
      const deleted = await send('/settings/delete', { current: PASSWORD, sure: 'yes' });
      expect(deleted.headers.location).to.match(/^\/receipts\/.*done=accountDeleted$/);
    });
  });
});
