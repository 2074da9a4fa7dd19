/**
 * Notices of operators' looks, over both engines: the owner of a license reads each look once, in the portal at once and by
 * mail within a day, with its day and its purpose and without who it was; nobody else hears of it.
 */

import { expect } from 'chai';
import { join } from 'node:path';
import { beginMailer, openMailer, sendDue } from '../../../../server/composition/mailer.ts';
import { readConfig } from '../../../../server/config/config.ts';
import { DAY_SECONDS, HOUR_SECONDS } from '../../../../server/domain/kernel/day.ts';
import { operations } from '../../../../server/domain/operations.ts';
import { notices } from '../../../../server/jobs/daily-notices.ts';
import { openLeaderLock } from '../../../../server/jobs/leader-lock.ts';
import { runErasure } from '../../../../server/jobs/erasure.ts';
import { openShop, WORLDS, type Customer, type Shop } from '../../../support/accounts.ts';
import { openPostOffice, textOf, type PostOffice } from '../../../support/post-office.ts';
import type { TestWorld } from '../../../support/world.ts';

const { account, activation, licensing, privacy } = operations;
const ADA = 'ada@example.com';
const AT = 'https://licenses.example.com/unsubscribe';
/** Who looked, which no customer reads. */
const MARIA = 'terminal:maria';

for (const [engine, open] of WORLDS) {
  describe(`notices of looks over ${engine}`, () => {
    let test: TestWorld;
    let shop: Shop;
    let office: PostOffice;
    let ada: Customer;
    let bo: Customer;

    beforeEach(async () => {
      test = await open();
      shop = await openShop(test);
      office = await openPostOffice();
      beginMailer(test.config, join(test.folder, 'mailer.key'));
      ada = await shop.signUp('ada', ADA);
      bo = await shop.signUp('bo', 'bo@example.com');
      const wish = { who: ada.who, wanted: ['news'] as const, email: ADA, unsubscribeUrl: AT };
      await test.run(account.setNotices, wish);
      await delivered();
    });
    afterEach(async () => {
      await office.close();
      await test.end();
    });

    const delivered = async () => {
      const config = readConfig({
        QUIETKEY_DATA: test.config.dataFolder,
        QUIETKEY_SMTP_URL: `smtp://127.0.0.1:${office.port}`,
        QUIETKEY_MAIL_FROM: 'Sonar <keys@example.com>',
        QUIETKEY_MAILER_KEY: join(test.folder, 'mailer.key'),
      });
      await sendDue(openMailer(test.world, config, { log: () => undefined }));
      return office.delivered
        .splice(0)
        .map(({ to, raw }) => ({ to, text: textOf(raw).replaceAll(/\s+/g, ' ') }));
    };
    const daily = async () => {
      const leaderLock = openLeaderLock(test.world, { task: 'notices', holder: 'node' });
      const failed: object[] = [];
      const log = (line: object): void => void ('count' in line || failed.push(line));
      await notices(test.world, { leaderLock, unsubscribeUrl: () => AT, log }, new AbortController().signal);
      expect(failed).to.deep.equal([]);
      return delivered();
    };
    const show = (license: string, purpose: string) =>
      test.world.run(licensing.showLicense, { license }, MARIA, purpose);
    const nextDay = () => test.clock.move(DAY_SECONDS);

    it('are one mail a day, with each look once, its day and its purpose, and not who it was', async () => {
      await daily();
      await show(ada.license, 'support: ticket T-1017');
      await test.world.run(activation.listActivations, { license: ada.license }, MARIA, 'abuse');
      await show(bo.license, 'order');
      await test.run(licensing.suspendLicense, { license: ada.license, reason: 'unpaid' });
      expect(await daily(), 'on the same day').to.deep.equal([]);
      test.clock.move(DAY_SECONDS - HOUR_SECONDS);
      const [mail, more] = await daily();
      expect([mail?.to, more]).to.deep.equal([[ADA], undefined]);
      expect(mail!.text)
        .to.include('24 November 2026, Sonar: Viewed your license. You had asked for help: ticket T-1017')
        .and.include('Viewed the machines of your license. A suspicion of abuse')
        .and.not.match(/maria|unpaid|bo@|For an order/);
      nextDay();
      expect(await daily(), 'on the day after').to.deep.equal([]);
      await show(ada.license, 'legal');
      nextDay();
      expect((await daily()).map(({ text }) => text.match(/Sonar: /g)?.length)).to.deep.equal([1]);
    });

    it('are on the page of personal data at once', async () => {
      await show(ada.license, 'support: ticket T-1017');
      const { looks } = await test.run(privacy.listPersonalData, { account: ada.who.account });
      const [look] = looks.filter(({ action }) => action === 'license show');
      expect(look).to.include({ purpose: 'support: ticket T-1017', by: 'staff' });
      expect(JSON.stringify(looks)).to.not.include('maria');
    });

    it('list some of very many looks, and report each slice once', async () => {
      for (let looks = 0; looks < 23; looks += 1) await show(ada.license, 'support');
      nextDay();
      const [mail, more] = await daily();
      expect(more).to.equal(undefined);
      expect(mail!.text.match(/Viewed your license/g)).to.have.length(20);
      expect(mail!.text).to.include('And 3 more times.');
    });

    it('are written once by two that write at the same time', async () => {
      await show(ada.license, 'support');
      const slice = { after: '', unsubscribeUrl: AT };
      const written = await Promise.all([1, 2, 3].map(() => test.run(account.noticeLooks, slice)));
      expect(written.reduce((sum, answer) => sum + answer.written, 0)).to.equal(1);
      expect(await delivered()).to.have.length(1);
    });

    it('say nothing of what was erased meanwhile, nor after the address is gone', async () => {
      await show(ada.license, 'support');
      const erase = { email: ADA, only: [], endLicenses: false };
      await runErasure(test.world, erase, { apply: true, urgent: false, actor: MARIA, purpose: 'legal' });
      await show(bo.license, 'support');
      nextDay();
      expect(await daily()).to.deep.equal([]);
    });
  });
}
