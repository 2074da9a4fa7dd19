/**
 * Known browsers on both engines: to whom a cookie is known, what voids it, that its tries are its own, and what is stored
 * of it. The cookie's attributes are tested in `test/server/portal/cross-site.test.ts`.
 */

import { expect } from 'chai';
import { KNOWN_BROWSER_TRIES, KNOWN_BROWSERS_MAX } from '../../../../server/domain/account/known-browser.ts';
import { LOGIN_TRIES } from '../../../../server/domain/account/login-throttle.ts';
import { DAY_SECONDS } from '../../../../server/domain/kernel/day.ts';
import type { PersonalData } from '../../../../server/domain/privacy/personal-data.ts';
import { operations } from '../../../../server/domain/operations.ts';
import {
  codeOf,
  HERE,
  openShop,
  OTHER_PASSWORD,
  PASSWORD,
  WORLDS,
  type Shop,
} from '../../../support/accounts.ts';

const LANGUAGE = { language: 'en' };

for (const [engine, open] of WORLDS) {
  describe(`known browsers over ${engine}`, () => {
    let shop: Shop;
    let names = 0;
    before(async () => {
      shop = await openShop(await open());
    });
    after(() => shop.test.end());

    const fresh = () => `bo-${(names += 1)}`;
    const logIn = (username: string, password: string, browser?: string) =>
      shop.accounts.logIn({ username, password, remember: false, asker: { ...HERE, browser } });
    const isKnown = async (username: string, browser: string) =>
      (await shop.accounts.recogniseBrowser({ username, browser })).account !== null;
    const wrong = async (tries: number, username: string, browser?: string) => {
      const codes = new Set<string>();
      for (let nth = 0; nth < tries; nth += 1)
        codes.add(await codeOf(logIn(username, OTHER_PASSWORD, browser)));
      return [...codes];
    };

    it('are known to one account, in any writing of its name, and say no name', async () => {
      const { username, who, cookie, licenseKey } = await shop.signUp(fresh());
      const other = await shop.signUp(fresh());
      for (const name of [username, ` ${username.toUpperCase()} `, licenseKey])
        expect(await isKnown(name, cookie.known), name).to.equal(true);
      for (const name of [other.username, 'nobody', ''])
        expect(await isKnown(name, cookie.known), name).to.equal(false);
      const [random = ''] = cookie.known.split('.');
      for (const text of [cookie.known, Buffer.from(random, 'base64url').toString('latin1')])
        for (const secret of [username, who.account, cookie.token]) expect(text).to.not.include(secret);
    });

    it('show, as sessions do, without a look-up that this installation made their cookie', async () => {
      const { cookie } = await shop.signUp(fresh());
      const { world } = shop.test;
      const known = (token: string) => `${token}.${cookie.known.split('.').slice(1).join('.')}`;
      const [marked = ''] = cookie.known.split('.');
      expect([
        world.isOwnCookie('session', cookie.token),
        world.isOwnCookie('known', known(marked)),
      ]).to.deep.equal([true, true]);
      const altered = (text: string, index: number) =>
        `${text.slice(0, index)}${text[index] === 'A' ? 'B' : 'A'}${text.slice(index + 1)}`;
      for (let index = 0; index < cookie.token.length; index += 1)
        expect(world.isOwnCookie('session', altered(cookie.token, index)), `at ${index}`).to.equal(false);
      for (let index = 0; index < marked.length; index += 1)
        expect(world.isOwnCookie('known', known(altered(marked, index))), `at ${index}`).to.equal(false);
      for (const text of ['', cookie.token.slice(0, 22), cookie.known])
        expect(world.isOwnCookie('session', text), text).to.equal(false);
      for (const text of ['', marked, cookie.token])
        expect(world.isOwnCookie('known', text), text).to.equal(false);
    });

    it('are not known by a cookie that was altered, of another account or of a day to come', async () => {
      const { username, cookie } = await shop.signUp(fresh());
      const other = await shop.signUp(fresh());
      const [random = '', day = '', mac = ''] = cookie.known.split('.');
      const [, , otherMac = ''] = other.cookie.known.split('.');
      const turned = (text: string) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
      const altered = [
        [turned(random), day, mac],
        [random, day, turned(mac)],
        [random, String(Number(day) - 1), mac],
        [random, String(Number(day) + 1), mac],
        [random, `0${day}`, mac],
        [random, day, otherMac],
        [mac, day, random],
        [random, day, ''],
        [random, day],
        [''],
      ].map((parts) => parts.join('.'));
      for (const browser of [...altered, other.cookie.known, cookie.token, `${cookie.known}.x`])
        expect(await isKnown(username, browser), browser).to.equal(false);
      expect(await isKnown(username, cookie.known)).to.equal(true);
    });

    it('have tries of their own, which a network that guesses does not spend', async () => {
      const { username, cookie } = await shop.signUp(fresh());
      expect(await wrong(LOGIN_TRIES.asker.atOnce + 1, username)).to.include('too_many_requests');
      expect(await codeOf(logIn(username, PASSWORD))).to.equal('too_many_requests');
      expect(await codeOf(logIn(username, PASSWORD, cookie.known))).to.equal('done');
      expect(await wrong(KNOWN_BROWSER_TRIES - 1, username, cookie.known)).to.deep.equal([
        'credentials_wrong',
      ]);
      expect(await codeOf(logIn(username, PASSWORD, cookie.known)), 'the right one').to.equal('done');
      expect(await wrong(KNOWN_BROWSER_TRIES - 1, username, cookie.known)).to.deep.equal([
        'credentials_wrong',
      ]);
      expect(await codeOf(logIn(username, PASSWORD)), 'and the network spends none').to.equal(
        'too_many_requests',
      );
    });

    it('are void for good after ten wrong passwords, at once too, and each alone', async () => {
      const { username, cookie } = await shop.signUp(fresh());
      const second = await logIn(username, PASSWORD);
      const codes = await Promise.all(
        Array.from({ length: 15 }, () => codeOf(logIn(username, OTHER_PASSWORD, cookie.known))),
      );
      expect(codes).to.not.include('done');
      expect(await isKnown(username, cookie.known)).to.equal(false);
      expect(await isKnown(username, second.known)).to.equal(true);
      const third = await logIn(username, PASSWORD, second.known);
      expect(await isKnown(username, third.known)).to.equal(true);
      shop.test.clock.move(100 * DAY_SECONDS);
      expect(await isKnown(username, cookie.known)).to.equal(false);
    });

    it('are known for 180 days', async () => {
      const { username, cookie } = await shop.signUp(fresh());
      shop.test.clock.move(180 * DAY_SECONDS);
      expect(await isKnown(username, cookie.known)).to.equal(true);
      shop.test.clock.move(DAY_SECONDS);
      expect(await isKnown(username, cookie.known)).to.equal(false);
    });

    const VOIDED: readonly [
      how: string,
      password: string,
      act: (customer: Awaited<ReturnType<Shop['signUp']>>) => Promise<unknown>,
    ][] = [
      [
        'a new password',
        OTHER_PASSWORD,
        ({ who }) =>
          shop.accounts.changePassword({ who, password: PASSWORD, next: OTHER_PASSWORD, ...LANGUAGE }),
      ],
      [
        'a recovery code',
        OTHER_PASSWORD,
        ({ username, recoveryCodes: [code = ''] }) =>
          shop.accounts.useRecoveryCode({ username, code, next: OTHER_PASSWORD, asker: HERE, ...LANGUAGE }),
      ],
      [
        'being forgotten',
        PASSWORD,
        ({ who, cookie }) => shop.accounts.forgetBrowser({ who, browser: cookie.known }),
      ],
      [
        'the deletion of the account',
        '',
        ({ who }) => shop.accounts.deleteAccount({ who, password: PASSWORD, endLicenses: false }),
      ],
    ];
    for (const [how, password, act] of VOIDED) {
      it(`are void after ${how}`, async () => {
        const customer = await shop.signUp(fresh());
        const { username, cookie } = customer;
        await wrong(1, username, cookie.known);
        expect(await isKnown(username, cookie.known)).to.equal(true);
        await act(customer);
        expect(await isKnown(username, cookie.known)).to.equal(false);
        if (password !== '') {
          const { known } = await logIn(username, password);
          expect(await isKnown(username, known), 'a new login').to.equal(true);
        }
      });
    }

    it('are not forgotten for somebody else', async () => {
      const { username, cookie } = await shop.signUp(fresh());
      const { who } = await shop.signUp(fresh());
      await shop.accounts.forgetBrowser({ who, browser: cookie.known });
      expect(await isKnown(username, cookie.known)).to.equal(true);
    });

    it('are stored nowhere until a password is wrong, and then shown to their owner', async () => {
      const { username, who, cookie } = await shop.signUp(fresh());
      const listed = async () => {
        const { tables } = await shop.test.run(operations.privacy.listPersonalData, who);
        return tables.find(({ table }) => table === 'known_browsers')?.values.length ?? 0;
      };
      await logIn(username, PASSWORD, cookie.known);
      expect(await listed()).to.equal(0);
      await wrong(1, username, cookie.known);
      expect(await listed()).to.equal(1);
      await logIn(username, PASSWORD, cookie.known);
      expect(await listed()).to.equal(0);
    });

    it('of one account are counted for fifty at most, and while fifty are void no other is known', async () => {
      const { username, who, cookie } = await shop.signUp(fresh());
      const stored = async () => {
        let [rows, after]: [number, string | null] = [0, ''];
        while (after !== null) {
          const part: PersonalData = await shop.test.run(operations.privacy.listPersonalData, {
            ...who,
            after,
          });
          rows += part.tables.find(({ table }) => table === 'known_browsers')?.values.length ?? 0;
          after = part.next;
        }
        return rows;
      };
      const browsers: string[] = [];
      for (let nth = 0; nth < KNOWN_BROWSERS_MAX + 2; nth += 1)
        browsers.push((await logIn(username, PASSWORD, cookie.known)).known);
      for (const browser of browsers) await wrong(1, username, browser);
      expect(await stored()).to.equal(KNOWN_BROWSERS_MAX);
      const [last = '', other = '', spare = '', ...forgotten] = browsers;
      for (const browser of forgotten) await shop.accounts.forgetBrowser({ who, browser });
      for (const browser of [last, other, spare]) expect(await isKnown(username, browser)).to.equal(true);
      expect(await wrong(KNOWN_BROWSER_TRIES, username, last)).to.deep.equal(['credentials_wrong']);
      for (const browser of browsers) expect(await isKnown(username, browser)).to.equal(false);
      expect(await stored()).to.equal(KNOWN_BROWSERS_MAX);
      shop.test.clock.move(181 * DAY_SECONDS);
      const fresher = await logIn(username, PASSWORD);
      expect(await isKnown(username, fresher.known), 'until a purge').to.equal(false);
    });
  });
}
