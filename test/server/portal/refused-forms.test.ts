/**
 * Every form of the portal, filled in wrongly in every field: all faults are shown at once, and what was typed is there
 * again, but no password. The table is held against the portal's routes, so that no field of a form is left out.
 */

import { expect } from 'chai';
import { dayOf } from '../../../server/domain/kernel/day.ts';
import { ROUTES } from '../../../server/portal/routes/routes.ts';
import { random22 } from '../../support/machine.ts';
import { operations } from '../../../server/domain/operations.ts';
import { tagsOf, type Tag } from '../../support/page-tags.ts';
import { wordsIn, type Browser, type Typed } from './browsing.ts';
import { openPost, openTestPortal, type Customer, type Portal, type Post } from './customers.ts';
import { share } from './sharing.ts';
import { tablesOf } from './tables.ts';
import { pathTo } from '../../../server/portal/html/paths.ts';

const WEAK = 'password1';
const WRONG = 'not the password at all';
const PASSWORDS = ['password', 'current', 'next'];

interface Case {
  readonly path: string;
  readonly title: string;
  readonly typed: Typed;
  /** The fields at which a fault is shown; none: the fault is about the form. */
  readonly wrong: readonly string[];
  /** What was done before, so that the form can be sent: a mail with codes was asked for. */
  readonly before?: (browser: Browser, ada: Customer) => Promise<unknown>;
  /** Fields that say what the form does; no person types them. */
  readonly silent?: readonly string[];
}

const askLink = (browser: Browser) => browser.post('/recover/password', { email: 'nobody@example.com' });
const askChange = (browser: Browser, { email }: Customer) =>
  browser.post('/settings/email/change', { deed: 'ask', newEmail: 'new@example.com', oldEmail: email });
const askCode = (browser: Browser, { email, password }: Customer) =>
  browser.post('/settings/email', { deed: 'add', email, current: password });

const askClaim = (browser: Browser) => browser.post('/claim', { deed: 'ask', email: 'eve@example.com' });

