/**
 * Attempts at a password: how long each is delayed, that many at once are all counted, that those of a stranger do not
 * delay the owner, that a pause of a day begins again, and that a name which nobody has is counted with the same writes as
 * one that somebody has.
 */

import { expect } from 'chai';
import { delayAfter, type Asker } from '../../../../server/domain/account/login-throttle.ts';
import { HOUR_SECONDS } from '../../../../server/domain/kernel/day.ts';
import { codeOf, HERE, WORLDS } from '../../../support/accounts.ts';
import type { TestWorld } from '../../../support/world.ts';
import { operations } from '../../../../server/domain/operations.ts';

describe('attempts', () => {
  const DELAYS: readonly [attempts: number, seconds: number][] = [
    ...[0, 1, 2, 3].map((attempts): [number, number] => [attempts, 0]),
    ...[1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900].map((seconds, index): [number, number] => [
      index + 4,
      seconds,
    ]),
    [1_000_000, 900],
  ];
  for (const [attempts, seconds] of DELAYS) {
    it(`after ${attempts} the next is looked at ${seconds} s later`, () => {
      expect(delayAfter(attempts)).to.equal(seconds);
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

    const attempt = (username: string, asker: Asker = HERE) =>
      codeOf(test.run(operations.account.tryPassword, { username, asker }));

    it('made at once are all counted', async () => {
      const codes = await Promise.all(Array.from({ length: 20 }, () => attempt('ada')));
      expect(codes.filter((code) => code === 'done')).to.have.lengthOf(4);
      expect(codes.filter((code) => code === 'too_many_requests')).to.have.lengthOf(16);
    });

    it('are counted for a name in any writing, and for each name alone', async () => {
      for (let count = 0; count < 4; count += 1)
        expect(await attempt(count % 2 ? ' Grace ' : 'grace')).to.equal('done');
      expect(await attempt('GRACE')).to.equal('too_many_requests');
      expect(await attempt('linus')).to.equal('done');
      expect(await attempt('no name @ all '.repeat(50))).to.equal('done');
    });

    it('of a stranger delay neither a visitor from elsewhere nor the owner who is logged in', async () => {
      for (let count = 0; count < 20; count += 1) await attempt('ruth');
      expect(await attempt('ruth')).to.equal('too_many_requests');
      const askers: Asker[] = [{ network: '198.51.100.0/24' }, { network: null }, 'owner'];
      for (const asker of askers)
        expect(await attempt('ruth', asker), JSON.stringify(asker)).to.equal('done');
    });

    it('of the owner who is logged in are counted beside those of visitors', async () => {
      for (let count = 0; count < 4; count += 1) expect(await attempt('rosa', 'owner')).to.equal('done');
      expect(await attempt('rosa', 'owner')).to.equal('too_many_requests');
      expect(await attempt('rosa')).to.equal('done');
    });

    it('from many networks are delayed together after a hundred, and visitors who cannot be distinguished too', async () => {
      const codes: string[] = [];
      for (let nth = 0; nth < 51; nth += 1) {
        codes.push(await attempt('lise', { network: `198.51.${nth}.0/24` }));
        codes.push(await attempt('lise', { network: null }));
      }
      expect(codes.filter((code) => code === 'done')).to.have.lengthOf(101);
      expect(await attempt('lise', { network: '192.0.2.0/24' })).to.equal('too_many_requests');
      expect(await attempt('lise', 'owner')).to.equal('done');
    });

    it('are forgotten a day after the last', async () => {
      for (let count = 0; count < 4; count += 1) await attempt('joan');
      test.clock.move(25 * HOUR_SECONDS);
      for (let count = 0; count < 4; count += 1) expect(await attempt('joan')).to.equal('done');
      expect(await attempt('joan')).to.equal('too_many_requests');
    });
  });
}
