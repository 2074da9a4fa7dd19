/**
 * Notices: wanted by nobody by default, sealed for the mailer, sent once for each end of a license, and ended by one click
 * in a mail program, as its standard has it.
 */

import { expect } from 'chai';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { dayOf, DAY_SECONDS, writeDate, addDays } from '../../../../server/domain/kernel/day.ts';
import { notices } from '../../../../server/jobs/daily-notices.ts';
import { openLeaderLock } from '../../../../server/jobs/leader-lock.ts';
import { readConfig } from '../../../../server/config/config.ts';
import { beginMailer, openMailer, sendDue } from '../../../../server/composition/mailer.ts';
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
import { openPostOffice, textOf, type PostOffice } from '../../../support/post-office.ts';
import type { TestWorld } from '../../../support/world.ts';
import { operations } from '../../../../server/domain/operations.ts';

const ADA = 'ada@example.com';
const AT = 'https://licenses.example.com/unsubscribe';

for (const [engine, open] of WORLDS) {
  describe(`notices over ${engine}`, () => {
    let test: TestWorld;
    let shop: Shop;
    let office: PostOffice;
    let ada: Customer;

    beforeEach(async () => {
      test = await open();
      shop = await openShop(test);
      office = await openPostOffice();
      ada = await shop.signUp('ada', ADA);
    });
    afterEach(async () => {
      await office.close();
      await test.end();
    });

    const key = () => join(test.folder, 'mailer.key');
    const lines: object[] = [];
    const delivered = async () => {
      const config = readConfig({
        QUIETKEY_DATA: test.config.dataFolder,
        QUIETKEY_SMTP_URL: `smtp://127.0.0.1:${office.port}`,
        QUIETKEY_MAIL_FROM: 'Sonar <keys@example.com>',
        QUIETKEY_MAILER_KEY: key(),
      });
      await sendDue(openMailer(test.world, config, { log: (line) => lines.push(line) }));
      return office.delivered.splice(0);
    };
    const want = (...wanted: ('expiry' | 'policy' | 'news')[]) =>
      test.run(operations.account.setNotices, {
        who: ada.who,
        wanted,
        email: ' Ada@Example.com',
        unsubscribeUrl: AT,
      });
    const daily = async () => {
      const leaderLock = openLeaderLock(test.world, { task: 'notices', holder: 'node' });
      await notices(
        test.world,
        { leaderLock, unsubscribeUrl: () => AT, log: (line) => lines.push(line) },
        new AbortController().signal,
      );
      return delivered();
    };
    const endIn = (days: number, license = ada.license) =>
      test.run(operations.licensing.renewLicense, {
        license,
        endsOn: writeDate(addDays(dayOf(test.clock.now()), days)),
      });
    const nextDay = () => test.clock.move(DAY_SECONDS);

    it('are wanted by nobody by default, and refused where there is no mailer', async () => {
      expect(await test.run(operations.account.showNotices, { who: ada.who })).to.deep.equal({
        wanted: [],
        sealed: false,
        recoverable: false,
      });
      expect(await codeOf(want('expiry'))).to.equal('mail_absent');
      beginMailer(test.config, key());
      const noAddress = test.run(operations.account.setNotices, {
        who: ada.who,
        wanted: ['news'],
        unsubscribeUrl: AT,
      });
      expect(await codeOf(noAddress)).to.equal('request_malformed');
    });

    it('are sealed, greeted once, and gone with the last wish', async () => {
      beginMailer(test.config, key());
      expect(await want('news', 'expiry')).to.deep.equal({
        wanted: ['expiry', 'news'],
        sealed: true,
        recoverable: false,
      });
      const [mail] = await delivered();
      expect(mail?.to).to.deep.equal([ADA]);
      const kept = { who: ada.who, wanted: ['policy'] as const, unsubscribeUrl: AT };
      expect(await test.run(operations.account.setNotices, kept)).to.include({ sealed: true });
      expect(await delivered()).to.deep.equal([]);
      expect(await test.run(operations.account.setNotices, { ...kept, wanted: [] })).to.include({
        sealed: false,
      });
    });

    it('tell of the end of a license once, thirty days before, and again of the next end', async () => {
      beginMailer(test.config, key());
      await want('expiry');
      await delivered();
      await endIn(31);
      expect(await daily(), 'a day early').to.deep.equal([]);
      nextDay();
      const [mail, more] = await daily();
      expect([mail?.to, more]).to.deep.equal([[ADA], undefined]);
      expect(textOf(mail!.raw)).to.match(/Your license for Sonar ends on \d+ \w+ \d{4}\./);
      for (let days = 0; days < 3; days++) {
        nextDay();
        expect(await daily()).to.deep.equal([]);
      }
      await endIn(20);
      nextDay();
      expect(await daily(), 'of the next end').to.have.lengthOf(1);
      await test.run(operations.licensing.suspendLicense, { license: ada.license });
      await endIn(10);
      nextDay();
      expect(await daily(), 'of a license that is suspended').to.deep.equal([]);
    });

    it('name some of very many licenses, and keep nobody else from being notified', async () => {
      beginMailer(test.config, key());
      await want('expiry');
      await delivered();
      await test.run(operations.licensing.addProduct, { product: 'long', name: 'N'.repeat(80), terms: {} });
      const endsOn = writeDate(addDays(dayOf(test.clock.now()), 5));
      for (let nth = 0; nth < 150; nth++) {
        const { licenseKey } = await test.run(operations.licensing.issueLicense, {
          product: 'long',
          email: ADA,
          endsOn,
        });
        await test.run(operations.ownership.addOwned, { account: ada.who.account, licenseKey });
      }
      expect(await test.run(operations.account.noticeEnding, { after: '', unsubscribeUrl: AT })).to.include({
        written: 1,
      });
      const [mail] = await delivered();
      expect(textOf(mail!.raw)).to.contain('130 more licenses are');
    });

    it('are written once, though a look is cut short and repeated', async () => {
      beginMailer(test.config, key());
      await want('expiry');
      await delivered();
      await endIn(5);
      for (const written of [1, 0, 0])
        expect(await test.run(operations.account.noticeEnding, { after: '', unsubscribeUrl: AT })).to.include(
          {
            written,
          },
        );
      expect(await delivered()).to.have.lengthOf(1);
    });

    it('of the vendor go to those who ticked just that', async () => {
      beginMailer(test.config, key());
      await want('news');
      const bea = await shop.signUp('bea', 'bea@example.com');
      await test.run(operations.account.setNotices, {
        who: bea.who,
        wanted: ['policy'],
        email: 'bea@example.com',
        unsubscribeUrl: AT,
      });
      await delivered();
      const notice = {
        kind: 'news',
        subject: 'Sonar 4',
        text: 'It is out.\n\nIt hears\nmore.',
        unsubscribeUrl: AT,
      } as const;
      expect(await test.run(operations.account.countWanting, { kind: 'news' })).to.deep.equal({
        customers: 1,
      });
      const { written, next } = await test.run(operations.account.sendNotice, { ...notice, after: '' });
      expect(written).to.equal(1);
      expect(await test.run(operations.account.sendNotice, { ...notice, after: next ?? '' })).to.deep.equal({
        written: 0,
        next: null,
      });
      const [mail, more] = await delivered();
      expect([mail?.to, more]).to.deep.equal([[ADA], undefined]);
      expect(textOf(mail!.raw)).to.match(/^It is out\.\r?\n\r?\nIt hears more\.\r?\n\r?\nTo receive no more/);
      for (const bad of [
        { subject: 'two\nlines' },
        { subject: '' },
        { text: ' \n\n ' },
        { text: 'x'.repeat(2_001) },
      ])
        expect(
          await codeOf(test.run(operations.account.sendNotice, { ...notice, ...bad, after: '' })),
        ).to.equal('request_malformed');
      const longest = { ...notice, subject: '語'.repeat(100), text: '😀'.repeat(1_000), after: '' };
      expect(await codeOf(test.run(operations.account.sendNotice, longest)), 'the longest fits').to.equal(
        'done',
      );
    });

    it('tell of a new password, in whichever way it was set, and no way needs a mailer', async () => {
      beginMailer(test.config, key());
      await want('news');
      await delivered();
      await shop.accounts.changePassword({ who: ada.who, password: PASSWORD, next: OTHER_PASSWORD });
      const [first = '', second = ''] = ada.recoveryCodes;
      const use = (code: string) =>
        codeOf(shop.accounts.useRecoveryCode({ username: 'ada', code, next: PASSWORD, asker: HERE }));
      expect(await use(first)).to.equal('done');
      const mails = await delivered();
      expect(mails.map(({ to }) => to)).to.deep.equal([[ADA], [ADA]]);
      for (const { raw } of mails)
        expect(textOf(raw)).to.contain('The password of the account ada was changed');
      rmSync(join(test.config.keysFolder, 'mailer.json'));
      expect(await use(second)).to.equal('done');
    });

    it('end by one click, without a login, and by nobody else’s guess', async () => {
      beginMailer(test.config, key());
      await want('expiry', 'news');
      const [mail] = await delivered();
      const head = mail!.raw.split('\r\n\r\n')[0]!.replace(/\r\n[ \t]+/g, ' ');
      const link = /^List-Unsubscribe: <([^>]+)>$/m.exec(head)?.[1] ?? '';
      expect(head).to.match(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click$/m);
      expect(link.startsWith(`${AT}/`)).to.equal(true);
      expect(textOf(mail!.raw)).to.contain(link);
      const token = link.slice(AT.length + 1);
      const bea = await shop.signUp('bea', 'bea@example.com');
      for (const wrong of [
        bea.who.account,
        `${bea.who.account}.${token.split('.')[1]}`,
        `${token}x`,
        '',
        '.',
      ])
        expect(await codeOf(test.run(operations.account.unsubscribe, { token: wrong }))).to.equal(
          'link_unknown',
        );
      expect(await test.run(operations.account.showNotices, { who: ada.who })).to.include({ sealed: true });
      for (let click = 0; click < 2; click++) await test.run(operations.account.unsubscribe, { token });
      expect(await test.run(operations.account.showNotices, { who: ada.who })).to.deep.equal({
        wanted: [],
        sealed: false,
        recoverable: false,
      });
    });
  });
}
