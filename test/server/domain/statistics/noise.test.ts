/**
 * The sampler of noise: its exact probabilities, found by going through every course that it can take, and what really
 * comes out of the system's generator, held against them.
 */

import { expect } from 'chai';
import { discreteLaplace, drawsOver, type Draws } from '../../../../server/domain/statistics/noise.ts';
import { NOISE_SCALE } from '../../../../server/domain/statistics/weekly-figures.ts';
import { drawNoise } from '../../../../server/telemetry/draw-noise.ts';
import { readSources } from '../../../rules/house-rules.ts';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../../../support/root.ts';

/** An exact fraction. */
interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

const ONE: Fraction = { over: 1n, under: 1n };
const times = (a: Fraction, over: number, under: number): Fraction => ({
  over: a.over * BigInt(over),
  under: a.under * BigInt(under),
});
const plus = (a: Fraction, b: Fraction): Fraction => {
  const [over, under] = [a.over * b.under + b.over * a.under, a.under * b.under];
  const shared = greatestDivisor(over, under);
  return { over: over / shared, under: under / shared };
};
const numberOf = ({ over, under }: Fraction): number => Number((over * 10n ** 18n) / under) / 1e18;

function greatestDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestDivisor(b, a % b);
}

/** A course asks for a choice that is not made yet. */
class Undecided extends Error {
  readonly branches: readonly { choice: number; over: number; under: number }[];
  constructor(branches: Undecided['branches']) {
    super('undecided');
    this.branches = branches;
  }
}

/** Begins again: an outcome of its own, so that an attempt is a course with an end. */
class Again extends Error {}

/** The sampler with its choices made; the second round of its loop ends it. */
function follow(scale: number, choices: readonly number[]): number {
  let index = 0;
  let rounds = 0;
  const next = (branches: Undecided['branches']): number => {
    const made = choices[index++];
    if (made === undefined) throw new Undecided(branches);
    return made;
  };
  const draws: Draws = {
    below: (n) => {
      if (++rounds > 1) throw new Again();
      return next(Array.from({ length: n }, (_, choice) => ({ choice, over: 1, under: n })));
    },
    chance: (over, under) =>
      next(
        [
          { choice: 1, over, under },
          { choice: 0, over: under - over, under },
        ].filter((branch) => branch.over > 0),
      ) === 1,
  };
  return discreteLaplace(scale, draws);
}

/** The exact probability of each outcome of one attempt. `again`: of a rejected attempt. `cut`: of all that is rarer than `rarest`. */
function enumerate(
  scale: number,
  rarest: number,
): { chances: Map<number, Fraction>; again: Fraction; cut: Fraction } {
  const none: Fraction = { over: 0n, under: 1n };
  const found = { chances: new Map<number, Fraction>(), again: none, cut: none };
  const open: { choices: number[]; chance: Fraction }[] = [{ choices: [], chance: ONE }];
  for (let course = open.pop(); course !== undefined; course = open.pop()) {
    const { choices, chance } = course;
    try {
      const outcome = follow(scale, choices);
      found.chances.set(outcome, plus(found.chances.get(outcome) ?? none, chance));
    } catch (error) {
      if (error instanceof Again) found.again = plus(found.again, chance);
      else if (!(error instanceof Undecided)) throw error;
      else if (numberOf(chance) < rarest) found.cut = plus(found.cut, chance);
      else
        for (const { choice, over, under } of error.branches)
          open.push({ choices: [...choices, choice], chance: times(chance, over, under) });
    }
  }
  return found;
}

/** (1 − p) / (1 + p) · p^|x| with p = exp(−1 / scale). */
function laplace(scale: number, x: number): number {
  const p = Math.exp(-1 / scale);
  return ((1 - p) / (1 + p)) * p ** Math.abs(x);
}

describe('the sampler of noise', () => {
  for (const scale of [1, 2, NOISE_SCALE]) {
    it(`gives each number its exact probability, scale ${scale}`, () => {
      const { chances, again, cut } = enumerate(scale, 1e-6);
      const missing = numberOf(cut);
      expect(missing).to.be.below(2e-3);
      const all = [...chances.values(), again, cut].reduce(plus);
      expect(all).to.deep.equal(ONE);
      // what was cut may belong anywhere, so each probability lies between two bounds
      for (let x = -3; x <= 3; x += 1) {
        const own = numberOf(chances.get(x) ?? { over: 0n, under: 1n });
        const [low, high] = [own / (1 - numberOf(again)), (own + missing) / (1 - numberOf(again) - missing)];
        expect(laplace(scale, x), `${x}`).to.be.within(low - 1e-12, high + 1e-12);
        expect(high - low).to.be.below(0.01);
      }
    });
  }

  it('takes a chance exactly, of every uniform draw', () => {
    for (let under = 1; under <= 30; under += 1) {
      for (let over = 0; over <= under; over += 1) {
        const hits = Array.from({ length: under }, (_, drawn) => drawsOver(() => drawn).chance(over, under));
        expect(hits.filter(Boolean)).to.have.lengthOf(over);
      }
    }
  });

  it('draws from the generator of the system what the probabilities say, a million times', function () {
    const draws = 1_000_000;
    const seen = new Map<number, number>();
    for (let i = 0; i < draws; i += 1) {
      const x = drawNoise();
      seen.set(x, (seen.get(x) ?? 0) + 1);
    }
    // each class expects more than 5, and the tails are one class each
    const edge = 45;
    let chiSquare = 0;
    for (let x = -edge; x <= edge; x += 1) {
      const tail = laplace(NOISE_SCALE, edge) / (1 - Math.exp(-1 / NOISE_SCALE));
      const expected = draws * (Math.abs(x) === edge ? tail : laplace(NOISE_SCALE, x));
      const hits = [...seen].filter(([value]) =>
        Math.abs(x) === edge ? value * Math.sign(x) >= edge : value === x,
      );
      const observed = hits.reduce((sum, [, n]) => sum + n, 0);
      chiSquare += (observed - expected) ** 2 / expected;
    }
    // 90 degrees of freedom: above this once in a million runs
    expect(chiSquare).to.be.below(172);
  });

  it('has no seed: the published noise is drawn by one function, which takes nothing', () => {
    expect(drawNoise.length).to.equal(0);
    const users = readSources(fileURLToPath(ROOT)).filter(
      ({ path, text }) => !path.startsWith('test/') && /\bdiscreteLaplace\b|\bdrawsOver\b/.test(text),
    );
    expect(users.map(({ path }) => path).sort()).to.deep.equal([
      'server/domain/statistics/noise.ts',
      'server/telemetry/draw-noise.ts',
    ]);
    const draws = users.find(({ path }) => path === 'server/telemetry/draw-noise.ts');
    expect(draws?.text).to.match(/import \{ randomInt \} from 'node:crypto'/);
    expect(draws?.text).to.match(/drawsOver\(randomInt\)/);
  });
});
