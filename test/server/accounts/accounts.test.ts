/**
 * The account service of the portal on both engines, with real hashes: signing up with a key, logging in, staying
 * logged in, changing the password, and logging in with a recovery code. Logins with an unknown name are tested in
 * `test/server/domain/account/login-throttle.test.ts`.
 */

import { expect } from 'chai';
import { DAY_SECONDS, HOUR_SECONDS } from '../../../server/domain/kernel/day.ts';
import { Refusal } from '../../../server/domain/kernel/refusal.ts';
import { LOGIN_TRIES } from '../../../server/domain/account/login-throttle.ts';
import { SESSIONS_MAX, type SessionCookie } from '../../../server/domain/account/session.ts';
import {
  codeOf,
  HERE,
  openShop,
  OTHER_PASSWORD,
  PASSWORD,
  WORLDS,
  type Shop,
} from '../../support/accounts.ts';
import { patiently } from '../../support/patiently.ts';
import { operations } from '../../../server/domain/operations.ts';

for (const [engine, open] of WORLDS) accountsOver(engine, open);

function accountsOver(engine: string, open: (typeof WORLDS)[number][1]): void {
  describe(`accounts over ${engine}`, function () {
    let shop: Shop;
    let names = 0;
    before(async () => {
      shop = await openShop(await open());
    });
    after(() => shop.test.end());

    const fresh = () => `ada-${(names += 1)}`;
    const logIn = (username: string, password = PASSWORD, remember = false) =>
      shop.accounts.logIn({ username, password, remember, asker: HERE });
    const resume = (token: string) => shop.accounts.resume(token);
    const asked = (licenseKey: string, changes: object = {}) => ({
      username: fresh(),
      password: PASSWORD,
      licenseKey,
      terms: '2026-01',
      remember: false,
      ...changes,
    });

    it('are created with a license key, and no data about the person', async () => {
      const { licenseKey } = await shop.sell();
      const { cookie, recoveryCodes } = await shop.accounts.signUp(
        asked(licenseKey, { username: ' Ada.L ' }),
      );
      expect(cookie.seconds).to.equal(undefined);
      expect(recoveryCodes).to.have.lengthOf(10);
      for (const code of recoveryCodes)
        expect(code).to.match(/^(?:[0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}$/);
      expect((await resume(cookie.token))?.who.username).to.equal('ada.l');
    });

    it('are refused without a valid key, name or password, and for a license that has an owner', async () => {
      const { licenseKey, license } = await shop.sell();
      const taken = await shop.signUp(fresh());
      const codeOfSignUp = (changes: object) => codeOf(shop.accounts.signUp(asked(licenseKey, changes)));
      expect(await codeOfSignUp({ licenseKey: 'SONAR-1' })).to.equal('license_key_malformed');
      expect(await codeOfSignUp({ licenseKey: licenseKey.replaceAll(/[^-](?=[^-]*$)/g, '0') })).to.match(
        /^license_key_/,
      );
      expect(await codeOfSignUp({ licenseKey: taken.licenseKey })).to.equal('license_owned');
      expect(await codeOfSignUp({ username: taken.username.toUpperCase() })).to.equal('username_taken');
      expect(await codeOfSignUp({ username: 'ada@example.com' })).to.equal('username_malformed');
      expect(await codeOfSignUp({ password: 'sonar2026' })).to.equal('password_refused');
      expect(await codeOfSignUp({ username: 'ada.lovelace', password: 'adalovelace' })).to.equal(
        'password_refused',
      );
      expect(await codeOfSignUp({})).to.equal('done');
      expect(await codeOfSignUp({})).to.equal('license_owned');
      const other = await shop.sell();
      await shop.test.run(operations.licensing.revokeLicense, { license: other.license });
      expect(await codeOf(shop.accounts.signUp(asked(other.licenseKey)))).to.equal('license_revoked');
      expect(license).not.to.equal(other.license);
    });

    it('lose a license that an operator detaches, and the holder of its key can create another account', async () => {
      const lost = await shop.signUp(fresh());
      const { account } = lost.who;
      await shop.test.run(operations.ownership.disownLicense, {
        license: lost.license,
        reason: 'lost account',
      });
      expect((await shop.test.run(operations.ownership.listOwned, { account })).items).to.deep.equal([]);
      const shown = shop.test.run(operations.ownership.showOwned, { account, license: lost.license });
      expect(await codeOf(shown)).to.equal('license_unknown');
      expect(await codeOf(shop.accounts.signUp(asked(lost.licenseKey)))).to.equal('done');
    });

    it('with the same name: one of two concurrent ones is created', async () => {
      const username = fresh();
      const keys = await Promise.all([shop.sell(), shop.sell(), shop.sell()]);
      const codes = await Promise.all(
        keys.map(({ licenseKey }) => codeOf(shop.accounts.signUp(asked(licenseKey, { username })))),
      );
      expect(codes.toSorted()).to.deep.equal(['done', 'username_taken', 'username_taken']);
    });

    it('for the same license: one of two concurrent ones is created, and the other name stays free', async () => {
      const { licenseKey } = await shop.sell();
      const all = [asked(licenseKey), asked(licenseKey)];
      const codes = await Promise.all(all.map((first) => codeOf(shop.accounts.signUp(first))));
      expect(codes.toSorted()).to.deep.equal(['done', 'license_owned']);
      const loser = all[codes.indexOf('license_owned')]!;
      const { licenseKey: another } = await shop.sell();
      expect(await codeOf(shop.accounts.signUp({ ...loser, licenseKey: another }))).to.equal('done');
    });

    it('are opened with name and password, each login with its own token', async () => {
      const { username, cookie } = await shop.signUp(fresh());
      const [first, second] = [await logIn(username.toUpperCase()), await logIn(username)];
      expect(new Set([cookie.token, first.token, second.token]).size).to.equal(3);
      for (const { token } of [cookie, first, second]) {
        expect(token).to.match(/^[\w-]{43}$/);
        expect((await resume(token))?.who.username).to.equal(username);
      }
      expect(await codeOf(logIn(username, OTHER_PASSWORD))).to.equal('credentials_wrong');
      expect(await codeOf(logIn('nobody.at.all', PASSWORD))).to.equal('credentials_wrong');
      expect(await resume('A'.repeat(43))).to.equal(undefined);
    });

    it('stay open for twelve hours, and for thirty days if the browser is remembered', async () => {
      const { username } = await shop.signUp(fresh());
      const brief = await logIn(username);
      let kept: SessionCookie = await logIn(username, PASSWORD, true);
      expect(brief.seconds).to.equal(undefined);
      expect(kept.seconds).to.be.within(30 * DAY_SECONDS - HOUR_SECONDS, 30 * DAY_SECONDS);
      shop.test.clock.move(11 * HOUR_SECONDS);
      expect((await resume(brief.token))?.cookie).to.equal(undefined);
      expect((await resume(kept.token))?.cookie).to.equal(undefined);
      shop.test.clock.move(HOUR_SECONDS);
      expect(await resume(brief.token)).to.equal(undefined);
      for (let days = 0; days < 29; days += 1) {
        const resumed = await resume(kept.token);
        expect(resumed?.who.username, `day ${days}`).to.equal(username);
        kept = resumed!.cookie!;
        shop.test.clock.move(DAY_SECONDS);
      }
      shop.test.clock.move(DAY_SECONDS);
      expect(await resume(kept.token)).to.equal(undefined);
    });

    it('end a whole token family if a token is used again after it was exchanged', async () => {
      const { username } = await shop.signUp(fresh());
      const [stolen, other] = [await logIn(username, PASSWORD, true), await logIn(username, PASSWORD, true)];
      shop.test.clock.move(12 * HOUR_SECONDS);
      const exchanged = (await resume(stolen.token))?.cookie;
      expect((await resume(exchanged!.token))?.who.username).to.equal(username);
      expect(await resume(stolen.token)).to.equal(undefined);
      expect(await resume(exchanged!.token), 'the family').to.equal(undefined);
      expect((await resume(other.token))?.who.username, 'another login').to.equal(username);
    });

    it('are closed by logging out, in this browser or in all others', async () => {
      const { username, cookie } = await shop.signUp(fresh());
      const [first, second] = [await logIn(username), await logIn(username, PASSWORD, true)];
      const { who } = (await resume(first.token))!;
      const listed = await shop.accounts.listSessions(who);
      expect(listed.map(({ own, remembered }) => [own, remembered])).to.have.deep.members([
        [true, false],
        [false, true],
        [false, false],
      ]);
      await shop.accounts.logOut(cookie.token);
      expect(await resume(cookie.token)).to.equal(undefined);
      await shop.accounts.endOtherSessions(who);
      expect(await resume(second.token)).to.equal(undefined);
      expect((await resume(first.token))?.who).to.deep.equal(who);
      await shop.accounts.logOut('nobody’s');
    });

    it('are closed in all other browsers, even if these exchange their tokens at the same moment', async () => {
      const { username, who } = await shop.signUp(fresh());
      const logins: SessionCookie[] = [];
      for (let nth = 0; nth < 8; nth++) logins.push(await logIn(username, PASSWORD, true));
      shop.test.clock.move(13 * 3_600);
      const own = await logIn(username);
      const asking = (await resume(own.token))!.who;
      await Promise.all([
        ...logins.slice(0, 4).map(({ token }) => patiently(() => shop.accounts.resume(token))),
        patiently(() => shop.accounts.endOtherSessions(asking)),
        ...logins.slice(4).map(({ token }) => patiently(() => shop.accounts.resume(token))),
      ]);
      const left = await shop.accounts.listSessions({ ...who, family: asking.family });
      expect(left.map((first) => first.own)).to.deep.equal([true]);
    });

    it('change their password, which ends every other session', async () => {
      const { username } = await shop.signUp(fresh());
      const [first, second] = [await logIn(username, PASSWORD, true), await logIn(username)];
      const { who } = (await resume(first.token))!;
      const change = (password: string, next: string) =>
        shop.accounts.changePassword({ who, password, next });
      expect(await codeOf(change(OTHER_PASSWORD, 'a new one with words'))).to.equal('credentials_wrong');
      expect(await codeOf(change(PASSWORD, 'password1'))).to.equal('password_refused');
      const cookie = await change(PASSWORD, OTHER_PASSWORD);
      expect(cookie.seconds, 'the browser remembers as before').to.be.a('number');
      for (const { token } of [first, second]) expect(await resume(token)).to.equal(undefined);
      expect((await resume(cookie.token))?.who.username).to.equal(username);
      expect(await codeOf(logIn(username))).to.equal('credentials_wrong');
      expect(await codeOf(logIn(username, OTHER_PASSWORD))).to.equal('done');
    });

    it('change their username, with which they then log in, and keep sessions and recovery codes', async () => {
      const { username, who, cookie, recoveryCodes } = await shop.signUp(fresh());
      const { username: taken } = await shop.signUp(fresh());
      const change = (name: string, password = PASSWORD) =>
        codeOf(shop.accounts.changeUsername({ who, password, username: name }));
      expect(await change('grace', OTHER_PASSWORD)).to.equal('credentials_wrong');
      expect(await change('ada@example.com')).to.equal('username_malformed');
      expect(await change(taken.toUpperCase())).to.equal('username_taken');
      expect(await codeOf(shop.accounts.checkUsername(taken))).to.equal('username_taken');
      const next = fresh();
      expect(await change(` ${next.toUpperCase()} `)).to.equal('done');
      expect((await resume(cookie.token))?.who.username).to.equal(next);
      expect([await codeOf(logIn(username)), await codeOf(logIn(next))]).to.deep.equal([
        'credentials_wrong',
        'done',
      ]);
      const [code = ''] = recoveryCodes;
      const used = shop.accounts.useRecoveryCode({ username: next, code, next: PASSWORD, asker: HERE });
      expect(await codeOf(used)).to.equal('done');
      expect((await shop.signUp(username)).username, 'the old name is free').to.equal(username);
    });

    it('that want the same username at once: one of them gets it', async () => {
      const wanted = fresh();
      const all = [await shop.signUp(fresh()), await shop.signUp(fresh()), await shop.signUp(fresh())];
      const codes = await Promise.all(
        all.map(({ who }) =>
          codeOf(shop.accounts.changeUsername({ who, password: PASSWORD, username: wanted })),
        ),
      );
      expect(codes.toSorted()).to.deep.equal(['done', 'username_taken', 'username_taken']);
    });

    it('are found by a license key where the username is forgotten, and still need the password or a code', async () => {
      const { username, licenseKey, recoveryCodes } = await shop.signUp(fresh());
      const typed = ` ${licenseKey.toLowerCase().replaceAll('-', ' ')} `;
      const { token } = await logIn(typed);
      expect((await resume(token))?.who.username).to.equal(username);
      expect(await codeOf(logIn(licenseKey, OTHER_PASSWORD))).to.equal('credentials_wrong');
      const unowned = await shop.sell();
      for (const name of [unowned.licenseKey, licenseKey.replace(/.$/, (last) => (last === '0' ? '1' : '0'))])
        expect(await codeOf(logIn(name))).to.equal('credentials_wrong');
      const [code = ''] = recoveryCodes;
      const asked = { username: licenseKey, code, next: OTHER_PASSWORD, asker: HERE };
      expect(await codeOf(shop.accounts.checkRecoveryCode(asked))).to.equal('done');
      expect(await codeOf(shop.accounts.useRecoveryCode(asked))).to.equal('done');
      expect(await codeOf(logIn(username, OTHER_PASSWORD))).to.equal('done');
    });

    it('delay guesses by name and by key together', async () => {
      const { username, licenseKey } = await shop.signUp(fresh());
      for (let nth = 0; nth < LOGIN_TRIES.asker.atOnce; nth += 1)
        expect(await codeOf(logIn(nth % 2 ? username : licenseKey, OTHER_PASSWORD))).to.equal(
          'credentials_wrong',
        );
      for (const name of [username, licenseKey])
        expect(await codeOf(logIn(name))).to.equal('too_many_requests');
      shop.test.clock.move(2 * HOUR_SECONDS);
      expect(await codeOf(logIn(licenseKey))).to.equal('done');
    });

    it('are opened once with each recovery code, however it is typed', async () => {
      const { username, recoveryCodes, cookie, who } = await shop.signUp(fresh());
      const use = (code: string, next = OTHER_PASSWORD, name = username) =>
        codeOf(shop.accounts.useRecoveryCode({ username: name, code, next, asker: HERE }));
      const [first = '', second = '', third = ''] = recoveryCodes;
      expect(await use(first, 'password1')).to.equal('password_refused');
      expect(await use(` ${first.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o')} `)).to.equal(
        'done',
      );
      expect(await resume(cookie.token), 'ends the sessions').to.equal(undefined);
      expect(await codeOf(logIn(username, OTHER_PASSWORD))).to.equal('done');
      expect(await use(first)).to.equal('credentials_wrong');
      const other = await shop.signUp(fresh());
      expect(await use(second, OTHER_PASSWORD, other.username), 'of another').to.equal('credentials_wrong');
      expect(await shop.test.run(operations.account.countRecoveryCodes, who)).to.equal(9);
      const renewed = await shop.accounts.renewRecoveryCodes({ who, password: OTHER_PASSWORD });
      expect(await shop.test.run(operations.account.countRecoveryCodes, who)).to.equal(10);
      expect(await use(third)).to.equal('credentials_wrong');
      expect(await use(renewed[0]!)).to.equal('done');
    });

    it('that somebody guesses at are open again at the second that the refusal names', async () => {
      const { username } = await shop.signUp(fresh());
      shop.test.clock.move(HOUR_SECONDS - (shop.test.clock.now() % HOUR_SECONDS) + 60);
      for (const name of [username, fresh()]) {
        for (let wrong = 0; wrong < LOGIN_TRIES.asker.atOnce; wrong += 1)
          expect(await codeOf(logIn(name, OTHER_PASSWORD))).to.equal('credentials_wrong');
        const refusal: unknown = await logIn(name).catch((error: unknown) => error);
        expect(refusal).to.be.instanceOf(Refusal);
        expect((refusal as Refusal).parts).to.deep.equal({ code: 'too_many_requests', retryAfter: 7140 });
      }
      shop.test.clock.move(7139);
      expect(await codeOf(logIn(username))).to.equal('too_many_requests');
      shop.test.clock.move(1);
      expect(await codeOf(logIn(username))).to.equal('done');
      expect(await codeOf(logIn(username, OTHER_PASSWORD)), 'starts again').to.equal('credentials_wrong');
      expect(await codeOf(logIn(username))).to.equal('done');
    });

    it('have at most fifty logins at once: the oldest ends, and only of this account', async () => {
      const { username, who, cookie } = await shop.signUp(fresh());
      const other = await shop.signUp(fresh());
      const credentials = (await shop.test.run(operations.account.tryPassword, {
        username,
        asker: 'owner',
      }))!;
      const login = { ...credentials, remember: true, asker: HERE };
      const tokens: string[] = [cookie.token];
      for (let nth = 1; nth < SESSIONS_MAX; nth += 1) {
        if (nth % 5 === 1) shop.test.clock.move(HOUR_SECONDS);
        tokens.push((await shop.test.run(operations.account.logIn, login)).token);
      }
      expect(await shop.accounts.listSessions(who)).to.have.lengthOf(SESSIONS_MAX);
      expect((await resume(cookie.token))?.who.username, 'the first').to.equal(username);
      for (let more = 0; more < 3; more += 1) {
        const { token } = await shop.test.run(operations.account.logIn, login);
        expect((await resume(token))?.who.username, 'the new one').to.equal(username);
        expect(await shop.accounts.listSessions(who)).to.have.lengthOf(SESSIONS_MAX);
      }
      expect(await resume(cookie.token), 'the oldest').to.equal(undefined);
      expect((await resume(tokens.at(-1) ?? ''))?.who.username, 'the latest').to.equal(username);
      expect((await resume(other.cookie.token))?.who.username, 'of another account').to.equal(other.username);
    });

    it('suggest an available name', () => {
      const suggested = Array.from({ length: 50 }, () => shop.accounts.suggestUsername());
      for (const name of suggested) expect(name).to.match(/^[a-z]+-[a-z]+-\d{4}$/);
      expect(new Set(suggested).size).to.be.greaterThan(45);
    });
  });
}
