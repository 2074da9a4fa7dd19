import { expect } from 'chai';
import { Refusal } from '../../../server/domain/kernel/refusal.ts';
import { POLL_SECONDS } from '../../../client-sdk/typescript/contract/sign-in.ts';
import { KEY_OF_NETWORK, openLimits, POLICIES, type Policies } from '../../../server/web/rate-limits.ts';

const FEW: Policies = {
  network: { quota: 5, windowSeconds: 50 },
  object: { quota: 4, windowSeconds: 80 },
  unreadable: { quota: 10, windowSeconds: 50 },
  key: { quota: 3, windowSeconds: 30 },
  poll: { quota: 2, windowSeconds: 8 },
  forms: { quota: 2, windowSeconds: 8 },
  trial: { quota: 2, windowSeconds: 20 },
};

function refused(act: () => void): number | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    expect(error).to.be.instanceOf(Refusal).and.include({ code: 'too_many_requests' });
    return (error as Refusal).parts.retryAfter;
  }
}

describe('the limit on trials', () => {
  it('lets a network start as many in a day, whatever others do, and says when it may again', () => {
    let now = 0;
    const limits = openLimits(() => now, POLICIES);
    const { quota, windowSeconds } = POLICIES.trial;
    for (let count = 0; count < quota; count += 1) limits.countTrial('a');
    expect(refused(() => limits.countTrial('a'))).to.equal(windowSeconds / quota);
    expect(refused(() => limits.countTrial('b'))).to.equal(undefined);
    now += windowSeconds / quota;
    expect(refused(() => limits.countTrial('a'))).to.equal(undefined);
    expect(refused(() => limits.countTrial('a'))).to.equal(windowSeconds / quota);
  });

  it('counts clients that cannot be distinguished together', () => {
    const limits = openLimits(() => 0, FEW);
    for (let count = 0; count < FEW.key.quota; count += 1) limits.countTrial(null);
    expect(refused(() => limits.countTrial(null))).to.equal(FEW.key.windowSeconds / FEW.key.quota);
    expect(refused(() => limits.countTrial('a'))).to.equal(undefined);
  });
});

