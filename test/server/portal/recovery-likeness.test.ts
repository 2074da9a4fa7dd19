// A known email and an unknown one, asked for in turn through the portal: the answers are the same byte for byte, and a rank test of the
// times finds no difference beyond noise.

import { expect } from 'chai';
import { NOISE, rankScore } from '../../support/ranks.ts';
import { rounds } from '../../support/rounds.ts';
import type { Heard } from '../http/asking.ts';
import type { Browser } from './browsing.ts';
import { openPost, openTestPortal, type Portal, type Post } from './customers.ts';
import { codeIn } from '../../support/post-office.ts';

const PAIRS = rounds(150);

describe(`${PAIRS} pairs of a known and an unknown email in the portal`, function () {
  let portal: Portal;
  let post: Post;
  let browser: Browser;
  const emails: string[] = [];
  let networks = 0;
  before(async () => {
    portal = await openTestPortal({ QUIETKEY_TRUSTED_PROXIES: '127.0.0.1' });
    post = await openPost(portal);
    for (let nth = 0; nth < PAIRS; nth += 1) emails.push(await recoverable(`known-${nth}`));
  });
  beforeEach(() => {
    browser = portal.browser();
  });
  after(async () => {
    await post.end();
    await portal.end();
  });

  /** Each time from another network, since mails are few for one. */
  const away = () => ({ 'x-forwarded-for': `203.${(networks += 1) % 250}.${Math.floor(networks / 250)}.7` });
  /** A customer whose email recovers the account, too. */
  const recoverable = async (username: string): Promise<string> => {
    const { browser: own, email, password: current } = await portal.customer(username);
    await own.post('/settings/email', { deed: 'add', email, current }, away());
    const [mail] = await post.collect();
    const code = codeIn(mail?.text);
    const proved = await own.post('/settings/email', { deed: 'prove', code });
    expect(proved.headers.location).to.include('emailAdded');
    return email;
  };
  /** What a browser can tell one answer from another by. */
  const told = ({ status, text, headers }: Heard): string => {
    const { date: _date, 'x-request-id': _id, ...rest } = headers;
    return JSON.stringify({ status, text, rest }).replaceAll(/=[\w-]{43}/g, '=TOKEN');
  };

  for (const [what, path, more] of [
    ['key', '/recover/key'],
    ['password', '/recover/password'],
    ['username', '/recover/username/mail'],
    // everyone gets the link of a request, so that the mail says nothing either
    ['request', '/requests', { kind: 'access' }],
  ] as const) {
    it(`that ask for a ${what} have the same answer, and the same time beyond noise`, async () => {
      const times = { known: [] as number[], other: [] as number[] };
      const answers = new Set<string>();
      for (const [nth, known] of emails.entries()) {
        const other = known.replace('known', 'other');
        const turn = [['known', known] as const, ['other', other] as const];
        for (const [kind, email] of nth % 2 === 0 ? turn : turn.toReversed()) {
          const from = away();
          const begun = performance.now();
          const heard = await browser.post(path, { ...more, email }, from);
          times[kind].push(performance.now() - begun);
          answers.add(told(heard));
        }
      }
      expect([...answers]).to.have.lengthOf(1);
      const mailed = more === undefined ? emails : emails.flatMap((to) => [to, to.replace('known', 'other')]);
      expect((await post.collect()).map(({ to }) => to)).to.have.members(mailed);
      expect(Math.abs(rankScore(times.known, times.other))).to.be.lessThan(NOISE);
    });
  }
});
