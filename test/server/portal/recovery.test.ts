// The ways back through the portal, with real mail: to the canonical address alone, with a link at the configured address,
// for the browser that asked, and alike for anyone who is not known.

import { expect } from 'chai';
import { wordsIn, type Browser } from './browsing.ts';
import { openPost, openTestPortal, type Customer, type Portal, type Post } from './customers.ts';
import { codeIn } from '../../support/post-office.ts';

const OWN = 'https://portal.example';
const NEW = 'seven quiet herons at dawn';

/** What is typed, and to whom mail goes then; null: it is refused. */
const TYPED: [title: string, typed: string, to: string | null][] = [
  ['as it is', 'ada@example.com', 'ada@example.com'],
  ['with capitals and blanks', '  ADA@EXAMPLE.COM ', 'ada@example.com'],
  ['with a Kelvin sign', 'ada@e\u212aample.com', null],
  ['with a full-width @', 'ada\uff20example.com', null],
  ['with a full-width letter', 'ad\uff41@example.com', null],
  ['with a zero-width space', 'ada\u200b@example.com', null],
  ['with a soft hyphen', 'a\u00adda@example.com', null],
  ['with an ideographic full stop', 'ada@example\u3002com', null],
  ['with a header behind it', 'ada@example.com\r\nBcc: eve@example.com', null],
  ['two of them', 'ada@example.com, eve@example.com', null],
  ['two of them with a semicolon', 'ada@example.com;eve@example.com', null],
  ['with a name', 'Ada <ada@example.com>', null],
  ['with a comment', 'ada(x)@example.com', null],
  ['with a part behind a plus, which is another mailbox', 'ada+x@example.com', ''],
  ['400 characters', `${'a'.repeat(388)}@example.com`, null],
];

