/**
 * Codes of sign-ins that say nothing: one that never was, one that has ended, one that was answered, and a text that is
 * no code have the same page byte for byte, and a rank test of the times finds no difference beyond noise.
 */

import { expect } from 'chai';
import { performance } from 'node:perf_hooks';
import { operations } from '../../../server/domain/operations.ts';
import { NOISE, rankScore } from '../../support/ranks.ts';
import { rounds } from '../../support/rounds.ts';
import { openTestPortal, type Customer, type Portal } from './customers.ts';

const PAIRS = rounds(400);
const WARM_UP = 10;
const NEVER = 'BBBB-BBBB';

describe('codes of sign-ins that open nothing', function () {
  let portal: Portal;
  let ada: Customer;
  let codes: Record<string, string>;
  before(async () => {
    portal = await openTestPortal();
    ada = await portal.customer('ada');
    const begin = async () =>
      (await portal.server.run(operations.activation.beginSignIn, { product: 'sonar' })).userCode;
    const ended = await begin();
    portal.server.clock.move(661);
    const [denied, approved] = [await begin(), await begin()];
    await ada.browser.post('/activate', { code: denied, deed: 'deny' });
    const approval = { deed: 'approve', license: ada.license, nickname: '' };
    await ada.browser.post('/activate', { code: approved, ...approval });
    codes = { ended, denied, approved, malformed: 'ABCD-EFGH' };
  });
  after(() => portal.end());

  const answerTo = async (code: string) => {
    const begun = performance.now();
    const { status, text } = await ada.browser.post('/activate', { code });
    return { time: performance.now() - begun, told: JSON.stringify([status, text.replace(code, '')]) };
  };

  for (const kind of ['ended', 'denied', 'approved', 'malformed']) {
    it(`${kind}: answered like one that never was`, async () => {
      const times = { some: [] as number[], never: [] as number[] };
      const told = new Set<string>();
      for (let nth = -WARM_UP; nth < PAIRS; nth += 1) {
        const turn = nth % 2 === 0 ? (['some', 'never'] as const) : (['never', 'some'] as const);
        for (const which of turn) {
          const answer = await answerTo(which === 'some' ? (codes[kind] ?? '') : NEVER);
          told.add(answer.told);
          if (nth >= 0) times[which].push(answer.time);
        }
      }
      expect(told.size, [...told].join('\n')).to.equal(1);
      expect([...told][0]).to.match(/^\[404,/);
      expect(Math.abs(rankScore(times.some, times.never))).to.be.lessThan(NOISE);
    });
  }
});
