/**
 * Looks that are held back, over both engines: until the last day nothing that a customer reads has such a look, then the
 * page, the file and one mail have it, with its basis. It is counted, its record states it, and it is kept long enough.
 */

import { expect } from 'chai';
import { join } from 'node:path';
import { verifyAudit } from '../../../../server/composition/audit.ts';
import { beginMailer, openMailer, sendDue } from '../../../../server/composition/mailer.ts';
import { runPurge } from '../../../../server/composition/world.ts';
import { readConfig } from '../../../../server/config/config.ts';
import { DAY_SECONDS, toDay, toInstant } from '../../../../server/domain/kernel/day.ts';
import type { DelayedNotice } from '../../../../server/domain/kernel/ports.ts';
import {
  DELAY_BASES,
  heldUntil,
  readHeldLook,
  writeHeldLook,
} from '../../../../server/domain/kernel/purpose.ts';
import { operations } from '../../../../server/domain/operations.ts';
import { notices } from '../../../../server/jobs/daily-notices.ts';
import { openLeaderLock } from '../../../../server/jobs/leader-lock.ts';
import { codeOf, openShop, WORLDS, type Customer, type Shop } from '../../../support/accounts.ts';
import { openPostOffice, textOf, type PostOffice } from '../../../support/post-office.ts';

const { account, licensing, ownership, privacy } = operations;
const ADA = 'ada@example.com';
const AT = 'https://licenses.example.com/unsubscribe';
const MARIA = 'terminal:maria';

describe('a look that is held back', () => {
  const time = { now: toInstant(100 * DAY_SECONDS), confirmedDay: toDay(100) };
  const until = (date: string) => heldUntil({ ...time, heldBack: { until: date, basis: 'order' } });

  it('ends on a day from today to 12 months ahead', async () => {
    expect(heldUntil(time)).to.equal(null);
    expect([until('1970-04-11'), until('1971-04-11')]).to.deep.equal([100, 465]);
    for (const wrong of ['1970-04-10', '1971-04-12', '1970-02-30', 'tomorrow', ''])
      expect(await codeOf(Promise.resolve().then(() => until(wrong))), wrong).to.equal('request_malformed');
  });

  it('is read as it was written, and no other reason is read as one', () => {
    for (const basis of DELAY_BASES)
      expect(readHeldLook(writeHeldLook({ basis, until: '2026-12-31' }))).to.deep.equal({
        basis,
        until: '2026-12-31',
      });
    for (const other of ['', 'chargeback', 'law until 2026-12-31', 'order until May'])
      expect(readHeldLook(other)).to.equal(undefined);
  });
});

