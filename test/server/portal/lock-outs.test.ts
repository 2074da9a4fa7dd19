/**
 * Nobody is locked out: a stranger spends each counter that a username, an address or a license key names, and the honest
 * customer then gets through (a) with a live session, (b) with a known browser, both from the stranger's own network, and
 * (c) with a new browser from a network that guesses nothing. `test/rules/budgets.ts` lists the counters.
 */

import { expect } from 'chai';
import { PATHS } from '../../../client-sdk/typescript/contract/wire.ts';
import supertest from 'supertest';
import { LOGIN_TRIES } from '../../../server/domain/account/login-throttle.ts';
import { operations } from '../../../server/domain/operations.ts';
import { POLICIES } from '../../../server/web/rate-limits.ts';
import { random22 } from '../../support/machine.ts';
import { wordsIn, type Browser } from './browsing.ts';
import { UNLIMITED } from '../../support/world.ts';
import { openPost, openTestPortal, type Customer, type Portal, type Post } from './customers.ts';
import { codeIn } from '../../support/post-office.ts';

const STRANGER = { 'x-forwarded-for': '198.51.100.7' };
const HOME = { 'x-forwarded-for': '203.0.113.7' };
const elsewhere = (nth: number) => ({ 'x-forwarded-for': `192.88.${nth}.7` });
const WRONG = 'some herons and an anvil';
/** The limits of the server, so that the numbers are those that a customer meets. Turns of forms are tested last. */
const LIMITS = { ...POLICIES, key: { quota: 20, windowSeconds: 600 }, forms: UNLIMITED.forms };

