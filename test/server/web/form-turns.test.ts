/**
 * The turns of forms: who needs none, how many there are, and that askers get equal parts of them, for floods of many
 * shapes. Time is a number that the test moves.
 */

import { expect } from 'chai';
import fc from 'fast-check';
import { Refusal } from '../../../server/domain/kernel/refusal.ts';
import { FORM_TURNS_PER_SECOND, openFormTurns } from '../../../server/web/form-turns.ts';
import { POLICIES } from '../../../server/web/rate-limits.ts';
import { rounds } from '../../support/rounds.ts';

const FREE = POLICIES.forms.quota;

describe('the turns of forms', () => {
  let now: number;
  let turns: ReturnType<typeof openFormTurns>;
  beforeEach(() => {
    now = 1_000;
    turns = openFormTurns(() => now);
  });
  /** Whether a form is handled. If it is not, the wait is that of the refusal. */
  const send = (asker: string | null): boolean => {
    const wait = turns.wait(asker);
    try {
      turns.take(asker);
      expect(wait).to.equal(0);
      return true;
    } catch (error) {
      expect(error).to.be.instanceOf(Refusal).and.include({ code: 'too_many_requests' });
      expect((error as Refusal).parts.retryAfter)
        .to.equal(Math.ceil(wait))
        .and.be.at.least(1);
      return false;
    }
  };
  const refuse = (asker: string | null, times = FREE): void => {
    for (let nth = 0; nth < times; nth += 1) turns.countRefused(asker);
  };
  const sendOften = (asker: string | null, times: number): number =>
    Array.from({ length: times }, () => send(asker)).filter(Boolean).length;

  const NEEDLESS: readonly [who: string, asker: string | null, refused: number][] = [
    ['a new asker', 'a', 0],
    ['an asker with some refused forms', 'a', FREE - 1],
    ['a client that nothing tells apart', null, 10 * FREE],
  ];
  for (const [who, asker, refused] of NEEDLESS) {
    it(`are not needed by ${who}, whatever others send`, () => {
      refuse(asker, refused);
      for (let other = 0; other < 300; other += 1) {
        refuse(`other ${other}`);
        send(`other ${other}`);
      }
      expect(sendOften(asker, 1_000)).to.equal(1_000);
    });
  }

  it('are needed after some refused forms, and no more after the time in which these are forgotten', () => {
    refuse('a');
    expect(sendOften('a', 3)).to.equal(1);
    now += POLICIES.forms.windowSeconds;
    expect(sendOften('a', 3)).to.equal(3);
  });

  it('of an asker alone are all that there are', () => {
    refuse('a');
    let handled = 0;
    for (let step = 0; step < 400; step += 1) {
      handled += Number(send('a'));
      now += 0.005;
    }
    expect(handled).to.be.within(2 * FORM_TURNS_PER_SECOND - 1, 2 * FORM_TURNS_PER_SECOND);
  });

  it('are free again for an asker alone, some time after the others have stopped', () => {
    for (let other = 0; other < 200; other += 1) {
      refuse(`other ${other}`);
      send(`other ${other}`);
      now += 1 / FORM_TURNS_PER_SECOND;
    }
    refuse('a');
    expect(send('a')).to.equal(true);
    now += 1;
    expect(turns.wait('a')).to.be.above(2);
    now += 60;
    expect(send('a')).to.equal(true);
    now += 1 / FORM_TURNS_PER_SECOND;
    expect(send('a')).to.equal(true);
  });

  const flood = fc.record({
    askers: fc.integer({ min: 2, max: 400 }),
    perSecond: fc.integer({ min: 100, max: 1_000 }),
    seconds: fc.integer({ min: 10, max: 20 }),
    seed: fc.nat(),
  });
  it('are a bounded number in a second, in equal parts, for any flood', () => {
    fc.assert(
      fc.property(flood, ({ askers, perSecond, seconds, seed }) => {
        turns = openFormTurns(() => now);
        const handled = Array.from({ length: askers }, () => 0);
        for (let nth = 0; nth < askers; nth += 1) refuse(String(nth));
        let random = seed;
        for (const end = now + seconds; now < end; now += 1 / perSecond) {
          random = (random * 1_103_515_245 + 12_345) % 2 ** 31;
          const nth = Math.floor((random / 2 ** 31) * askers);
          if (turns.wait(String(nth)) > 0) continue;
          turns.take(String(nth));
          turns.countRefused(String(nth));
          handled[nth] = (handled[nth] ?? 0) + 1;
        }
        const most = FORM_TURNS_PER_SECOND * seconds + 1;
        expect(handled.reduce((sum, count) => sum + count, 0)).to.be.at.most(most);
        // until each has had its first turn, those that came early get some more
        expect(Math.max(...handled)).to.be.at.most(most / askers + Math.log2(askers) + 2);
      }),
      { numRuns: rounds(100) },
    );
  });
});