const CASES: readonly Case[] = [
  {
    path: '/login',
    title: 'a wrong password',
    typed: { username: 'nobody-at-all', password: WRONG, remember: 'yes', to: 'activate' },
    wrong: [],
    silent: ['to'],
  },
  {
    path: '/login',
    title: 'nothing',
    typed: { username: '', password: '' },
    wrong: ['username', 'password'],
  },
  {
    path: '/signup',
    title: 'everything wrong',
    typed: { licenseKey: 'SONAR-1', username: 'ada@example.com', password: WEAK, remember: 'yes', terms: '' },
    wrong: ['licenseKey', 'username', 'password', 'terms'],
  },
  {
    path: '/signup',
    title: 'nothing',
    typed: { licenseKey: '', username: '', password: '' },
    wrong: ['licenseKey', 'username', 'password', 'terms'],
  },
  {
    path: '/signup',
    title: 'an unknown key and a name that is taken',
    typed: { licenseKey: 'AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA', username: 'ada', password: 'x' },
    wrong: ['licenseKey', 'username', 'password', 'terms'],
  },
  { path: '/recover/key', title: 'no address', typed: { email: 'nobody' }, wrong: ['email'] },
  {
    path: '/recover/username',
    title: 'a key and a code of nobody',
    typed: { licenseKey: 'AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA', code: 'AAAAA-BBBBB' },
    wrong: ['licenseKey'],
  },
  {
    path: '/recover/username',
    title: 'a username in place of the key',
    typed: { licenseKey: 'ada', code: 'AAAAA-BBBBB' },
    wrong: ['licenseKey'],
  },
  {
    path: '/recover/username',
    title: 'nothing',
    typed: { licenseKey: '', code: '' },
    wrong: ['licenseKey', 'code'],
  },
  { path: '/recover/username/mail', title: 'no address', typed: { email: 'nobody' }, wrong: ['email'] },
  { path: '/requests', title: 'nothing', typed: { kind: '', email: '' }, wrong: ['kind', 'email'] },
  { path: '/requests', title: 'no address', typed: { kind: 'access', email: 'nobody' }, wrong: ['email'] },
  {
    path: '/requests',
    title: 'a kind that is not offered',
    typed: { kind: 'know', email: 'ada@example.com' },
    wrong: ['kind'],
  },
  {
    path: '/requests/:link',
    title: 'nothing',
    typed: { kind: '', asker: '', email: '', licenseKey: '', username: '' },
    wrong: ['kind', 'asker', 'email'],
  },
  {
    path: '/requests/:link',
    title: 'a key without a username',
    typed: { kind: 'access', asker: 'self', email: 'nobody', licenseKey: 'AAAAA', username: '' },
    wrong: ['email', 'username'],
  },
  {
    path: '/requests/:link',
    title: 'an address to which no link went',
    typed: { kind: 'erasure', asker: 'agent', email: 'eve@example.com', licenseKey: '', username: '' },
    wrong: ['email'],
  },
  {
    path: '/offline',
    title: 'a text that is no request',
    typed: { request: 'request 17', file: '' },
    wrong: ['request'],
    silent: ['file'],
  },
  {
    path: '/offline/answer',
    title: 'a text that is no request',
    typed: { request: 'request 17' },
    wrong: ['request'],
  },
  {
    path: '/receipts/verify',
    title: 'a text without a receipt',
    typed: { receipt: 'receipt 17', file: '' },
    wrong: ['receipt'],
    silent: ['file'],
  },
  { path: '/recover/password', title: 'no address', typed: { email: 'nobody' }, wrong: ['email'] },
  {
    path: '/reset',
    title: 'a wrong code and a weak password',
    typed: { link: '', code: 'AAAA-BBBB', next: WEAK },
    wrong: ['code', 'next'],
    before: askLink,
    silent: ['link'],
  },
  {
    path: '/reset',
    title: 'nothing',
    typed: { link: '', code: '', next: '' },
    wrong: ['code', 'next'],
    before: askLink,
    silent: ['link'],
  },
  {
    path: '/recover/code',
    title: 'a wrong code and a weak password',
    typed: { username: 'ada', code: 'AAAAA-BBBBB', next: WEAK },
    wrong: ['code', 'next'],
  },
  {
    path: '/recover/code',
    title: 'nothing',
    typed: { username: '', code: '', next: '' },
    wrong: ['username', 'code', 'next'],
  },
  {
    path: '/activate',
    title: 'a wrong code',
    typed: { code: 'BBBB-BBBB' },
    wrong: ['code'],
    silent: ['deed', 'license', 'nickname'],
  },
  { path: '/activate', title: 'nothing', typed: { code: '' }, wrong: ['code'] },
  { path: '/licenses', title: 'no key', typed: { licenseKey: 'SONAR-1' }, wrong: ['licenseKey'] },
  {
    path: '/batch',
    title: 'a deed that does not exist',
    typed: { deed: 'dance' },
    wrong: [],
    silent: ['deed', 'license', 'machine', 'username', 'current'],
  },
  {
    path: '/licenses/:license/release',
    title: 'a machine that is gone',
    typed: { activation: random22() },
    wrong: [],
    silent: ['activation', 'product', 'return'],
  },
  {
    path: '/licenses/:license/machines/:activation',
    title: 'a long nickname',
    typed: { nickname: 'n'.repeat(41) },
    wrong: ['nickname'],
  },
  {
    path: '/licenses/:license/key',
    title: 'no address',
    typed: { email: 'nobody' },
    wrong: ['email'],
    silent: ['current'],
  },
  {
    path: '/settings/username',
    title: 'a name that is taken, and a wrong password',
    typed: { username: 'eve', current: WRONG },
    wrong: ['username', 'current'],
  },
  {
    path: '/settings/username',
    title: 'no name, and no password',
    typed: { username: 'ada@example.com', current: '' },
    wrong: ['username', 'current'],
  },
  {
    path: '/settings/password',
    title: 'both wrong',
    typed: { current: WRONG, next: WEAK },
    wrong: ['current', 'next'],
  },
  {
    path: '/settings/password',
    title: 'one missing and one weak',
    typed: { current: '', next: WEAK },
    wrong: ['current', 'next'],
  },
  { path: '/settings/codes', title: 'a wrong password', typed: { current: WRONG }, wrong: ['current'] },
  {
    path: '/settings/email',
    title: 'no address and a wrong password',
    typed: { deed: 'add', email: 'nobody', current: WRONG },
    wrong: ['email', 'current'],
    silent: ['deed', 'link'],
  },
  {
    path: '/settings/email',
    title: 'nothing',
    typed: { deed: 'add', email: '', current: '' },
    wrong: ['email', 'current'],
    silent: ['deed', 'link'],
  },
  {
    path: '/settings/email',
    title: 'a wrong code',
    typed: { deed: 'prove', code: 'AAAA-BBBB' },
    wrong: ['code'],
    before: askCode,
    silent: ['deed', 'link'],
  },
  {
    path: '/settings/email/change',
    title: 'no address, and another old one',
    typed: { deed: 'ask', newEmail: 'nobody', oldEmail: 'eve@example.com', licenseKey: '' },
    wrong: ['newEmail', 'oldEmail'],
    silent: ['deed', 'byOld'],
  },
  {
    path: '/settings/email/change',
    title: 'no address, and another key',
    typed: { deed: 'ask', newEmail: 'nobody', oldEmail: '', licenseKey: 'SONAR-1' },
    wrong: ['newEmail', 'licenseKey'],
    silent: ['deed', 'byOld'],
  },
  {
    path: '/settings/email/change',
    title: 'nothing',
    typed: { deed: 'ask', newEmail: '', oldEmail: '', licenseKey: '' },
    wrong: ['newEmail', 'oldEmail'],
    silent: ['deed', 'byOld'],
  },
  {
    path: '/settings/email/change',
    title: 'both codes wrong',
    typed: { deed: 'prove', byOld: 'yes', newCode: 'AAAA-BBBB', oldCode: 'CCCC-DDDD' },
    wrong: ['newCode', 'oldCode'],
    before: askChange,
    silent: ['deed', 'byOld'],
  },
  {
    path: '/settings/email/change',
    title: 'one code wrong, and one missing',
    typed: { deed: 'prove', byOld: 'yes', newCode: 'AAAA-BBBB', oldCode: '' },
    wrong: ['newCode', 'oldCode'],
    before: askChange,
    silent: ['deed', 'byOld'],
  },
  {
    path: '/licenses/:license/members',
    title: 'no username',
    typed: { deed: 'offer', username: 'ada@example.com' },
    wrong: ['username'],
    silent: ['deed', 'offer'],
  },
  {
    path: '/licenses/:license/members/:member',
    title: 'a deed that does not exist',
    typed: { deed: 'dance' },
    wrong: [],
    silent: ['deed'],
  },
  {
    path: '/licenses/:license/coupon',
    title: 'a mistyped code',
    typed: { coupon: 'K7QM-0000-0000-0001', product: 'sonar', return: 'com.example.sonar:/done' },
    wrong: ['coupon'],
    silent: ['deed'],
  },
  {
    path: '/licenses/:license/transfer',
    title: 'a deed that does not exist',
    typed: { deed: 'dance' },
    wrong: [],
    silent: ['deed', 'username', 'current'],
  },
  {
    path: '/licenses/:license/takeover',
    title: 'a deed that does not exist',
    typed: { deed: 'dance' },
    wrong: [],
    silent: ['deed'],
  },
  {
    path: '/offers/:offer',
    title: 'a deed that does not exist',
    typed: { deed: 'dance' },
    wrong: [],
    silent: ['deed'],
  },
  {
    path: '/invitations/:token',
    title: 'a deed that does not exist',
    typed: { deed: 'dance' },
    wrong: [],
    silent: ['deed'],
  },
  {
    path: '/invitations/:token/signup',
    title: 'everything wrong',
    typed: { username: 'ada@example.com', password: WEAK, remember: 'yes', terms: '' },
    wrong: ['username', 'password', 'terms'],
  },
  {
    path: '/invitations/:token/signup',
    title: 'nothing',
    typed: { username: '', password: '' },
    wrong: ['username', 'password', 'terms'],
  },
  {
    path: '/claim',
    title: 'no address',
    typed: { deed: 'ask', email: 'nobody' },
    wrong: ['email'],
    silent: ['deed'],
  },
  {
    path: '/claim',
    title: 'a wrong code',
    typed: { deed: 'prove', email: 'eve@example.com', code: 'AAAA-BBBB', takeOver: 'yes' },
    wrong: ['code'],
    before: askClaim,
    silent: ['deed', 'takeOver'],
  },
  {
    path: '/claim',
    title: 'no code',
    typed: { deed: 'prove', email: 'eve@example.com', code: '' },
    wrong: ['code'],
    silent: ['deed'],
  },
  {
    path: '/settings/notices',
    title: 'no address',
    typed: { expiry: 'yes', policy: 'yes', news: 'yes', email: 'nobody' },
    wrong: ['email'],
  },
  {
    path: '/settings/delete',
    title: 'a wrong password and no tick',
    typed: { current: WRONG, endLicenses: 'yes' },
    wrong: ['sure', 'current'],
  },
  {
    path: '/settings/delete',
    title: 'a wrong password',
    typed: { current: WRONG, sure: 'yes' },
    wrong: ['current'],
  },
];

