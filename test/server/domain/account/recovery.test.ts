/**
 * The ways back: a key that is mailed again, a password that is set by a link in the browser that asked, or by its code.
 * What is typed oddly has a documented answer, and whatever is mailed goes to one canonical address.
 */

import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { prepareMailKey, readPrivateMailKey } from '../../../../server/crypto/mail-key.ts';
import { openSealedMail } from '../../../../server/crypto/sealed-mail.ts';
import type { KeyLine, LinkLine, Mail } from '../../../../server/domain/kernel/letter.ts';
import type { Refusal } from '../../../../server/domain/kernel/refusal.ts';
import {
  codeOf,
  HERE,
  openShop,
  OTHER_PASSWORD,
  PASSWORD,
  WORLDS,
  type Customer,
  type Shop,
} from '../../../support/accounts.ts';
import type { TestWorld } from '../../../support/world.ts';
import { ACCOUNTS_MAX } from '../../../../server/domain/account/email.ts';
import { LOGIN_TRIES } from '../../../../server/domain/account/login-throttle.ts';
import { operations } from '../../../../server/domain/operations.ts';

const ADA = 'ada@example.com';
const AT = 'https://licenses.example.com/reset';

/** What is typed, and the canonical address or the refusal's word for it. */
const TYPED: readonly (readonly [typed: string, ends: RegExp | 'mailed'])[] = [
  [ADA, 'mailed'],
  ['  Ada@Example.COM\t', 'mailed'],
  ['ada@EXAMPLE.com\r\n', 'mailed'],
  ['ada@example\uFF0Ecom', /domain/],
  ['\u212Aada@example.com', /part before/],
  ['ada@example.com\u212A', /domain/],
  ['ad\u200Ba@example.com', /control/],
  ['ada\u00AD@example.com', /control/],
  ['ada\uFF20example.com', /exactly one/],
  ['ada@example.com\r\nBcc: eve@example.com', /control/],
  ['ada@x\r\nBcc:', /control/],
  ['ada@example.com,eve@example.com', /exactly one/],
  ['ada@example.com eve@example.com', /exactly one/],
  ['ada@example.com;', /domain/],
  ['Ada <ada@example.com>', /part before|domain/],
  ['"ada"@example.com', /quote/],
  ['ada(home)@example.com', /quote/],
  [`${'a'.repeat(388)}@example.com`, /longer/],
  [`ada@${'a'.repeat(396)}`, /longer/],
  ['ada', /exactly one/],
  ['', /empty/],
];

