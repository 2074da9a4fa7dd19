// A transfer in the portal, with real mail; and after it, the earlier owner on every address of portal and API with all that
// is left: the session, the old key, the recovery codes, the ids and links of the license, and its machine. The addresses come
// from the tables of routes, so that a new one is tried too.

import { expect } from 'chai';
import { operations } from '../../../server/domain/operations.ts';
import { DAY_SECONDS, HOUR_SECONDS } from '../../../server/domain/kernel/day.ts';
import { ROUTES as API_ROUTES } from '../../../server/http/routes.ts';
import { pathTo } from '../../../server/portal/html/paths.ts';
import { ROUTES } from '../../../server/portal/routes/routes.ts';
import type { ActivateAnswer } from '../../../client-sdk/typescript/contract/wire.ts';
import type { IssueAnswer } from '../../../client-sdk/typescript/contract/license-view.ts';
import { random22 } from '../../support/machine.ts';
import { askAt } from '../http/asking.ts';
import { addressOf, bodyFor, BODY_ROUTES } from '../http/shop.ts';
import { wordsIn } from './browsing.ts';
import { openPost, openTestPortal, type Customer, type Portal, type Post } from './customers.ts';
import { invite, makeMember, signIn } from './sharing.ts';
import { codeIn } from '../../support/post-office.ts';

/** What a machine that runs may still do with its own secret, and what needs no license at all. */
const STAY_OPEN: Readonly<Record<string, string>> = {
  renewLease: 'the app of a machine keeps running, whose proof is its own secret',
  releaseLease: 'a machine gives its own seat back',
  beginSignIn: 'an app asks for a code, and nobody has approved it',
  startTrial: 'a trial needs no license',
};