describe('a form that is refused', () => {
  let portal: Portal;
  let post: Post;
  let ada: Customer;
  let visitor: Browser;
  let shared: Readonly<Record<string, string>>;
  before(async () => {
    portal = await openTestPortal();
    post = await openPost(portal);
    ada = await portal.customer('ada');
    const eve = await portal.customer('eve');
    shared = { ...(await share(ada, eve)), link: `${dayOf(portal.server.clock.now())}.${random22()}` };
  });
  beforeEach(() => {
    // no guess of an earlier test delays one of this test
    portal.server.clock.move(300);
    visitor = portal.browser();
  });
  after(async () => {
    await post.end();
    await portal.end();
  });

  for (const { path, fields, show } of ROUTES) {
    // a form without a page of its own, or with buttons alone, is refused with an error page
    if (fields === undefined || show === undefined || Object.keys(fields).join() === 'deed') continue;
    it(`of ${path} is in the table with every field`, () => {
      const cases = CASES.filter((listed) => listed.path === path);
      const named = cases.flatMap(({ typed, wrong, silent = [] }) => [
        ...Object.keys(typed),
        ...wrong,
        ...silent,
      ]);
      expect([...new Set(named)]).to.have.members(Object.keys(fields));
    });
  }

  for (const { path, title, typed, wrong, before: prepare, silent = [] } of CASES) {
    it(`${path}, ${title}: shows ${wrong.length} faults at once, and what was typed`, async () => {
      const row = ROUTES.find((listed) => listed.path === path);
      const browser = row?.enter === 'customer' ? ada.browser : visitor;
      await browser.get(pathTo(path, shared));
      await prepare?.(browser, ada);
      const url = pathTo(path, { ...shared, license: ada.license, activation: ada.activation });
      const before = tablesOf(portal.server.config)['accounts'];
      const heard = await browser.post(url, typed);
      expect(heard.status, wordsIn(heard)).to.be.within(400, 499);
      const tags = tagsOf(heard.text);
      const ids = tags.flatMap(({ attributes }) => attributes['id'] ?? []);
      const shown = ids.filter((id) => id.endsWith('-wrong')).map((id) => id.replace('-wrong', ''));
      expect(shown, wordsIn(heard)).to.have.members([...wrong]);
      expect(heard.text).to.include('role="alert"');
      for (const [name, value] of Object.entries(typed))
        if (!silent.includes(name)) expectKept(heard.text, name, String(value));
      for (const secret of [WEAK, WRONG]) expect(heard.text).to.not.include(secret);
      expect(tablesOf(portal.server.config)['accounts']).to.deep.equal(before);
    });
  }

  it('for a box that was missed loses nothing but the password, and can then be sent', async () => {
    const { licenseKey } = await portal.server.run(operations.licensing.issueLicense, {
      product: 'sonar',
      email: 'bea@example.com',
    });
    const typed = { licenseKey, username: 'bea', password: 'seven herons by the fjord', remember: 'yes' };
    const { text } = await visitor.get('/signup');
    const refused = await visitor.post('/signup', typed);
    expect(refused.text).to.include(`value="${licenseKey}"`).and.include('value="bea"');
    expect(wordsIn(refused)).to.include('Tick the box').and.include('Enter the password again');
    const terms = /name="terms"[^>]*value="([^"]*)"/.exec(text)?.[1] ?? '';
    expect((await visitor.post('/signup', { ...typed, terms })).status).to.equal(200);
  });
});

/** What was typed is in its field again; a password is not. */
function expectKept(page: string, name: string, value: string): void {
  const controls: Tag[] = tagsOf(page).filter(({ attributes }) => attributes['name'] === name);
  const [control] = controls;
  if (control?.attributes['type'] !== 'radio') expect(controls, name).to.have.lengthOf(1);
  if (control?.attributes['type'] === 'checkbox') {
    expect('checked' in control.attributes, name).to.equal(value !== '');
    return;
  }
  if (control?.attributes['type'] === 'radio') {
    const values = controls.map(({ attributes }) => attributes['value']);
    const chosen = controls.filter(({ attributes }) => 'checked' in attributes);
    expect(chosen.map(({ attributes }) => attributes['value'])).to.deep.equal([
      values.includes(value) ? value : values[0],
    ]);
    return;
  }
  if (control?.name === 'textarea') {
    expect(page).to.contain(`>\n${value}</textarea>`);
    return;
  }
  expect(control?.attributes['type'] === 'password', name).to.equal(PASSWORDS.includes(name));
  expect(control?.attributes['value'], name).to.equal(PASSWORDS.includes(name) ? '' : value);
}