for (const [engine, open] of WORLDS) {
  describe(`recovery over ${engine}`, () => {
    let test: TestWorld;
    let shop: Shop;
    let ada: Customer;
    let browser: string;
    let codes: string[];

    before(async () => {
      test = await open();
      shop = await openShop(test);
      expect(await codeOf(test.run(operations.account.askKey, { email: ADA }))).to.equal('mail_absent');
      prepareMailKey(test.config.keysFolder, join(test.folder, 'mailer.key'));
      ada = await shop.signUp('ada', ADA);
      codes = [...ada.recoveryCodes];
      await recoverBy(ada, ADA);
    });
    after(() => test.end());
    beforeEach(() => {
      browser = randomBytes(32).toString('base64url');
    });

    /** Takes what waits, as the mailer would read it. */
    const mails = async (): Promise<Mail[]> => {
      const key = readPrivateMailKey(join(test.folder, 'mailer.key'));
      const taken = await test.run(operations.mail.takeMails, {});
      for (const { mail } of taken) await test.run(operations.mail.deleteMail, { mail });
      return Promise.all(taken.map(({ sealed }) => openSealedMail(sealed, key)));
    };
    const mailed = async () => (await mails())[0]!;
    const keysIn = (mail: Mail): readonly KeyLine[] => (mail.letter.kind === 'keys' ? mail.letter.keys : []);
    const askLink = async (email = ADA): Promise<LinkLine & { token: string }> => {
      await test.run(operations.account.askPassword, { email, browser, pageUrl: AT });
      const { letter } = await mailed();
      const line = letter.kind === 'password' ? letter.links[0] : undefined;
      return {
        ...(line ?? { username: '', link: '', code: '' }),
        token: line?.link.split('?link=')[1] ?? '',
      };
    };
    const proof = async () => {
      const { letter, to } = await mailed();
      return { to, ...(letter.kind === 'proof' ? letter : { link: '', code: '' }) };
    };
    const recoverBy = async ({ who }: Customer, email: string) => {
      await test.run(operations.account.askRecoveryEmail, { who, email, pageUrl: AT });
      const { code } = await proof();
      expect(await test.run(operations.account.proveRecoveryEmail, { who, shown: { code } })).to.deep.equal({
        is: 'done',
      });
    };
    const use = (shown: { link: string } | { code: string }, from = browser) =>
      test.run(operations.account.useLink, { shown, browser: from, password: 'hash', asker: HERE });
    /** So that the password is known again. */
    const reset = () =>
      shop.accounts.useRecoveryCode({
        username: 'ada',
        code: codes.pop() ?? '',
        next: PASSWORD,
        asker: HERE,
      });

    for (const [typed, ends] of TYPED) {
      it(`typed ${JSON.stringify(typed).slice(0, 60)}`, async () => {
        for (const ask of [
          () => test.run(operations.account.askKey, { email: typed }),
          () => test.run(operations.account.askPassword, { email: typed, browser, pageUrl: AT }),
        ]) {
          const refused = await ask().then(
            () => undefined,
            (error: unknown) => error as Refusal,
          );
          const sent = await mails();
          if (ends === 'mailed') {
            expect(sent.map(({ to }) => to)).to.deep.equal([{ email: ADA }]);
          } else {
            expect(refused?.code).to.equal('email_malformed');
            expect(refused?.parts.fields?.[0]).to.include({ pointer: '/email' });
            expect(refused?.parts.fields?.[0]?.message).to.match(ends);
            expect(sent).to.deep.equal([]);
          }
        }
      });
    }

    it('mails the keys of all licenses, the same as at their issue, and none where there is none', async () => {
      const { licenseKey } = await shop.sell(ADA);
      await test.run(operations.account.askKey, { email: ADA });
      expect(keysIn(await mailed())).to.have.deep.members(
        [ada.licenseKey, licenseKey].map((key) => ({ product: 'Sonar', licenseKey: key })),
      );
      await test.run(operations.account.askKey, { email: 'nobody@example.com' });
      expect(await mailed()).to.include({ to: null });
    });

    it('sets the password by a link, once, in the browser that asked; ends every session and logs nobody in', async () => {
      const { token, link, username } = await askLink();
      expect(link).to.equal(`${AT}?link=${token}`);
      expect(username).to.equal('ada');
      expect(await test.run(operations.account.followLink, { link: token, browser })).to.deep.equal({
        is: 'open',
        username: 'ada',
      });
      expect(
        await test.run(operations.account.followLink, { link: token, browser: 'another' }),
      ).to.deep.equal({
        is: 'elsewhere',
      });
      expect(await use({ link: token }, 'another')).to.deep.equal({ is: 'elsewhere' });
      const { token: second } = await askLink();
      expect(await shop.accounts.resume(ada.cookie.token)).not.to.equal(undefined);
      expect(await use({ link: token })).to.deep.equal({ is: 'done', username: 'ada' });
      expect(await shop.accounts.resume(ada.cookie.token)).to.equal(undefined);
      for (const link of [token, second, 'x']) {
        expect(await use({ link })).to.deep.equal({ is: 'over' });
        expect(await test.run(operations.account.followLink, { link, browser })).to.deep.equal({
          is: 'over',
        });
      }
      await reset();
    });

    it('ends the delay that a guesser has caused, so that its owner can log in at once', async () => {
      const logIn = (password: string) =>
        codeOf(shop.accounts.logIn({ username: 'ada', password, remember: false, asker: HERE }));
      for (let wrong = 0; wrong < LOGIN_TRIES.asker.atOnce; wrong++) await logIn('wrong');
      expect(await logIn(PASSWORD)).to.equal('too_many_requests');
      const { token } = await askLink();
      const password = await shop.accounts.hashPassword({ username: 'ada', password: OTHER_PASSWORD });
      const used = await test.run(operations.account.useLink, {
        shown: { link: token },
        browser,
        password,
        asker: HERE,
      });
      expect(used).to.deep.equal({ is: 'done', username: 'ada' });
      expect(await logIn(OTHER_PASSWORD)).to.equal('done');
      await reset();
    });

    it('takes the code in its place, however it is typed, in the browser that asked', async () => {
      const { code } = await askLink();
      expect(code).to.match(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
      expect(await use({ code }, 'another')).to.deep.equal({ is: 'over' });
      const typed = ` ${code.toLowerCase().replace('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `;
      expect(await use({ code: typed })).to.deep.equal({ is: 'done', username: 'ada' });
      await reset();
    });

    it('ends with the fifth wrong code, as it does for an address that nobody has', async () => {
      for (const email of [ADA, 'nobody@example.com']) {
        const { code } = await askLink(email);
        for (let tries = 0; tries < 5; tries++)
          expect(await use({ code: '0000-0000' })).to.deep.equal({ is: 'wrong' });
        expect(await use({ code: code || 'AAAA-AAAA' })).to.deep.equal({ is: 'over' });
      }
    });

    it('is over after ten minutes', async () => {
      const { token, code } = await askLink();
      test.clock.move(600);
      expect(await test.run(operations.account.followLink, { link: token, browser })).to.include({
        is: 'open',
      });
      test.clock.move(1);
      expect([await use({ link: token }), await use({ code })]).to.deep.equal([
        { is: 'over' },
        { is: 'over' },
      ]);
    });

    it('is done once by two at the same moment', async () => {
      const { token } = await askLink();
      const ends = await Promise.all([use({ link: token }), use({ link: token })]);
      expect(ends.map(({ is }) => is).sort()).to.deep.equal(['done', 'over']);
      await reset();
    });

    it('knows the account of an email that several have by its code', async () => {
      const bea = await shop.signUp('bea', 'bea@example.com');
      await recoverBy(bea, ADA);
      await test.run(operations.account.askPassword, { email: ADA, browser, pageUrl: AT });
      const { letter } = await mailed();
      const links = letter.kind === 'password' ? letter.links : [];
      expect(links.map(({ username }) => username).sort()).to.deep.equal(['ada', 'bea']);
      const { code } = links.find(({ username }) => username === 'bea')!;
      expect(await use({ code })).to.deep.equal({ is: 'done', username: 'bea' });
      await test.run(operations.account.removeRecoveryEmail, { who: bea.who });
      await shop.accounts.useRecoveryCode({
        username: 'bea',
        code: bea.recoveryCodes[0]!,
        next: OTHER_PASSWORD,
        asker: HERE,
      });
    });

    it('is mailed for five accounts of an email, however many it recovers', async () => {
      const email = 'many@example.com';
      for (const username of ['may', 'mia', 'mel', 'max', 'meg', 'moe'])
        await recoverBy(await shop.signUp(username, email), email);
      await test.run(operations.account.askPassword, { email, browser, pageUrl: AT });
      const { letter } = await mailed();
      expect(letter.kind === 'password' ? letter.links : []).to.have.lengthOf(ACCOUNTS_MAX);
    });

    it('by an email begins when its owner has shown that they read it, in the session that asked', async () => {
      const cyd = await shop.signUp('cyd', 'cyd@example.com');
      const other = { ...cyd.who, family: 'another session' };
      await test.run(operations.account.askRecoveryEmail, {
        who: cyd.who,
        email: 'CYD@example.com',
        pageUrl: AT,
      });
      const { to, link, code } = await proof();
      expect(to).to.deep.equal({ email: 'cyd@example.com' });
      await test.run(operations.account.askPassword, { email: 'cyd@example.com', browser, pageUrl: AT });
      expect(await mailed(), 'before it is proved').to.include({ to: null });
      const shown = { link: link.split('?link=')[1] ?? '' };
      expect(await test.run(operations.account.proveRecoveryEmail, { who: other, shown })).to.deep.equal({
        is: 'elsewhere',
      });
      expect(
        await test.run(operations.account.proveRecoveryEmail, { who: other, shown: { code } }),
      ).to.deep.equal({
        is: 'over',
      });
      expect(await use(shown), 'as a link for a password').to.deep.equal({ is: 'over' });
      expect(await test.run(operations.account.proveRecoveryEmail, { who: cyd.who, shown })).to.deep.equal({
        is: 'done',
      });
      await test.run(operations.account.askPassword, { email: 'cyd@example.com', browser, pageUrl: AT });
      expect((await mailed()).to).to.deep.equal({ email: 'cyd@example.com' });
      await test.run(operations.account.removeRecoveryEmail, { who: cyd.who });
      await test.run(operations.account.askPassword, { email: 'cyd@example.com', browser, pageUrl: AT });
      expect(await mailed()).to.include({ to: null });
    });
  });
}
