/**
 * The budgets of mails as a table: what an asker still gets after what others, or the same asker, have asked for. No
 * purpose and no asker spends the mails of another.
 */

import { expect } from 'chai';
import fc from 'fast-check';
import {
  MAIL_BUDGETS,
  openMailBudget,
  type MailAsker,
  type MailPurpose,
} from '../../../server/accounts/mail-budget.ts';
import { rounds } from '../../support/rounds.ts';

const ADA = 'ada@example.com';
const EVE = 'eve@example.com';
const [HOME, OFFICE, CAFE]: [MailAsker, MailAsker, MailAsker] = [
  { network: '203.0.113.0/24' },
  { network: '198.51.100.0/24' },
  { network: '2001:db8:1::/48' },
];
const NOBODY: MailAsker = { network: null };
const [OWNER, OTHER]: [MailAsker, MailAsker] = [{ account: 'a' }, { account: 'b' }];
/** As many as nobody needs. */
const ALL = 50;

type Ask = readonly [purpose: MailPurpose, asker: MailAsker, address: string, times: number];

/** What is asked for, in turn, and how many of each are sent. */
const CASES: readonly (readonly [title: string, asks: readonly Ask[], sent: readonly number[]])[] = [
  ['a purpose has three', [['key', HOME, ADA, ALL]], [3]],
  [
    'a request about personal data has one for all askers together, beside the other purposes',
    [
      ['request', HOME, ADA, ALL],
      ['request', OFFICE, ADA, ALL],
      ['request', NOBODY, ADA, ALL],
      ['key', HOME, ADA, ALL],
      ['request', OFFICE, EVE, ALL],
    ],
    [1, 0, 0, 3, 1],
  ],
  [
    'another purpose has its own',
    [
      ['key', HOME, ADA, 3],
      ['password', HOME, ADA, 1],
    ],
    [3, 1],
  ],
  [
    'another network has its own',
    [
      ['password', HOME, ADA, ALL],
      ['password', OFFICE, ADA, ALL],
    ],
    [3, 3],
  ],
  [
    'another address has its own',
    [
      ['key', HOME, ADA, ALL],
      ['key', HOME, EVE, ALL],
    ],
    [3, 3],
  ],
  [
    'one network has five in all',
    [
      ['key', HOME, ADA, ALL],
      ['password', HOME, ADA, ALL],
    ],
    [3, 2],
  ],
  [
    'one network leaves a mail for a visitor from elsewhere',
    [
      ['key', HOME, ADA, ALL],
      ['password', HOME, ADA, ALL],
      ['password', OFFICE, ADA, 1],
    ],
    [3, 2, 1],
  ],
  [
    'all visitors together have six beyond the first of each',
    [
      ['key', HOME, ADA, ALL],
      ['key', OFFICE, ADA, ALL],
      ['key', CAFE, ADA, ALL],
      ['key', { network: '192.0.2.0/24' }, ADA, ALL],
    ],
    [3, 3, 3, 1],
  ],
  [
    'visitors of many networks leave one for a visitor from elsewhere, and all for customers and known browsers',
    [
      ...Array.from({ length: 19 }, (_, nth): Ask => ['key', { network: `198.51.${nth}.0/24` }, ADA, 1]),
      ['password', OFFICE, ADA, 2],
      ['password', HOME, ADA, 1],
      ['password', { network: null }, ADA, ALL],
      ['password', HOME, ADA, 1],
      ['recovery email', OWNER, ADA, ALL],
      ['password', { browserOf: 'a' }, ADA, ALL],
    ],
    [...Array.from({ length: 19 }, () => 1), 2, 1, 4, 0, 3, 3],
  ],
  ['visitors that nothing tells apart have six together', [['key', NOBODY, ADA, ALL]], [6]],
  [
    'such visitors leave the others their twenty an hour',
    Array.from({ length: 30 }, (_, nth): Ask => ['key', NOBODY, `a${nth}@example.com`, 1]),
    Array.from({ length: 30 }, () => 1),
  ],
  [
    'one account has five in all',
    [
      ['recovery email', OWNER, ADA, ALL],
      ['email change', OWNER, ADA, ALL],
      ['notices', OWNER, ADA, ALL],
    ],
    [3, 2, 0],
  ],
  [
    'one account leaves mails for the visitors',
    [
      ['recovery email', OTHER, ADA, ALL],
      ['notices', OTHER, ADA, ALL],
      ['password', HOME, ADA, ALL],
    ],
    [3, 2, 3],
  ],
  [
    'all customers together have six beyond the first of each',
    [
      ['recovery email', OTHER, ADA, ALL],
      ['notices', OTHER, ADA, ALL],
      ['recovery email', OWNER, ADA, ALL],
      ['notices', OWNER, ADA, ALL],
      ['notices', { account: 'c' }, ADA, ALL],
    ],
    [3, 2, 3, 0, 1],
  ],
  [
    'who is refused spends nothing of the others',
    [
      ['key', HOME, ADA, ALL],
      ['key', HOME, ADA, ALL],
      ['key', OFFICE, ADA, ALL],
      ['notices', OWNER, ADA, ALL],
      ['recovery email', OWNER, ADA, ALL],
    ],
    [3, 0, 3, 3, 2],
  ],
];

