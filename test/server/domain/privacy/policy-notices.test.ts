/**
 * Notices of policies, over both engines: each account that asked for them has one mail for each version that waits for its
 * day, also after an interruption; nobody has one of a version that applies at once, is replaced, or whose day has come.
 */

import { expect } from 'chai';
import { DAY_SECONDS, toDay } from '../../../../server/domain/kernel/day.ts';
import type { Letter } from '../../../../server/domain/kernel/letter.ts';
import { operations } from '../../../../server/domain/operations.ts';
import { comingPolicies } from '../../../../server/domain/privacy/policy-notices.ts';
import { notices } from '../../../../server/jobs/daily-notices.ts';
import { openLeaderLock } from '../../../../server/jobs/leader-lock.ts';
import { openShop, PASSWORD, WORLDS, type Customer, type Shop } from '../../../support/accounts.ts';
import { openMailbox, type Mailbox } from '../../../support/mailbox.ts';

const { account, privacy, rights } = operations;
const AT = 'https://licenses.example.com/unsubscribe';
const CLASS = 'network prefixes';

describe('the policies whose day will come', () => {
  const today = toDay(100);
  const cases: [string, [number, number][], number[]][] = [
    ['none', [], []],
    ['one in force', [[1, 100]], []],
    ['one that waits', [[1, 101]], [1]],
    [
      'one that waits behind one in force',
      [
        [2, 115],
        [1, 90],
      ],
      [2],
    ],
    [
      'two that wait',
      [
        [3, 120],
        [2, 115],
        [1, 90],
      ],
      [2, 3],
    ],
    [
      'one that a later one replaces on its day',
      [
        [3, 115],
        [2, 115],
        [1, 90],
      ],
      [3],
    ],
  ];
  for (const [title, rows, coming] of cases) {
    it(`are right for ${title}`, () => {
      const given = rows.map(([version, day]) => ({ version, effectiveDay: toDay(day) }));
      expect(comingPolicies(given, today).map(({ version }) => version)).to.deep.equal(coming);
    });
  }
});

for (const [engine, open] of WORLDS) {
  describe(`notices of policies over ${engine}`, () => {
    let shop: Shop;
    let post: Mailbox;
    let ada: Customer;

    beforeEach(async () => {
      shop = await openShop(await open());
      post = openMailbox(shop.test);
      await release(7);
      ada = await shop.signUp('ada');
      await want(ada, ['policy']);
    });
    afterEach(() => shop.test.end());

    const release = (days: number) => shop.test.run(privacy.releasePolicy, { asked: { [CLASS]: days } });
    const want = async ({ who, username }: Customer, wanted: ('policy' | 'news' | 'expiry')[]) => {
      await shop.test.run(account.setNotices, {
        who,
        wanted,
        email: `${username}@example.com`,
        unsubscribeUrl: AT,
      });
      await post.letters();
    };
    const slice = () => shop.test.run(privacy.noticePolicies, { after: '', unsubscribeUrl: AT });
    const pass = async (days: number) => {
      for (let day = 0; day < days; day += 1) {
        shop.test.clock.move(DAY_SECONDS);
        await shop.test.run(operations.cluster.lookAtClock, {});
      }
    };
    /** The mails of one day. */
    const daily = async (): Promise<Letter[]> => {
      const leaderLock = openLeaderLock(shop.test.world, { task: 'notices', holder: 'node' });
      const failed: object[] = [];
      const log = (line: object): void => void ('count' in line || failed.push(line));
      const options = { leaderLock, unsubscribeUrl: () => AT, log };
      await notices(shop.test.world, options, new AbortController().signal);
      expect(failed).to.deep.equal([]);
      return post.letters();
    };
    const coming = async () => (await shop.test.run(privacy.listComing, {})).map(({ version }) => version);

    it('are one mail for each version, and the pages announce it until its day', async () => {
      expect(await daily(), 'of the first version').to.deep.equal([]);
      await release(60);
      await pass(1);
      const effectiveOn = '2026-12-09';
      const letter = { kind: 'policy', version: 2, effectiveOn, changes: 1, wider: 1 };
      expect(await daily()).to.deep.equal([letter]);
      await pass(13);
      expect(await daily(), 'on the day before').to.deep.equal([]);
      expect(await coming()).to.deep.equal([2]);
      await pass(1);
      expect(await daily(), 'on its day').to.deep.equal([]);
      expect(await coming()).to.deep.equal([]);
    });

    it('are written once by several that write at the same time, and after an interruption', async () => {
      await release(60);
      const written = await Promise.all([1, 2, 3].map(slice));
      expect(written.reduce((sum, answer) => sum + answer.written, 0)).to.equal(1);
      expect(await post.letters()).to.have.length(1);
      await pass(1);
      expect(await daily()).to.deep.equal([]);
      expect(await slice()).to.deep.equal({ written: 0, next: null });
    });

    it('go to nobody who did not ask, has restricted processing, or is gone', async () => {
      const [bo, cy, di] = [await shop.signUp('bo'), await shop.signUp('cy'), await shop.signUp('di')];
      await want(bo, ['news', 'expiry']);
      for (const each of [cy, di]) await want(each, ['policy']);
      await shop.test.run(rights.useRight, { account: cy.who.account, deed: 'restrict' });
      await shop.accounts.deleteAccount({ who: di.who, password: PASSWORD, endLicenses: false });
      await post.letters();
      await release(60);
      await pass(1);
      expect(await daily()).to.have.length(1);
    });

    it('are not written of a version that applies at once, is replaced, or whose day came before the mailer', async () => {
      expect(await release(7), 'which changes nothing').to.include({ standing: 'in force' });
      await pass(1);
      expect(await daily()).to.deep.equal([]);
      await release(90);
      await release(60);
      await pass(1);
      const [letter, more] = await daily();
      expect(letter, 'compared with what applies').to.include({ version: 4, changes: 1, wider: 1 });
      expect(more).to.equal(undefined);
      await release(120);
      await pass(16);
      expect(await daily()).to.deep.equal([]);
      expect(await slice()).to.deep.equal({ written: 0, next: null });
    });
  });
}
