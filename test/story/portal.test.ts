// A customer's way through the portal without a browser: the answer of each form, its redirect, and its effect.

import { expect } from 'chai';
import { machineName } from '../../client-sdk/typescript/contract/machine-name.ts';
import { random22 } from '../support/machine.ts';
import { wordsIn, type Typed } from '../server/portal/browsing.ts';
import { openTestPortal, type Customer, type Portal } from '../server/portal/customers.ts';
import { KNOWN_BROWSER_TRIES } from '../../server/domain/account/known-browser.ts';
import { LOGIN_TRIES } from '../../server/domain/account/login-throttle.ts';
import { openPasswords } from '../../server/crypto/passwords.ts';
import { UNLIMITED } from '../support/world.ts';
import { HOUR_SECONDS } from '../../server/domain/kernel/day.ts';
import { operations } from '../../server/domain/operations.ts';

describe('a customer in the portal', () => {
  let portal: Portal;
  let ada: Customer;
  before(async () => {
    portal = await openTestPortal({}, UNLIMITED, { passwords: openPasswords() });
    ada = await portal.customer('ada');
  });
  after(() => portal.end());

  const page = async (path: string): Promise<string> => {
    const heard = await ada.browser.get(path);
    expect(heard.status, path).to.equal(200);
    return wordsIn(heard);
  };
  const sent = async (path: string, typed: Typed) => {
    const heard = await ada.browser.post(path, typed);
    return { to: heard.headers.location, status: heard.status, text: wordsIn(heard) };
  };

  it('sees her license', async () => {
    expect(await page('/licenses'))
      .to.include('Sonar')
      .and.include('1 of 3 seats used');
    expect((await ada.browser.get('/')).headers.location).to.equal('/licenses');
  });

  it('sees her machine by its two words', async () => {
    const text = await page(`/licenses/${ada.license}`);
    expect(text).to.include(machineName(ada.activation)).and.include('203.0.113.0/24');
  });

  it('gives the machine a nickname, and removes it', async () => {
    const path = `/licenses/${ada.license}/machines/${ada.activation}`;
    const nickname = '<b>the “loud” one</b>';
    expect(await sent(path, { nickname })).to.include({ to: `${path}?done=nicknameSaved`, status: 303 });
    const { text } = await ada.browser.get(`/licenses/${ada.license}`);
    expect(text).to.include('&lt;b&gt;the “loud” one&lt;/b&gt;').and.not.include('<b>the');
    expect(await sent(path, { nickname: 'a\u202eb' })).to.include({ status: 400, to: undefined });
    expect(await sent(path, { nickname: '' })).to.include({ to: `${path}?done=nicknameRemoved` });
  });

  it('adds a license by its key, once; a wrong key and another customer’s get different messages', async () => {
    const { licenseKey } = await portal.server.run(operations.licensing.issueLicense, {
      product: 'sonar',
      email: ada.email,
    });
    const { to } = await sent('/licenses', { licenseKey: `Key: ${licenseKey.toLowerCase()} (3 seats)` });
    expect(to).to.match(/^\/licenses\/[\w-]{22}\?done=licenseAdded$/);
    expect(await page(String(to))).to.include('No machine uses this license');
    expect((await sent('/licenses', { licenseKey })).to, 'again').to.equal(to);
    const eve = await portal.customer('eve');
    expect(await sent('/licenses', { licenseKey: eve.licenseKey })).to.include({ status: 409 });
    const wrong = `${licenseKey.slice(0, -1)}${licenseKey.endsWith('0') ? '1' : '0'}`;
    const { status, text } = await sent('/licenses', { licenseKey: wrong });
    expect([status, text]).to.deep.equal([400, text]);
    expect(text).to.include('typing error').and.not.include(wrong);
    const two = await sent('/licenses', { licenseKey: `${licenseKey} ${eve.licenseKey}` });
    expect(two.status).to.equal(400);
    expect(two.text).to.include('Enter one key');
    expect((await sent('/licenses', { licenseKey: '' })).text).to.include('Enter your license key.');
  });

  it('confirms the release of a machine, whose seat is then free', async () => {
    const path = `/licenses/${ada.license}/release`;
    const asked = await page(`${path}?activation=${ada.activation}`);
    expect(asked).to.include(machineName(ada.activation)).and.include('as often as you need');
    expect((await ada.browser.get(path)).status).to.equal(422);
    expect(await sent(path, {})).to.include({ status: 422 });
    const to = `/licenses/${ada.license}?done=released`;
    expect(await sent(path, { activation: ada.activation })).to.include({ status: 303, to });
    expect(await page(to))
      .to.include('The seat is free')
      .and.include('0 of 3 seats used');
  });

  it('sees the rules of releases before she clicks, and they apply when she does', async () => {
    const terms = (releaseCooldownDays: number, releasesPerYear: number | null) =>
      portal.server.run(operations.licensing.changeProduct, {
        product: 'sonar',
        terms: { releaseCooldownDays, releasesPerYear },
      });
    const { browser, license, licenseKey, activation } = await portal.customer('ruled');
    const machine = { tags: [random22()], nonce: random22(), network: null };
    const second = await portal.server.run(operations.activation.activate, {
      product: 'sonar',
      licenseKey,
      ...machine,
    });
    const both = [activation, second.activation];
    const path = `/licenses/${license}/release`;
    const ask = async (chosen: string[]) =>
      wordsIn(await browser.get(`${path}?${chosen.map((id) => `activation=${id}`).join('&')}`));
    await terms(10, 2);
    expect(await ask([activation]))
      .to.include('in 10 days')
      .and.include('2 of 2 releases');
    expect(await ask(both)).to.include('select one machine');
    const refused = await browser.post(path, { activation: both });
    expect([refused.status, wordsIn(refused).includes('Nothing was released.')]).to.deep.equal([409, true]);
    expect((await browser.post(path, { activation })).status).to.equal(303);
    expect(await ask([second.activation])).to.include('next release is possible on');
    expect((await browser.post(path, { activation: second.activation })).status).to.equal(409);
    await terms(0, null);
  });

  it('sees her key after typing her email, and no other customer’s', async () => {
    const path = `/licenses/${ada.license}/key`;
    expect(await page(path)).to.not.include(ada.licenseKey);
    const wrong = await sent(path, { email: 'eve@example.com' });
    expect(wrong).to.include({ status: 403 });
    expect(wrong.text).to.include('not bought with this address').and.not.include(ada.licenseKey);
    expect((await sent(path, { email: 'ada' })).status).to.equal(422);
    const shown = await sent(path, { email: ' Ada@EXAMPLE.com' });
    expect(shown.text).to.include(ada.licenseKey);
    for (let tries = 0; tries < LOGIN_TRIES.asker.atOnce; tries += 1)
      await sent(path, { email: `${tries}@example.com` });
    expect(await sent(path, { email: ada.email }), 'at once').to.include({ status: 429 });
    portal.server.clock.move(2 * HOUR_SECONDS);
    expect((await sent(path, { email: ada.email })).text).to.include(ada.licenseKey);
  });

  it('sees all personal data about her, and who has viewed it', async () => {
    const { token } = await portal.server.run(operations.operator.createOperatorToken, {
      name: 'a token’s name',
      scopes: ['licenses:read'],
      purpose: 'order: web shop',
    });
    const headers = { authorization: `Bearer ${token}` };
    await fetch(`${portal.url}/v1/licenses/${ada.license}/activations`, { headers });
    const text = await page('/settings/held');
    const why = 'For an order, a payment or a refund: web shop';
    for (const word of ['ada', ada.license, 'Viewed the machines of your license', 'A program of ours', why])
      expect(text).to.include(word);
    expect(text, 'which one').to.not.include('a token’s name');
    expect(text).to.not.match(/\$argon2|ada@example/);
  });

  it('changes her password, which ends her other logins', async () => {
    const other = portal.browser();
    const { username, password, browser } = ada;
    await other.post('/login', { username, password });
    expect(await page('/settings/sessions')).to.include('Log out all other browsers');
    const next = 'nine slow lanterns drifting';
    const wrong = await sent('/settings/password', { current: 'not this', next });
    expect([wrong.status, wrong.text]).to.deep.equal([403, wrong.text]);
    expect(wrong.text).to.include('not your current password');
    expect((await sent('/settings/password', { current: password, next: 'password1' })).status).to.equal(422);
    const changed = await sent('/settings/password', { current: password, next });
    expect(changed.to).to.equal('/settings?done=passwordChanged');
    expect((await other.get('/licenses')).headers.location).to.equal('/login');
    expect((await browser.get('/settings')).status).to.equal(200);
    await sent('/settings/password', { current: next, next: password });
  });

  it('logs out all other browsers, but not her own', async () => {
    const other = portal.browser();
    const { username, password } = ada;
    await other.post('/login', { username, password });
    expect(await sent('/settings/sessions', {})).to.include({ to: '/settings/sessions?done=sessionsEnded' });
    expect((await other.get('/licenses')).headers.location).to.equal('/login');
    await page('/settings/sessions');
  });

  it('logs out and in again', async () => {
    const { username, password, browser } = ada;
    expect(await sent('/logout', {})).to.include({ to: '/login?done=loggedOut' });
    expect([...browser.cookies.keys()], 'the browser stays known').to.deep.equal(['quietkey-known']);
    expect((await browser.get('/licenses')).headers.location).to.equal('/login');
    const wrong = await sent('/login', { username, password: 'not this one' });
    expect(wrong).to.include({ status: 403 });
    expect(wrong.text).to.include('password is wrong');
    expect(await sent('/login', { username: ' ADA ', password })).to.include({
      status: 303,
      to: '/licenses',
    });
    expect((await browser.get('/licenses')).status).to.equal(200);
  });

  it('deletes her account, and her apps continue to run', async () => {
    const gone = await portal.customer('gone');
    const path = '/settings/delete';
    const typed = { current: gone.password, sure: 'yes' };
    expect(wordsIn(await gone.browser.get(path)))
      .to.include('1 machine')
      .and.include('1 license stays');
    const unsure = await gone.browser.post(path, { current: gone.password });
    expect(wordsIn(unsure)).to.include('Tick the box');
    expect((await gone.browser.post(path, { ...typed, current: 'wrong' })).status).to.equal(403);
    const deleted = await gone.browser.post(path, typed);
    expect([deleted.status, gone.browser.cookies.size]).to.deep.equal([303, 0]);
    const [receipt = ''] = /\b[\w-]{22}\b/.exec(String(deleted.headers.location)) ?? [];
    expect(await portal.server.run(operations.privacy.showReceipt, { receipt })).to.include({
      kind: 'erasure',
    });
    const login = { username: gone.username, password: gone.password };
    expect((await gone.browser.post('/login', login)).status).to.equal(403);
    const [license, ...more] = (
      await portal.server.run(operations.licensing.findLicenses, {
        email: gone.email,
      })
    ).items;
    expect([license, more]).to.deep.equal([undefined, []]);
    const { used, status } = await portal.server.run(operations.licensing.showLicense, {
      license: gone.license,
    });
    expect([used, status]).to.deep.equal([1, 'active']);
  });

  it('who mistypes repeatedly is no longer known by the browser, has to wait, and can then log in', async () => {
    const { username, password, browser } = await portal.customer('hal');
    await browser.post('/logout');
    const attempt = (typed: string) => browser.post('/login', { username, password: typed });
    const checked = KNOWN_BROWSER_TRIES + LOGIN_TRIES.asker.atOnce;
    const statuses = [];
    for (let tries = 0; tries < checked + 2; tries += 1) statuses.push((await attempt('wrong')).status);
    expect(statuses).to.deep.equal([...Array.from({ length: checked }, () => 403), 429, 429]);
    const early = await attempt(password);
    expect(early.status).to.equal(429);
    portal.server.clock.move(Number(early.headers['retry-after']));
    expect((await attempt(password)).status).to.equal(303);
  });
});