for (const [engine, open] of WORLDS) {
  describe(`looks that are held back, over ${engine}`, () => {
    let shop: Shop;
    let office: PostOffice;
    let ada: Customer;

    beforeEach(async () => {
      shop = await openShop(await open());
      office = await openPostOffice();
      beginMailer(shop.test.config, join(shop.test.folder, 'mailer.key'));
      ada = await shop.signUp('ada', ADA);
      const wish = { who: ada.who, wanted: ['news'] as const, email: ADA, unsubscribeUrl: AT };
      await shop.test.run(account.setNotices, wish);
      await daily();
    });
    afterEach(async () => {
      await office.close();
      await shop.test.end();
    });

    const look = (heldBack?: DelayedNotice) =>
      shop.test.world.run(licensing.showLicense, { license: ada.license }, MARIA, 'legal: T-1017', heldBack);
    const pass = async (days: number) => {
      for (let day = 0; day < days; day += 1) {
        shop.test.clock.move(DAY_SECONDS);
        await shop.test.run(operations.cluster.lookAtClock, {});
      }
    };
    /** The mails of one day. */
    const daily = async (): Promise<string[]> => {
      const leaderLock = openLeaderLock(shop.test.world, { task: 'notices', holder: 'node' });
      const failed: object[] = [];
      const log = (line: object): void => void ('count' in line || failed.push(line));
      const options = { leaderLock, unsubscribeUrl: () => AT, log };
      await notices(shop.test.world, options, new AbortController().signal);
      expect(failed).to.deep.equal([]);
      const config = readConfig({
        QUIETKEY_DATA: shop.test.config.dataFolder,
        QUIETKEY_SMTP_URL: `smtp://127.0.0.1:${office.port}`,
        QUIETKEY_MAIL_FROM: 'Sonar <keys@example.com>',
        QUIETKEY_MAILER_KEY: join(shop.test.folder, 'mailer.key'),
      });
      await sendDue(openMailer(shop.test.world, config, { log: () => undefined }));
      return office.delivered.splice(0).map(({ raw }) => textOf(raw).replaceAll(/\s+/g, ' '));
    };
    /** All that the customer can read of it. */
    const seen = async () => {
      const { account: id } = ada.who;
      const { looks } = await shop.test.run(privacy.listPersonalData, { account: id });
      const { rows } = await shop.test.run(privacy.exportPersonalData, { account: id });
      const { notes } = await shop.test.run(ownership.showOwned, { account: id, license: ada.license });
      expect(JSON.stringify(notes), 'a note on the license').to.not.include('order');
      return {
        page: looks.filter(({ action }) => action === 'license show').map(({ reason }) => reason),
        file: JSON.stringify(rows).match(/license show/g)?.length ?? 0,
      };
    };
    const counted = () => shop.test.run(account.countHeldLooks, {});

    it('are read by nobody until the last day, and then once in a mail, with the basis', async () => {
      await look({ until: '2026-12-04', basis: 'order' });
      expect(await seen()).to.deep.equal({ page: [], file: 0 });
      expect(await counted()).to.deep.equal({ held: 1, ended: 0 });
      await pass(10);
      expect(await daily(), 'on the last day').to.deep.equal([]);
      expect(await seen()).to.deep.equal({ page: [], file: 0 });
      await pass(1);
      expect(await seen()).to.deep.equal({ page: ['order until 2026-12-04'], file: 1 });
      expect(await counted()).to.deep.equal({ held: 0, ended: 1 });
      const [mail, more] = await daily();
      expect(more).to.equal(undefined);
      expect(mail)
        .to.include('24 November 2026, Sonar: Viewed your license. ')
        .and.include('T-1017. We did not notify you until 4 December 2026: a court or an authority')
        .and.not.include('maria');
      await pass(1);
      expect(await daily(), 'on the day after').to.deep.equal([]);
    });

    it('leave the other looks as they are, and the chain commits to both', async () => {
      await look({ until: '2026-12-31', basis: 'investigation' });
      await look();
      expect(await seen()).to.deep.equal({ page: [null], file: 1 });
      await pass(1);
      expect(await daily()).to.have.length(1);
      const { faults, records } = await verifyAudit(shop.test.world, shop.test.config, []);
      expect([faults, records.verified], 'with the sale').to.deep.equal([[], 3]);
    });

    it('are refused beyond 12 months, before anything is read', async () => {
      const refused = look({ until: '2027-11-25', basis: 'others' });
      expect(await codeOf(refused)).to.equal('request_malformed');
      expect(await counted()).to.deep.equal({ held: 0, ended: 0 });
    });

    it('are kept for 12 months after their last day, and other looks for 12 months', async () => {
      await look({ until: '2027-11-24', basis: 'others' });
      await look();
      const kept = async () => {
        await pass(2);
        await runPurge(shop.test.world, { apply: true });
        return [(await seen()).page.length, (await counted()).held, (await counted()).ended];
      };
      await pass(362);
      expect(await kept()).to.deep.equal([1, 1, 0]);
      expect(await kept()).to.deep.equal([1, 0, 1]);
      await pass(360);
      expect(await kept()).to.deep.equal([1, 0, 1]);
      await pass(2);
      expect(await kept()).to.deep.equal([0, 0, 0]);
    });
  });
}