describe('the budget of mails', () => {
  const open = () => {
    let now = 1_000;
    const budget = openMailBudget(() => now);
    const ask = ([purpose, asker, address, times]: Ask) =>
      Array.from({ length: times }, () => budget.take({ purpose, asker, addresses: [address] })).filter(
        ({ is }) => is === 'taken',
      ).length;
    return { budget, ask, wait: (seconds: number) => (now += seconds) };
  };

  for (const [title, asks, sent] of CASES) {
    it(title, () => {
      const { ask } = open();
      expect(asks.map(ask)).to.deep.equal(sent);
    });
  }

  it('is twenty an hour from one asker to any addresses', () => {
    for (const asker of [HOME, OWNER]) {
      const { ask, wait } = open();
      const many = () =>
        Array.from({ length: 40 }, () => ask(['key', asker, `${Math.random()}@example.com`, 1]));
      const sent = () => many().reduce((sum, count) => sum + count, 0);
      expect(sent()).to.equal(20);
      wait(3_600);
      expect(sent()).to.equal(20);
    }
  });

  it('is full again on the next day', () => {
    const { ask, wait } = open();
    ask(['key', HOME, ADA, ALL]);
    wait(86_400);
    expect(ask(['key', HOME, ADA, ALL])).to.equal(3);
  });

  it('takes mails that are asked for together, or none of them, and can be given back', () => {
    const { budget, ask } = open();
    ask(['email change', OWNER, EVE, 3]);
    const both = { purpose: 'email change', asker: OWNER, addresses: [ADA, EVE] } as const;
    expect(budget.take(both)).to.deep.equal({ is: 'spent', retryAfter: 28_800 });
    expect(ask(['email change', OWNER, ADA, 2])).to.equal(2);
    const last = budget.take({ ...both, addresses: [ADA] });
    if (last.is === 'taken') last.giveBack();
    expect(ask(['email change', OWNER, ADA, ALL])).to.equal(1);
  });

  it('sends an address what is promised at most, and each asker the first', () => {
    const asker = fc.oneof(
      fc.integer({ min: 0, max: 30 }).map((nth): MailAsker => ({ network: `network ${nth}` })),
      fc.integer({ min: 0, max: 3 }).map((nth): MailAsker => ({ account: `account ${nth}` })),
      fc.constant(NOBODY),
    );
    const purposes: MailPurpose[] = ['key', 'password', 'recovery email', 'email change', 'notices'];
    const asks = fc.array(fc.tuple(fc.constantFrom(...purposes), asker), { maxLength: 100 });
    fc.assert(
      fc.property(asks, (asked) => {
        const { ask } = open();
        const sent = asked.map(([purpose, who]) => ({ who, sent: ask([purpose, who, ADA, 1]) }));
        const total = (over: (who: MailAsker) => boolean) =>
          sent.reduce((sum, ask) => sum + (over(ask.who) ? ask.sent : 0), 0);
        const most = MAIL_BUDGETS.firsts.quota + MAIL_BUDGETS.further.quota;
        expect(total((who) => 'network' in who)).to.be.at.most(most);
        expect(total((who) => 'account' in who)).to.be.at.most(most);
        const askers = new Set(asked.map(([, who]) => JSON.stringify(who)));
        for (const who of [...askers]
          .filter((name) => !name.includes('null'))
          .slice(0, MAIL_BUDGETS.firsts.quota))
          expect(
            total((other) => JSON.stringify(other) === who),
            who,
          ).to.be.at.least(1);
      }),
      { numRuns: rounds(2_000) },
    );
  });
});