describe('recovery in the portal', () => {
  let portal: Portal;
  let post: Post;
  let ada: Customer;
  let stranger: Browser;
  let networks = 0;
  before(async () => {
    portal = await openTestPortal({ QUIETKEY_URL: OWN, QUIETKEY_TRUSTED_PROXIES: '127.0.0.1' });
    post = await openPost(portal);
    ada = await portal.customer('ada');
  });
  beforeEach(() => {
    stranger = portal.browser();
  });
  after(async () => {
    await post.end();
    await portal.end();
  });

  /** Each time from another network, since mails are few for one. */
  const away = () => ({ 'x-forwarded-for': `203.0.${(networks += 1)}.7` });
  const linkIn = (text: string) => new URL(/https?:\/\/\S+/.exec(text)?.[0] ?? 'none:');

  it('a lost key comes by mail', async () => {
    const asked = await stranger.post('/recover/key', { email: ada.email }, away());
    expect([asked.status, asked.headers.location]).to.deep.equal([303, '/recover/key?sent=yes']);
    expect(wordsIn(await stranger.get('/recover/key?sent=yes'))).to.include('Check your mail');
    const [mail, ...more] = await post.collect();
    expect([mail?.to, more]).to.deep.equal([ada.email, []]);
    expect(mail?.text).to.include(ada.licenseKey);
    expect(stranger.cookies.size).to.equal(0);
  });

  for (const [title, typed, to] of TYPED) {
    it(`an address ${title}: ${to === null ? 'refused' : to === '' ? 'nobody' : 'the canonical one'}`, async () => {
      const heard = await stranger.post('/recover/key', { email: typed }, away());
      expect(heard.status).to.equal(to === null ? 422 : 303);
      expect((await post.collect()).map((mail) => mail.to)).to.deep.equal(to ? [to] : []);
    });
  }

  it('a license goes with another email, proved by both addresses', async () => {
    const owner = await portal.customer('mover');
    const [path, newEmail] = ['/settings/email/change', 'moved@example.com'];
    const typed = { deed: 'ask', newEmail, oldEmail: 'not-hers@example.com', licenseKey: '' };
    const wrong = await owner.browser.post(path, typed, away());
    expect([wrong.status, wordsIn(wrong).includes('bought with')]).to.deep.equal([403, true]);
    const asked = await owner.browser.post(path, { ...typed, oldEmail: owner.email }, away());
    expect(asked.headers.location).to.equal(`${path}?sent=old`);
    const codes = new Map((await post.collect()).map(({ to, text }) => [to, codeIn(text)]));
    const [newCode = '', oldCode = ''] = [codes.get(newEmail), codes.get(owner.email)];
    const proof = await owner.browser.get(`${path}?sent=old`);
    expect(proof.text).to.include('name="newCode"').and.include('name="oldCode"');
    const half = await owner.browser.post(path, { deed: 'prove', newCode, oldCode: newCode });
    expect(wordsIn(half)).to.include('code is wrong');
    const done = await owner.browser.post(path, { deed: 'prove', newCode, oldCode });
    expect(done.headers.location, wordsIn(done)).to.equal('/settings/email?done=emailChanged');
    const [mail] = await post.collect();
    expect([mail?.to, mail?.text.includes(owner.licenseKey)]).to.deep.equal([newEmail, false]);
    const keyPath = `/licenses/${owner.license}/key`;
    expect((await owner.browser.post(keyPath, { email: owner.email })).status).to.equal(403);
    const shown = wordsIn(await owner.browser.post(keyPath, { email: newEmail }));
    expect(mail?.text).to.include(/(?:[0-9A-Z]{5}-){5}[0-9A-Z]{5}/.exec(shown)?.[0] ?? 'no key');
  });

  describe('of a password', () => {
    let owner: Customer;
    let names = 0;
    // a new one each time, since mails are few for one address, too
    beforeEach(async () => {
      owner = await portal.customer(`owner-${(names += 1)}`);
      const added = { deed: 'add', email: owner.email, current: owner.password };
      await owner.browser.post('/settings/email', added, away());
      const text = await mailed();
      expect(linkIn(text)).to.include({ origin: OWN, pathname: '/settings/email' });
      const proved = await owner.browser.post('/settings/email', { deed: 'prove', code: codeIn(text) });
      expect([proved.status, proved.headers.location]).to.deep.equal([
        303,
        '/settings/email?done=emailAdded',
      ]);
    });

    const mailed = async () => (await post.collect())[0]?.text ?? '';
    const isIn = async () => (await owner.browser.get('/licenses')).status === 200;
    const logIn = (password: string) => owner.browser.post('/login', { username: owner.username, password });
    /** Asks for a link, whatever the request says of hosts; answers the mail. */
    const ask = async (headers: Record<string, string> = {}): Promise<string> => {
      const asked = await stranger.post(
        '/recover/password',
        { email: owner.email },
        { ...away(), ...headers },
      );
      expect([asked.status, asked.headers.location]).to.deep.equal([303, '/recover/password?sent=yes']);
      return mailed();
    };

    it('a link sets it, once, in the browser that asked, and logs everybody out', async () => {
      const { origin, pathname, search, searchParams } = linkIn(await ask());
      expect([origin, pathname]).to.deep.equal([OWN, '/reset']);
      const link = searchParams.get('link') ?? '';
      expect(wordsIn(await portal.browser().get(pathname + search))).to.include('other browser');
      expect((await portal.browser().post('/reset', { link, next: NEW })).status).to.equal(404);
      expect(await isIn()).to.equal(true);
      expect(wordsIn(await stranger.get(pathname + search))).to.include('Choose a new password');
      const weak = await stranger.post('/reset', { link, next: 'password1' });
      expect(weak.status).to.equal(422);
      expect(wordsIn(weak)).to.include('attackers try first').and.include('Choose a new password');
      const set = await stranger.post('/reset', { link, next: NEW });
      expect([set.status, set.headers.location]).to.deep.equal([303, '/login?done=passwordReset']);
      expect(stranger.cookies.size).to.equal(0);
      expect(await isIn()).to.equal(false);
      expect((await logIn(owner.password)).status).to.equal(403);
      expect((await logIn(NEW)).status).to.equal(303);
      expect((await stranger.post('/reset', { link, next: `${NEW}s` })).status, 'again').to.equal(404);
    });

    it('the code of the mail does it too, and may be mistyped four times', async () => {
      const code = codeIn(await ask());
      for (let tries = 0; tries < 4; tries += 1) {
        const wrong = await stranger.post('/reset', { code: '0000-0000', next: NEW });
        expect(wordsIn(wrong)).to.include('code is wrong');
      }
      const set = await stranger.post('/reset', { code, next: NEW });
      expect(set.headers.location, wordsIn(set)).to.equal('/login?done=passwordReset');
      expect((await logIn(NEW)).status).to.equal(303);
    });

    it('a code is worth nothing in another browser, or after ten minutes', async () => {
      const code = codeIn(await ask());
      expect((await portal.browser().post('/reset', { code, next: NEW })).status).to.equal(404);
      portal.server.clock.move(601);
      expect((await stranger.post('/reset', { code, next: NEW })).status).to.equal(404);
    });

    for (const headers of [
      { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http', forwarded: 'host=evil.example' },
      { host: 'evil.example' },
    ]) {
      it(`links say nothing that a request says of hosts: ${Object.keys(headers).join()}`, async () => {
        const text = await ask(headers);
        expect(linkIn(text).origin).to.equal(OWN);
        expect(text).to.not.include('evil');
      });
    }

    it('a stranger is answered the same: page, cookie, and nothing in the post', async () => {
      const answers = [];
      for (const email of [owner.email, 'nobody@example.com']) {
        const { status, text, headers } = await portal.browser().post('/recover/password', { email }, away());
        const cookie = String(headers['set-cookie']).replace(/=[\w-]{43}/, '=TOKEN');
        answers.push({ status, text, location: headers.location, cookie });
      }
      expect(answers[0]).to.deep.equal(answers[1]);
      expect(answers[0]?.cookie).to.match(/^__Host-quietkey-recovery=TOKEN;.*Max-Age=600$/);
      expect((await post.collect()).map(({ to }) => to)).to.deep.equal([owner.email]);
    });

    it('an address is added by nobody who has the session alone', async () => {
      const added = { deed: 'add', email: 'thief@example.com', current: 'not the password' };
      const { status, text } = await owner.browser.post('/settings/email', added, away());
      expect(status).to.equal(403);
      expect(text).to.include('This is not your current password.');
      expect(await post.collect()).to.deep.equal([]);
    });

    it('the address is taken away again', async () => {
      await owner.browser.post('/settings/email', { deed: 'remove' });
      await stranger.post('/recover/password', { email: owner.email }, away());
      expect(await post.collect()).to.deep.equal([]);
    });

    it('a recovery code does it without mail, once', async () => {
      const shown = await owner.browser.post('/settings/codes', { current: owner.password });
      const [code = ''] = /\b(?:[0-9A-Z]{5}-){3}[0-9A-Z]{5}\b/.exec(wordsIn(shown)) ?? [];
      const { username } = owner;
      const wrong = await stranger.post('/recover/code', { username, code: 'AAAAA', next: NEW });
      expect(wordsIn(wrong)).to.include('code is wrong');
      const set = await stranger.post('/recover/code', { username, code: code.toLowerCase(), next: NEW });
      expect(set.headers.location, wordsIn(set)).to.equal('/login?done=passwordReset');
      expect((await stranger.post('/recover/code', { username, code, next: NEW })).status).to.equal(403);
      expect((await logIn(NEW)).status).to.equal(303);
    });
  });
});
