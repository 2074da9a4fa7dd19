/**
 * What a stranger asks for or guesses, and the owner of an account beside it: no budget of one is spent by the other. A
 * visitor learns nothing of whether an address is known; who is logged in learns that no mail is sent.
 */

import { expect } from 'chai';
import { POLICIES } from '../../../server/web/rate-limits.ts';
import { random22 } from '../../support/machine.ts';
import { wordsIn, type Browser } from './browsing.ts';
import { UNLIMITED } from '../../support/world.ts';
import { openPost, openTestPortal, type Customer, type Portal, type Post } from './customers.ts';
import { codeIn } from '../../support/post-office.ts';

const STRANGER = { 'x-forwarded-for': '198.51.100.7' };
const HOME = { 'x-forwarded-for': '203.0.113.7' };
const MANY = 25;

describe('a stranger and an owner', () => {
  let portal: Portal;
  let post: Post;
  let ada: Customer;
  let stranger: Browser;
  let names = 0;
  before(async () => {
    const limits = { ...POLICIES, object: { quota: 10 * MANY, windowSeconds: 600 }, forms: UNLIMITED.forms };
    portal = await openTestPortal({ QUIETKEY_TRUSTED_PROXIES: '127.0.0.1' }, limits);
    post = await openPost(portal);
  });
  beforeEach(async () => {
    ada = await portal.customer(`ada-${(names += 1)}`);
    stranger = portal.browser();
  });
  after(async () => {
    await post.end();
    await portal.end();
  });

  const sent = async (): Promise<number> => (await post.collect()).length;
  const logIn = (browser: Browser, headers: Record<string, string>, password = ada.password) =>
    browser.post('/login', { username: ada.username, password }, headers);

  it('a stranger who types an address leaves the owner the other purpose, network and account', async () => {
    const asked = { deed: 'add', email: ada.email, current: ada.password };
    await ada.browser.post('/settings/email', asked, HOME);
    const code = codeIn((await post.collect())[0]?.text);
    await ada.browser.post('/settings/email', { deed: 'prove', code }, HOME);
    for (let nth = 0; nth < MANY; nth += 1) {
      const first = await stranger.post('/recover/key', { email: ada.email }, STRANGER);
      expect([first.status, first.headers.location]).to.deep.equal([303, '/recover/key?sent=yes']);
    }
    expect(await sent()).to.equal(3);
    const owner = portal.browser();
    for (const path of ['/recover/key', '/recover/password', '/recover/username/mail']) {
      await owner.post(path, { email: ada.email }, HOME);
      expect(await sent(), path).to.equal(1);
    }
  });

  it('a visitor reads the same whether a mail is sent or none is, and nothing that is not so', async () => {
    for (const path of ['/recover/key', '/recover/password', '/recover/username/mail']) {
      const answers = new Set<string>();
      for (const email of [ada.email, `nobody-${names}@example.com`]) {
        for (let nth = 0; nth < 5; nth += 1) {
          const { status, headers } = await stranger.post(path, { email }, STRANGER);
          answers.add(JSON.stringify([status, headers.location]));
        }
      }
      expect([...answers]).to.have.lengthOf(1);
      const page = wordsIn(await stranger.get(`${path}?sent=yes`));
      expect(page)
        .to.match(/If (?:a license|an account) /)
        .and.include('If too many mails were requested today');
      expect(page).to.not.match(/on (?:its|their) way|We sent|We send at most/);
    }
    await sent();
  });

  it('an owner who is logged in reads that no more mail is sent today, and keeps what was typed', async () => {
    const adding = { deed: 'add', email: ada.email, current: ada.password };
    for (let nth = 0; nth < 3; nth += 1) {
      expect((await ada.browser.post('/settings/email', adding, HOME)).status).to.equal(303);
    }
    const told = await ada.browser.post('/settings/email', adding, HOME);
    expect([told.status, await sent()]).to.deep.equal([429, 3]);
    expect(wordsIn(told)).to.include('Too many mails were requested').and.include('Nothing was sent');
    expect(told.text).to.include(`value="${ada.email}"`);
    expect(wordsIn(told)).to.not.include('We sent');
  });

  it('a stranger who guesses a password delays only logins of that network', async () => {
    for (let nth = 0; nth < MANY; nth += 1) await logIn(stranger, STRANGER, 'wrong');
    expect((await logIn(stranger, STRANGER)).status).to.equal(429);
    expect((await logIn(portal.browser(), HOME)).status).to.equal(303);
    const codes = await ada.browser.post('/settings/codes', { current: ada.password }, STRANGER);
    expect(codes.status, 'in the same network, logged in').to.equal(200);
  });

  it('a stranger who guesses links reads no page more, and every other page of the network is open', async () => {
    let status = 404;
    for (let nth = 0; nth < 20 * MANY && status === 404; nth += 1) {
      ({ status } = await stranger.post(`/unsubscribe/${random22()}.${random22()}`, {}, STRANGER));
    }
    expect(status).to.equal(429);
    expect((await portal.browser().get('/login', STRANGER)).status).to.equal(200);
    expect((await logIn(portal.browser(), STRANGER)).status).to.equal(303);
    expect((await ada.browser.get('/licenses', STRANGER)).status).to.equal(200);
  });
});
