/**
 * How often passwords may be guessed: the decision by a table and over random histories, and on both engines what many
 * networks can guess together, beside visitors who try once.
 */

import { expect } from 'chai';
import fc from 'fast-check';
import {
  decideTry,
  LOGIN_TRIES,
  type Allowance,
  type Asker,
} from '../../../../server/domain/account/login-throttle.ts';
import { HOUR_SECONDS, toHour } from '../../../../server/domain/kernel/day.ts';
import { codeOf, HERE, WORLDS } from '../../../support/accounts.ts';
import { rounds } from '../../../support/rounds.ts';
import type { TestWorld } from '../../../support/world.ts';
import { operations } from '../../../../server/domain/operations.ts';

const DAY_HOURS = 24;

describe('the decision whether a try is checked', () => {
  const allowance: Allowance = { atOnce: 3, perDay: 12 };
  const CASES: readonly [failures: number, hoursAgo: number, decided: number | string][] = [
    [0, 0, 1],
    [2, 0, 3],
    [3, 0, 'from 2'],
    [3, 1, 'from 1'],
    [3, 2, 3],
    [3, 3, 3],
    [3, 4, 2],
    [3, 23, 1],
    [7, 0, 'from 10'],
    // of a clock that ran ahead
    [2, -5, 3],
    [3, -5, 'from 7'],
  ];
  for (const [failures, hoursAgo, decided] of CASES) {
    it(`${failures} failures ${hoursAgo} hours ago: ${typeof decided === 'string' ? decided : `checked, as the ${decided}.`}`, () => {
      const hour = toHour(500_000);
      const decision = decideTry({ failures, hour: toHour(hour - hoursAgo) }, hour, allowance);
      expect(decision.is === 'checked' ? decision.failures : `from ${decision.from - hour}`).to.equal(
        decided,
      );
    });
  }

  for (const [whose, { atOnce, perDay }] of Object.entries(LOGIN_TRIES)) {
    it(`checks at most ${atOnce + perDay} in any day, and one after each wait: ${whose}`, () => {
      const gaps = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 400 });
      fc.assert(
        fc.property(gaps, (waits) => {
          let [row, hour]: [Parameters<typeof decideTry>[0], number] = [undefined, 500_000];
          const checked: number[] = [];
          for (const wait of waits) {
            hour += Math.max(0, wait - 20);
            const live = row !== undefined && hour - row.hour <= DAY_HOURS ? row : undefined;
            const decision = decideTry(live, toHour(hour), { atOnce, perDay });
            if (decision.is === 'refused') {
              expect(decision.from).to.be.above(hour);
              expect(decideTry(live, decision.from, { atOnce, perDay }).is).to.equal('checked');
              continue;
            }
            row = { failures: decision.failures, hour: toHour(hour) };
            checked.push(hour);
            expect(checked.filter((time) => hour - time < DAY_HOURS)).to.have.length.at.most(atOnce + perDay);
          }
        }),
        { numRuns: rounds(1_000) },
      );
    });
  }
});

for (const [engine, open] of WORLDS) {
  describe(`attempts over ${engine}`, () => {
    let test: TestWorld;
    before(async () => {
      test = await open();
    });
    after(() => test.end());

    const { asker: own, visitors } = LOGIN_TRIES;
    const attempt = (username: string, asker: Asker = HERE) =>
      codeOf(test.run(operations.account.tryPassword, { username, asker }));
    const network = (nth: number): Asker => ({ network: `198.51.${nth}.0/24` });
    /** How many of so many tries are checked. */
    const checked = async (tries: number, username: string, asker?: Asker): Promise<number> => {
      let count = 0;
      for (let nth = 0; nth < tries; nth += 1) if ((await attempt(username, asker)) === 'done') count += 1;
      return count;
    };

    it('made at once are all counted', async () => {
      const codes = await Promise.all(Array.from({ length: 20 }, () => attempt('ada')));
      expect(codes.filter((code) => code === 'done')).to.have.lengthOf(own.atOnce);
      expect(codes.filter((code) => code === 'too_many_requests')).to.have.lengthOf(20 - own.atOnce);
    });

    it('are counted for a name in any writing, and for each name alone', async () => {
      for (let count = 0; count < own.atOnce; count += 1)
        expect(await attempt(count % 2 ? ' Grace ' : 'grace')).to.equal('done');
      expect(await attempt('GRACE')).to.equal('too_many_requests');
      expect(await attempt('linus')).to.equal('done');
      expect(await attempt('no name @ all '.repeat(50))).to.equal('done');
    });

    it('of a stranger delay neither a visitor from elsewhere nor the owner who is logged in', async () => {
      expect(await checked(20, 'ruth')).to.equal(own.atOnce);
      for (const asker of [network(1), { network: null }, 'owner'] as const)
        expect(await attempt('ruth', asker), JSON.stringify(asker)).to.equal('done');
    });

    it('of the owner who is logged in are counted beside those of visitors', async () => {
      expect(await checked(20, 'rosa', 'owner')).to.equal(own.atOnce);
      expect(await attempt('rosa')).to.equal('done');
    });

    it('of a stranger who never stops keep nobody out, for a week', async () => {
      let guesses = 0;
      for (let hour = 0; hour < 7 * DAY_HOURS; hour += 1) {
        guesses += await checked(2, 'emmy');
        expect(await attempt('emmy', network(hour)), 'a new network').to.equal('done');
        if (hour % 2 === 0) expect(await attempt('emmy', 'owner'), 'a live session').to.equal('done');
        test.clock.move(HOUR_SECONDS);
      }
      expect(guesses).to.be.at.most(own.atOnce + 7 * own.perDay);
    });

    it('from three hundred networks: one of each, and few more of all', async () => {
      let guesses = 0;
      for (let nth = 0; nth < 300; nth += 1) guesses += await checked(nth < 60 ? 4 : 1, 'lise', network(nth));
      expect(guesses).to.equal(300 + visitors.atOnce);
      expect(await attempt('lise', { network: null }), 'nothing tells them apart').to.equal(
        'too_many_requests',
      );
      expect(await attempt('lise', { network: '192.0.2.0/24' }), 'a new network').to.equal('done');
      expect(await attempt('lise', { network: '192.0.2.0/24' }), 'its second').to.equal('too_many_requests');
      expect(await attempt('lise', 'owner')).to.equal('done');
    });

    it('are forgotten a day after the last', async () => {
      expect(await checked(20, 'joan')).to.equal(own.atOnce);
      test.clock.move(25 * HOUR_SECONDS);
      expect(await checked(20, 'joan')).to.equal(own.atOnce);
    });
  });
}