describe('a stranger who spends', () => {
  let portal: Portal;
  let post: Post;
  let ada: Customer;
  /** Ada's browser without a session, which is known. */
  let known: Browser;
  let names = 0;
  before(async () => {
    portal = await openTestPortal({ QUIETKEY_TRUSTED_PROXIES: '127.0.0.1' }, LIMITS);
    post = await openPost(portal);
  });
  beforeEach(async () => {
    ada = await portal.customer(`ada-${(names += 1)}`);
    known = portal.browser();
    await logIn(known, HOME);
    known.cookies.delete('quietkey');
    portal.server.clock.move(1);
  });
  after(async () => {
    await post.end();
    await portal.end();
  });

  const logIn = (browser: Browser, from: Record<string, string>, password = ada.password) =>
    browser.post('/login', { username: ada.username, password }, from);
  const statusOf = async (answer: ReturnType<Browser['post']>) => (await answer).status;
  const mails = async () => (await post.collect()).filter(({ to }) => to === ada.email).length;

  /** Each honest way in, and what it is answered. */
  async function expectIn(): Promise<void> {
    const codes = await ada.browser.post('/settings/codes', { current: ada.password }, STRANGER);
    expect(codes.status, '(a) new recovery codes').to.equal(200);
    const next = { current: ada.password, next: `${ada.password} again` };
    expect(
      await statusOf(ada.browser.post('/settings/password', next, STRANGER)),
      '(a) a new password',
    ).to.equal(303);
    const back = { current: next.next, next: ada.password };
    expect(await statusOf(ada.browser.post('/settings/password', back, STRANGER)), '(a) and back').to.equal(
      303,
    );
    const unsure = await ada.browser.post('/settings/delete', { current: ada.password }, STRANGER);
    expect(wordsIn(unsure), '(a) deletion').to.include('Tick the box').and.not.include('Too many');
    expect(await statusOf(logIn(portal.browser(), HOME)), '(c) from another network').to.equal(303);
  }

  it('the passwords of a username, from one network and from many, for two days', async () => {
    for (let half = 0; half < 4; half += 1) {
      for (let nth = 0; nth < 70; nth += 1) {
        const asker = { network: `192.88.${half * 70 + nth}.0/24` };
        for (let tries = 0; tries < 3; tries += 1)
          await portal.server
            .run(operations.account.tryPassword, { username: ada.username, asker })
            .catch(() => 0);
      }
      for (let tries = 0; tries <= LOGIN_TRIES.asker.atOnce; tries += 1)
        await logIn(portal.browser(), STRANGER, WRONG);
      expect(await statusOf(logIn(portal.browser(), STRANGER)), 'one of them').to.equal(429);
      expect(await statusOf(logIn(known, STRANGER)), '(b) in the stranger’s network').to.equal(303);
      known.cookies.delete('quietkey');
      expect(
        await statusOf(logIn(portal.browser(), { 'x-forwarded-for': `203.1.${half}.7` })),
        '(c)',
      ).to.equal(303);
      portal.server.clock.move(12 * 3_600);
    }
    ada.browser.cookies.clear();
    await logIn(ada.browser, HOME);
    await expectIn();
  });

  it('what a network may guess, of any usernames', async () => {
    for (let nth = 0; nth <= POLICIES.object.quota; nth += 1)
      await portal.browser().post('/login', { username: `nobody-${nth}`, password: WRONG }, STRANGER);
    expect(await statusOf(logIn(portal.browser(), STRANGER)), 'one of them').to.equal(429);
    expect(await statusOf(logIn(known, STRANGER)), '(b) in the stranger’s network').to.equal(303);
    await expectIn();
  });

  it('the guesses at the recovery codes of a username', async () => {
    const page = await ada.browser.post('/settings/codes', { current: ada.password }, HOME);
    const codes = page.text.match(/(?:[0-9A-Z]{5}-){3}[0-9A-Z]{5}/g) ?? [];
    for (let nth = 0; nth <= POLICIES.network.quota; nth += 1) {
      const typed = { username: ada.username, code: 'K7QMP-00000-00000-00001', next: WRONG };
      await portal.browser().post('/recover/code', typed, STRANGER);
    }
    const answers = ['password1', WRONG].map(async (next) => {
      const typed = { username: ada.username, code: 'K7QMP-00000-00000-00001', next };
      const { status, text } = await portal.browser().post('/recover/code', typed, STRANGER);
      return { status, text };
    });
    const [weak, good] = await Promise.all(answers);
    expect(weak?.status).to.equal(429);
    expect(weak, 'whatever else is wrong').to.deep.equal(good);
    for (const [from, browser] of [
      [STRANGER, known],
      [STRANGER, portal.browser()],
      [HOME, portal.browser()],
    ] as const) {
      const typed = { username: ada.username, code: codes.pop() ?? '', next: ada.password };
      expect(await statusOf(browser.post('/recover/code', typed, from))).to.equal(303);
    }
  });

  it('the mails of an address, from one network and from some', async () => {
    const asked = { deed: 'add', email: ada.email, current: ada.password };
    await ada.browser.post('/settings/email', asked, HOME);
    const code = codeIn((await post.collect())[0]?.text);
    await ada.browser.post('/settings/email', { deed: 'prove', code }, HOME);
    for (const path of ['/recover/key', '/recover/password'])
      for (let nth = 0; nth < 40; nth += 1)
        await portal.browser().post(path, { email: ada.email }, nth % 2 ? STRANGER : elsewhere(nth % 15));
    await mails();
    await portal.browser().post('/recover/password', { email: ada.email }, STRANGER);
    expect(await mails(), 'one of them').to.equal(0);
    await ada.browser.post('/settings/email', asked, STRANGER);
    expect(await mails(), '(a)').to.equal(1);
    for (const path of ['/recover/key', '/recover/password']) {
      await known.post(path, { email: ada.email }, STRANGER);
      expect(await mails(), `(b) ${path}`).to.equal(1);
    }
    await portal.browser().post('/recover/password', { email: ada.email }, HOME);
    expect(await mails(), '(c)').to.equal(1);
  });

  it('the codes of mailed links to an address', async () => {
    const asked = { deed: 'add', email: ada.email, current: ada.password };
    await ada.browser.post('/settings/email', asked, HOME);
    const code = codeIn((await post.collect())[0]?.text);
    await ada.browser.post('/settings/email', { deed: 'prove', code }, HOME);
    const owner = portal.browser();
    await owner.post('/recover/password', { email: ada.email }, HOME);
    const [mail] = await post.collect();
    const typed = codeIn(mail?.text);
    const stranger = portal.browser();
    await stranger.post('/recover/password', { email: ada.email }, STRANGER);
    for (let nth = 0; nth < 8; nth += 1)
      await stranger.post('/reset', { code: 'AAAA-AAAA', next: WRONG }, STRANGER);
    const reset = await owner.post('/reset', { code: typed, next: ada.password }, STRANGER);
    expect(reset.status, wordsIn(reset)).to.equal(303);
    await post.collect();
  });

  it('the activations of a license key that he knows', async () => {
    const activate = async (from: string) => {
      const body = { product: 'sonar', licenseKey: ada.licenseKey, tags: [random22()], nonce: random22() };
      return (await supertest(portal.url).post(PATHS.activations).set('x-forwarded-for', from).send(body))
        .status;
    };
    const flood = [];
    for (let nth = 0; nth < 40; nth += 1) flood.push(await activate('198.51.100.7'));
    expect(flood.slice(-5)).to.deep.equal([429, 429, 429, 429, 429]);
    expect(await activate('203.0.113.7'), 'seats are taken, and not the calls').to.equal(409);
  });
});