describe('a transfer in the portal', () => {
  let portal: Portal;
  let post: Post;
  let ada: Customer;
  let eve: Customer;
  let max: Customer;
  let ids: Readonly<Record<string, string>>;
  let issued: IssueAnswer;
  let activated: ActivateAnswer;
  let license: string;
  before(async () => {
    portal = await openTestPortal();
    post = await openPost(portal);
    [ada, eve, max] = [
      await portal.customer('ada'),
      await portal.customer('eve'),
      await portal.customer('max'),
    ];
    const sold = { product: 'sonar', email: 'ada-2@example.com', order: 'A-1017' };
    issued = await portal.server.run(operations.licensing.issueLicense, sold);
    license = issued.license.license;
    await ada.browser.post('/licenses', { licenseKey: issued.licenseKey });
    const machine = { product: 'sonar', tags: [random22()], nonce: random22(), network: null };
    const { licenseKey } = issued;
    activated = await portal.server.run(operations.activation.activate, { ...machine, licenseKey });
    const owner = { ...ada, license };
    const member = await makeMember(owner, max);
    await signIn(portal, max, license);
    ids = { license, activation: activated.activation, member, token: await invite(owner), offer: member };
  });
  after(async () => {
    await post.end();
    await portal.end();
  });

  const path = () => `/licenses/${license}/transfer`;
  const offer = (username: string, current = ada.password) =>
    ada.browser.post(path(), { deed: 'offer', username, current });

  it('asks for the proof of the email first, and then for the password', async () => {
    expect(wordsIn(await ada.browser.get(path()))).to.include('prove the email address');
    expect((await offer('eve')).status).to.equal(409);
    await ada.browser.post('/claim', { deed: 'ask', email: 'ada-2@example.com' });
    const [mail] = await post.collect();
    const code = codeIn(mail?.text);
    await ada.browser.post('/claim', { deed: 'prove', email: 'ada-2@example.com', code });
    expect(wordsIn(await ada.browser.get(path()))).to.include('1 member of the license');
    expect((await offer('eve', 'not my password at all')).status).to.equal(403);
    expect((await offer('eve')).headers.location).to.equal(`${path()}?done=transferOffered`);
  });

  it('is seen in both accounts, and taken back or accepted', async () => {
    const own = wordsIn(await ada.browser.get('/licenses'));
    expect(own).to.include('You have offered Sonar to another account');
    const seen = await eve.browser.get('/licenses');
    expect(wordsIn(seen)).to.include('You are offered Sonar as its new owner');
    expect(seen.text).to.include(path());
    expect((await eve.browser.get(path())).text).to.not.include('value="accept"');
    expect((await eve.browser.post(path(), { deed: 'accept' })).status).to.equal(409);
    expect((await max.browser.get(path())).status).to.equal(404);
    await ada.browser.post(path(), { deed: 'withdraw' });
    expect((await eve.browser.get(path())).status).to.equal(404);
    await offer('eve');
    portal.server.clock.move(DAY_SECONDS + HOUR_SECONDS);
    for (const { browser, username, password } of [ada, eve, max])
      expect((await browser.post('/login', { username, password })).status).to.equal(303);
    expect((await eve.browser.get(path())).text).to.include('value="accept"');
    const accepted = await eve.browser.post(path(), { deed: 'accept' });
    expect(accepted.headers.location).to.equal(`/licenses/${license}?done=transferAccepted`);
    expect((await eve.browser.post(path(), { deed: 'accept' })).status, 'sent twice').to.equal(303);
  });

  it('gives the new owner a key for the password, once', async () => {
    const key = `/licenses/${license}/key`;
    expect(wordsIn(await eve.browser.get(key))).to.include('Make a license key');
    expect((await eve.browser.post(key, { current: 'not my password at all' })).status).to.equal(403);
    const made = await eve.browser.post(key, { current: eve.password });
    const [licenseKey = ''] = /(?:[0-9A-Z]{5}-){5}[0-9A-Z]{5}/.exec(made.text) ?? [];
    const machine = { product: 'sonar', tags: [random22()], nonce: random22(), network: null };
    const granted = await portal.server.run(operations.activation.activate, { ...machine, licenseKey });
    expect(granted.lease).to.be.a('string');
  });

  for (const { path: address, show, act, fields = {} } of ROUTES) {
    it(`opens nothing any more by ${address} for the earlier owner and the members`, async () => {
      // what ends the login or the account of the one who asks is left out
      if (/^\/(?:logout|settings\/delete)$/.test(address)) return;
      const url = pathTo(address, { ...ids, receipt: random22() });
      const query = `?activation=${activated.activation}`;
      for (const who of [ada, max]) {
        const heard = [
          ...(show ? [await who.browser.get(url + query)] : []),
          ...(act ? [await who.browser.post(url, typedBy(who, fields))] : []),
        ];
        for (const { status, text, headers } of heard) {
          // a page has its own address in the form of the languages
          const told = text.replaceAll(url, '').replaceAll(query, '') + (headers.location ?? '');
          if (/:license|^.invitations/.test(address)) expect(status).to.equal(404);
          expect(told).to.not.include(license).and.not.include(activated.activation);
          expect(told).to.not.match(/license(?:Added|sClaimed)/);
        }
      }
    });
  }

  /** Everything that the earlier owner still has, in the fields of a form. */
  const typedBy = (who: Customer, fields: object) => {
    const all: Readonly<Record<string, string>> = {
      licenseKey: issued.licenseKey,
      username: issued.licenseKey,
      password: who.password,
      current: who.password,
      email: 'ada-2@example.com',
      oldEmail: 'ada-2@example.com',
      newEmail: 'ada-3@example.com',
      license,
      activation: activated.activation,
      deed: 'accept',
    };
    return Object.fromEntries(Object.keys(fields).map((name) => [name, all[name] ?? 'yes']));
  };

  it('opens nothing any more by a login with the old key', async () => {
    const stranger = portal.browser();
    const typed = { username: issued.licenseKey, password: ada.password, remember: 'yes' };
    const heard = await stranger.post('/login', typed);
    expect([heard.status, stranger.cookies.size]).to.deep.equal([403, 0]);
  });

  it('opens nothing any more by the API with the old key, except what a running machine does', async () => {
    const { ask, end } = askAt(portal.url);
    const sold = { issued, activated };
    const open: string[] = [];
    for (const row of BODY_ROUTES) {
      const heard = await ask({
        method: row.method.toUpperCase(),
        path: addressOf(row, sold),
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(bodyFor(row, sold)),
      });
      if (heard.status < 400) open.push(row.operation.name);
    }
    for (const row of API_ROUTES) {
      if (row.method !== 'get' || !row.path.includes('licens')) continue;
      expect((await ask({ path: addressOf(row, sold) })).status, row.path).to.equal(401);
    }
    end();
    expect(Object.keys(STAY_OPEN)).to.include.members(open);
  });

  it('leaves the earlier owner no key by mail', async () => {
    await post.collect();
    await ada.browser.post('/recover/key', { email: 'ada-2@example.com' });
    expect(await post.collect()).to.deep.equal([]);
  });
});
