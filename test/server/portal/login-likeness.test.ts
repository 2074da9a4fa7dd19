/**
 * A username that somebody has and one that nobody has, typed in turn with a wrong password or recovery code: the portal's
 * answers are the same byte for byte, and a rank test of the times finds no difference beyond noise.
 */

import { expect } from 'chai';
import { performance } from 'node:perf_hooks';
import { openPasswords } from '../../../server/crypto/passwords.ts';
import type { Heard } from '../http/asking.ts';
import { NOISE, rankScore } from '../../support/ranks.ts';
import { rounds } from '../../support/rounds.ts';
import { UNLIMITED } from '../../support/world.ts';
import { openTestPortal, type Portal } from './customers.ts';
import { operations } from '../../../server/domain/operations.ts';

const PAIRS = rounds(150);
const WARM_UP = 5;
const PASSWORD = 'correct horse battery staple';

describe(`${PAIRS} pairs of a known and an unknown username`, function () {
  let portal: Portal;

  before(async () => {
    const passwords = openPasswords();
    portal = await openTestPortal({}, UNLIMITED, { passwords });
    const password = await passwords.hash(PASSWORD);
    for (let nth = 0; nth < PAIRS; nth += 1) {
      const { licenseKey } = await portal.server.run(operations.licensing.issueLicense, {
        product: 'sonar',
        email: 'ada@example.com',
      });
      const asked = { username: nameOf('known', nth), password, licenseKey, terms: '1', remember: false };
      await portal.server.run(operations.account.signUp, {
        ...asked,
        recoveryCodes: ['K7QMP-00000-00000-00001'],
      });
    }
  });
  after(() => portal.end());

  const nameOf = (kind: string, nth: number): string => `${kind}-${String(nth).padStart(3, '0')}`;

  /** The whole answer, but for what was typed and what every answer has of its own. */
  const told = ({ status, headers, text }: Heard, username: string): object => {
    const { date: _date, 'x-request-id': _requestId, ...rest } = headers;
    return { status, headers: rest, text: text.replaceAll(username, 'somebody') };
  };

  const FORMS: readonly [what: string, path: string, typed: (username: string) => Record<string, string>][] =
    [
      ['password', '/login', (username) => ({ username, password: 'some herons and an anvil' })],
      [
        'recovery code',
        '/recover/code',
        (username) => ({ username, code: 'K7QMP-00000-00000-00002', next: 'some herons and an anvil' }),
      ],
    ];
  for (const [what, path, typed] of FORMS) {
    it(`with a wrong ${what} have the same answer, and the same time beyond noise`, async () => {
      const times = { known: [] as number[], other: [] as number[] };
      const browser = portal.browser();
      const answers = new Set<string>();
      for (let nth = -WARM_UP; nth < PAIRS; nth += 1) {
        const turn = nth % 2 === 0 ? (['known', 'other'] as const) : (['other', 'known'] as const);
        for (const kind of turn) {
          const username = nth < 0 ? nameOf(`warm-${kind}`, -nth) : nameOf(kind, nth);
          const begun = performance.now();
          const heard = await browser.post(path, typed(username));
          const time = performance.now() - begun;
          expect(heard.status).to.equal(403);
          if (nth < 0) continue;
          times[kind].push(time);
          answers.add(JSON.stringify(told(heard, username)));
        }
      }
      expect(answers.size, [...answers].join('\n')).to.equal(1);
      expect(Math.abs(rankScore(times.known, times.other))).to.be.lessThan(NOISE);
    });
  }
});