describe('a stranger who floods forms that are refused', () => {
  const FLOOD = 50;
  let portal: Portal;
  let ada: Customer;
  let known: Browser;
  let codes: string[];
  const recover = (browser: Browser, code: string, from: Record<string, string>) =>
    browser.post('/recover/code', { username: 'ada', code, next: ada.password }, from);
  before(async () => {
    portal = await openTestPortal({ QUIETKEY_TRUSTED_PROXIES: '127.0.0.1' }, POLICIES);
    ada = await portal.customer('ada');
    known = portal.browser();
    await known.post('/login', { username: 'ada', password: ada.password }, HOME);
    known.cookies.delete('quietkey');
    const page = await ada.browser.post('/settings/codes', { current: ada.password }, HOME);
    codes = page.text.match(/(?:[0-9A-Z]{5}-){3}[0-9A-Z]{5}/g) ?? [];
  });
  after(() => portal.end());

  it('is served by turns, and keeps nobody else waiting', async () => {
    const browser = portal.browser();
    const ended = new AbortController();
    let waited = 0;
    const flood = Array.from({ length: 8 }, async () => {
      for (let nth = 0; nth < FLOOD || !ended.signal.aborted; nth += 1) {
        const { status, headers } = await recover(browser, 'K7QMP-00000-00000-00001', STRANGER);
        expect(status).to.be.oneOf([403, 429]);
        // the limit on wrong codes names another time
        waited += Number(headers['retry-after'] === '1');
      }
    });
    const codesOf = { current: ada.password };
    expect((await ada.browser.post('/settings/codes', codesOf, STRANGER)).status, '(a)').to.equal(200);
    const page = await ada.browser.post('/settings/codes', codesOf, STRANGER);
    codes = page.text.match(/(?:[0-9A-Z]{5}-){3}[0-9A-Z]{5}/g) ?? [];
    expect((await recover(known, codes.pop() ?? '', STRANGER)).status, '(b)').to.equal(303);
    expect((await recover(portal.browser(), codes.pop() ?? '', HOME)).status, '(c)').to.equal(303);
    ended.abort();
    await Promise.all(flood);
    expect(waited).to.be.above(0);
  });

  it('passes with a right recovery code when its network has a turn', async () => {
    let status = 429;
    while (status === 429) ({ status } = await recover(portal.browser(), codes.at(-1) ?? '', STRANGER));
    expect(status).to.equal(303);
  });
});