describe('limits on guessing', () => {
  let now: number;
  let limits: ReturnType<typeof openLimits>;
  beforeEach(() => {
    now = 1_000;
    limits = openLimits(() => now, FEW);
  });
  /** Guesses a random secret, and returns the wait of the refusal that replaces the answer. */
  const guess = (origin: string | null, guessable?: readonly string[]): number | undefined =>
    limits.countRefusal('license_key_unknown', { origin, guessable }).instead?.parts.retryAfter;
  const guessOften = (times: number, origin: string | null, guessable?: readonly string[]): void => {
    for (let nth = 0; nth < times; nth += 1) guess(origin, guessable);
  };
  const wait = (origin: string | null, guessable?: readonly string[]) =>
    refused(() => limits.requireRoom({ origin, guessable }));

  describe('of random secrets', () => {
    it('replace the answer to a wrong one of a network that guessed wrong too often, and of no other', () => {
      for (let nth = 0; nth < 5; nth += 1) expect(guess('a')).to.equal(undefined);
      expect(guess('a')).to.equal(10);
      expect(guess('b')).to.equal(undefined);
    });

    it('never refuse before the secret is looked up', () => {
      guessOften(100, 'a');
      for (let nth = 0; nth < 1_000; nth += 1) guess(`network ${nth}`);
      for (const origin of ['a', 'network 7', 'c', null]) expect(wait(origin)).to.equal(undefined);
    });

    it('tell ahead whether a wrong one is one too many', () => {
      for (let nth = 0; nth < 12; nth += 1) {
        const isSpent = limits.isSpent('a');
        expect(guess('a') !== undefined).to.equal(isSpent);
        now += nth > 6 ? 4 : 0;
      }
      expect([limits.isSpent('b'), limits.isSpent(null)]).to.deep.equal([false, false]);
    });

    it('tell wrong ones apart again after Retry-After', () => {
      guessOften(5, 'a');
      now += 9;
      expect(guess('a')).to.equal(10);
      now += 1;
      expect(guess('a')).to.equal(undefined);
    });

    it('do not count clients that nothing tells apart', () => {
      guessOften(1_000, null);
      expect(guess(null)).to.equal(undefined);
    });

    it('count only wrong guesses', () => {
      for (let nth = 0; nth < 50; nth += 1)
        limits.countRefusal('seats_taken', { origin: 'a', guessable: ['x'] });
      expect(wait('a', ['x'])).to.equal(undefined);
      expect(limits.size()).to.equal(0);
    });

    it('report what is left in RateLimit headers', () => {
      const costs = [1, 2, 3].map(() => limits.countRefusal('proof_invalid', { origin: 'a' }).headers);
      const left = costs.map(({ ratelimit }) => ratelimit);
      expect(left).to.deep.equal(['"guesses";r=4;t=10', '"guesses";r=3;t=10', '"guesses";r=2;t=10']);
      expect(costs[0]?.['ratelimit-policy']).to.equal('"guesses";q=5;w=50');
    });
  });

  describe('of guessable texts', () => {
    it('refuse a network before the text is looked up, for what it guessed of alone', () => {
      guessOften(3, 'a', ['x']);
      expect(wait('a', ['x'])).to.equal(undefined);
      guess('a', ['x']);
      expect(wait('a', ['x'])).to.equal(20);
      expect(wait('a', ['y', 'x'])).to.equal(20);
      expect(wait('a', ['y'])).to.equal(undefined);
      expect(wait('b', ['x'])).to.equal(undefined);
      now += 20;
      expect(wait('a', ['x'])).to.equal(undefined);
    });

    it('count clients together that nothing tells apart, and refuse no other client for them', () => {
      guessOften(10, null, ['x']);
      expect(wait(null, ['x'])).to.equal(5);
      expect(wait(null, ['y'])).to.equal(undefined);
      expect(wait('a', ['x'])).to.equal(undefined);
    });

    it('are not spent by guesses of random secrets', () => {
      guessOften(100, 'a');
      expect(wait('a', ['x'])).to.equal(undefined);
    });
  });

  it('apply to each license key, right or wrong', () => {
    for (let nth = 0; nth < 3; nth += 1) limits.countKey('KEY', null);
    expect(refused(() => limits.countKey('KEY', null))).to.equal(10);
    expect(refused(() => limits.countKey('OTHER', null))).to.equal(undefined);
    now += 10;
    expect(refused(() => limits.countKey('KEY', null))).to.equal(undefined);
  });

  it('leave each network the first activations with a key, whatever others have used', () => {
    for (let nth = 0; nth < KEY_OF_NETWORK.quota + 3; nth += 1) limits.countKey('KEY', 'a');
    expect(refused(() => limits.countKey('KEY', 'a'))).to.equal(10);
    for (let nth = 0; nth < KEY_OF_NETWORK.quota; nth += 1)
      expect(refused(() => limits.countKey('KEY', 'b'))).to.equal(undefined);
    expect(refused(() => limits.countKey('KEY', 'b'))).to.equal(10);
  });

  it('refuse no app that polls at its interval, and one that polls faster, for each code alone', () => {
    limits = openLimits(() => now, POLICIES);
    const poll = (code: string): string | undefined => {
      try {
        limits.countPoll(code);
        return undefined;
      } catch (error) {
        return (error as Refusal).code;
      }
    };
    const polls = (seconds: number) =>
      Array.from({ length: 120 }, () => {
        now += seconds;
        return poll('code') ?? 'ok';
      });
    // a request may come a second late, and the next one in time
    expect(new Set(polls(POLL_SECONDS))).to.deep.equal(new Set(['ok']));
    now += POLL_SECONDS + 1;
    expect([poll('code'), (now += POLL_SECONDS - 1) && poll('code')]).to.deep.equal([undefined, undefined]);
    expect(polls(1).filter((end) => end === 'slow_down')).to.have.length.above(80);
    expect(poll('other')).to.equal(undefined);
  });

  it('keep a bounded number of buckets', () => {
    for (let nth = 0; nth < 60_000; nth += 1) limits.countKey(`key ${nth}`, null);
    expect(limits.size()).to.equal(50_000);
  });
});
