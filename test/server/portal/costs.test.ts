/**
 * What a form may cost: no form that is refused cheaply has a password hashed, each form has it hashed as often as it needs,
 * and where no turn comes the answer is honest and nothing was counted. Hashes are counted where they are made.
 */

import { expect } from 'chai';
import { openPasswords } from '../../../server/crypto/passwords.ts';
import type { Passwords } from '../../../server/domain/kernel/ports.ts';
import { Refusal } from '../../../server/domain/kernel/refusal.ts';
import { ROUTES } from '../../../server/portal/routes/routes.ts';
import { POLICIES } from '../../../server/web/rate-limits.ts';
import { random22 } from '../../support/machine.ts';
import { UNLIMITED } from '../../support/world.ts';
import { wordsIn, type Typed } from './browsing.ts';
import { openTestPortal, type Customer, type Portal } from './customers.ts';
import { tablesOf } from './tables.ts';

const FORMS = ROUTES.filter(({ act, from }) => act !== undefined && from !== 'foreign');
const WRONG = 'some herons and an anvil';
const STRANGER = { 'x-forwarded-for': '198.51.100.7' };

describe('a form', () => {
  let portal: Portal;
  let ada: Customer;
  let hashes = 0;
  let isBusy = false;
  before(async () => {
    const real = openPasswords();
    const busy = () => Promise.reject(new Refusal({ code: 'server_unavailable', retryAfter: 2 }));
    const passwords: Passwords = {
      turnOf: (...asker) => real.turnOf(...asker),
      hash: (...rest) => {
        hashes += 1;
        return isBusy ? busy() : real.hash(...rest);
      },
      verify: (load, ...rest) => {
        const counted = () => {
          hashes += 1;
          return load();
        };
        return isBusy ? busy() : real.verify(counted, ...rest);
      },
    };
    const limits = { ...POLICIES, forms: UNLIMITED.forms };
    portal = await openTestPortal({ QUIETKEY_TRUSTED_PROXIES: '127.0.0.1' }, limits, { passwords });
    ada = await portal.customer('ada');
  });
  beforeEach(() => (hashes = 0));
  after(() => portal.end());

  const pathOf = (path: string) =>
    path.replace(':license', ada.license).replace(':activation', ada.activation);
  /** A form in which only what is named is wrong or missing. */
  const typedFor = (names: readonly string[]): Typed => {
    const { username, password, licenseKey, email, activation } = ada;
    const known: Typed = {
      username,
      password,
      licenseKey,
      email,
      activation,
      current: password,
      next: WRONG,
    };
    return Object.fromEntries(names.map((name) => [name, known[name] ?? 'yes']));
  };

  for (const { path, fields = {} } of FORMS.filter((row) => row.fields !== undefined)) {
    it(`${path} costs no hash from another site, of another type, too large or empty`, async () => {
      const typed = typedFor(Object.keys(fields));
      const { browser } = ada;
      const large = { ...typed, more: 'x'.repeat(20_000) };
      const answers = [
        await browser.post(pathOf(path), typed, { origin: 'https://elsewhere.example' }),
        await browser.post(pathOf(path), typed, { 'content-type': 'text/plain' }),
        await browser.post(pathOf(path), large),
        await browser.post(pathOf(path), {}, { origin: 'null' }),
      ];
      for (const { status } of answers) expect(status).to.be.within(400, 499);
      await ada.browser.post(pathOf(path), {});
      expect(hashes).to.equal(0);
    });
  }

  const CHEAP: readonly [what: string, path: string, typed: () => Typed][] = [
    [
      'a wrong recovery code',
      '/recover/code',
      () => ({ username: 'ada', code: 'K7QMP-00000-00000-00001', next: WRONG }),
    ],
    [
      'a recovery code and a weak password',
      '/recover/code',
      () => ({ username: 'ada', code: '1', next: 'password1' }),
    ],
    ['a wrong link', '/reset', () => ({ link: random22(), code: '', next: WRONG })],
    ['a wrong code of a link', '/reset', () => ({ link: '', code: 'AAAA-AAAA', next: WRONG })],
    [
      'an unknown license key',
      '/signup',
      () => signUp({ licenseKey: '00000-00000-00000-00000-00000-00000' }),
    ],
    ['a license key that is taken', '/signup', () => signUp({ licenseKey: ada.licenseKey })],
    ['a taken username', '/signup', () => signUp({ username: 'ada' })],
    ['no terms', '/signup', () => signUp({ terms: '' })],
  ];
  const signUp = (changes: Typed): Typed => ({
    username: 'new-name',
    password: WRONG,
    licenseKey: ada.licenseKey,
    terms: '1',
    ...changes,
  });
  for (const [what, path, typed] of CHEAP) {
    it(`with ${what} costs no hash`, async () => {
      const browser = portal.browser();
      await browser.get('/signup');
      expect((await browser.post(path, typed())).status).to.be.within(400, 499);
      expect(hashes).to.equal(0);
    });
  }

  it('costs no hash once a network has no room for guesses', async () => {
    const guess = (nth: number) =>
      portal.browser().post('/login', { username: `nobody-${nth}`, password: WRONG }, STRANGER);
    let refused = 0;
    // room comes back while a busy machine answers, so that a guess may still be compared
    for (let nth = 0; nth < POLICIES.object.quota + 20; nth += 1) {
      hashes = 0;
      const { status } = await guess(nth);
      refused += Number(status === 429);
      expect(hashes, String(status)).to.equal(status === 429 ? 0 : 1);
    }
    expect(refused).to.be.greaterThan(0);
  });

  const NEEDED: readonly [path: string, typed: () => Typed, hashes: number][] = [
    ['/login', () => ({ username: 'ada', password: ada.password }), 1],
    ['/settings/codes', () => ({ current: ada.password }), 1],
    ['/settings/username', () => ({ current: ada.password, username: 'ada' }), 1],
    ['/settings/password', () => ({ current: ada.password, next: ada.password }), 2],
  ];
  for (const [path, typed, needed] of NEEDED) {
    it(`${path} costs ${needed === 1 ? 'one hash' : `${needed} hashes`}`, async () => {
      const heard = await ada.browser.post(path, typed());
      expect(heard.status, wordsIn(heard)).to.be.oneOf([200, 303, 409, 422]);
      expect(hashes).to.equal(needed);
    });
  }

  it('that gets no turn is answered 503 with Retry-After, and no try is counted', async () => {
    isBusy = true;
    const before = tablesOf(portal.server.config);
    for (const [browser, path, typed] of [
      [portal.browser(), '/login', { username: 'ada', password: WRONG }],
      [ada.browser, '/settings/codes', { current: WRONG }],
      [ada.browser, '/settings/password', { current: WRONG, next: ada.password }],
    ] as const) {
      for (let nth = 0; nth < 12; nth += 1) {
        const heard = await browser.post(path, typed);
        expect([heard.status, heard.headers['retry-after']], path).to.deep.equal([503, '2']);
        expect(wordsIn(heard)).to.include('The server is busy').and.include('Nothing was done');
      }
    }
    isBusy = false;
    expect(tablesOf(portal.server.config)).to.deep.equal(before);
    expect(
      (await portal.browser().post('/login', { username: 'ada', password: ada.password })).status,
    ).to.equal(303);
  });
});
