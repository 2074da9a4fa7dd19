/**
 * The model of the simulation by itself: its plans, and the oracle's own rules. The model imports nothing of the
 * product.
 */

import { expect } from 'chai';
import { fileURLToPath } from 'node:url';
import { readSources } from '../rules/house-rules.ts';
import { ROOT } from '../support/root.ts';
import type { Sight } from './model/bodies.ts';
import { countEvents, EVENTS, newTally, PAIRS, timesOfPair } from './model/events.ts';
import { expectedStates } from './model/expected-check.ts';
import { planOf, type Plan } from './model/plan.ts';
import { EMPTY, mustBeFound, shown, type Step } from './model/records.ts';

describe('the model of the histories', () => {
  it('imports nothing of the product', () => {
    const files = readSources(fileURLToPath(ROOT)).filter(({ path }) =>
      path.startsWith('test/histories/model/'),
    );
    expect(files).to.have.length.greaterThan(4);
    for (const { path, text } of files) {
      const imports = [...text.matchAll(/\bfrom '([^']+)'|\bimport\(([^)]*)\)/g)].map(([, from]) => from);
      expect(
        imports.filter((from) => !/^\.\/[a-z-]+\.ts$/.test(from ?? '')),
        path,
      ).to.deep.equal([]);
    }
  });

  it('plans every ordered pair of events once in as many plans as there are pairs, from any number on', () => {
    const tally = newTally();
    for (let number = 1_000; number < 1_000 + PAIRS.length; number += 1) {
      countEvents(
        tally,
        planOf(number).steps.map(({ event }) => event),
      );
    }
    const missing = PAIRS.filter(([first, second]) => timesOfPair(tally, first, second) === 0);
    expect(missing).to.deep.equal([]);
    expect(PAIRS).to.have.length(EVENTS.length ** 2);
  });

  it('plans the same history for the same number, and others for others', () => {
    const plans = [1, 1, 2, 3].map((number) => JSON.stringify({ ...planOf(number), number: 0 }));
    expect(new Set(plans).size).to.equal(3);
  });

  describe('a copy must be found at the second request after both sides went on', () => {
    /** Moves in their order: `o` the original, `c` the copy, `?` a move that says nothing, `d` another copy. */
    const movesOf = (text: string) =>
      text.split('').map((side) => ({ by: side, isCopy: side !== 'o', isClear: side !== '?' }));
    const cases: [moves: string, isDue: boolean][] = [
      ['', false],
      ['cccc', false],
      ['oooo', false],
      ['oc', false],
      ['occc', false],
      ['occoc', true],
      ['ococ', false],
      ['ococc', true],
      ['coco', false],
      ['cococ', true],
      ['co?oc', false],
      ['occod', false],
      ['cdococ', false],
    ];
    for (const [moves, isDue] of cases) {
      it(`${moves || 'none'}: ${isDue ? 'due' : 'not yet'}`, () => {
        expect(mustBeFound(movesOf(moves), 'c')).to.equal(isDue);
      });
    }
  });

  describe('what check() must show', () => {
    const step: Step = {
      activation: 'a',
      sequence: 1,
      day: 10,
      licenseEndsDay: null,
      parent: null,
      hardware: ['a1', 'a2'],
    };
    const plan: Plan = {
      ...planOf(0),
      identity: 'adapters',
      terms: { ...planOf(0).terms, leaseDays: 60, graceDays: 7, machineGraceDays: 3, noticeDays: 5 },
    };
    const sees = (...own: string[]): Sight => ({ own, foreign: [], unknown: [] });
    const cases: { title: string; sight: Sight; day?: number; elsewhere?: number[]; state: string }[] = [
      { title: 'the same adapters', sight: sees('a1', 'a2'), state: 'licensed' },
      { title: 'one adapter left', sight: sees('a2', 'b1'), state: 'licensed' },
      { title: 'one of them on a dock', sight: { ...sees('b1'), foreign: ['a1'] }, state: 'licensed' },
      { title: 'no adapter', sight: sees(), state: 'licensed' },
      { title: 'only a dock', sight: { ...sees(), foreign: ['d1'] }, state: 'licensed' },
      { title: 'other hardware, the first day', sight: sees('b1'), state: 'stale' },
      { title: 'other hardware, the same day again', sight: sees('b1'), elsewhere: [19, 20], state: 'stale' },
      { title: 'other hardware, the third day', sight: sees('b1'), elsewhere: [18, 19], state: 'limited' },
      { title: 'the last day of the lease', sight: sees('a1'), day: 70, state: 'licensed' },
      { title: 'the first day of the grace', sight: sees('a1'), day: 71, state: 'stale' },
      { title: 'the last day of the grace', sight: sees('a1'), day: 77, state: 'stale' },
      { title: 'after the grace', sight: sees('a1'), day: 78, state: 'limited' },
    ];
    for (const { title, sight, day = 20, elsewhere = [], state } of cases) {
      it(`${title}: ${state}`, () => {
        const contents = { ...EMPTY, step, hardware: step.hardware, daysElsewhere: elsewhere };
        expect(expectedStates(contents, sight, day, plan).states).to.deep.equal([state]);
      });
    }

    it('counts a day once, and forgets the days where an adapter of the lease is in sight', () => {
      const after = (sight: Sight, daysElsewhere: number[]) =>
        expectedStates({ ...EMPTY, step, hardware: step.hardware, daysElsewhere }, sight, 20, plan).contents
          .daysElsewhere;
      expect(after(sees('b1'), [19])).to.deep.equal([19, 20]);
      expect(after(sees('b1'), [19, 20])).to.deep.equal([19, 20]);
      expect(after(sees(), [19])).to.deep.equal([19]);
      expect(after(sees('a1'), [19])).to.deep.equal([]);
    });
  });

  it('shows at most four own adapters, those of the lease first', () => {
    const own = ['1', '2', '3', '4', '5', '6'];
    const sight: Sight = { own, foreign: ['0'], unknown: ['00'] };
    expect(shown(sight, [])).to.deep.equal(['1', '2', '3', '4']);
    expect(shown(sight, ['5', '6', '9'])).to.deep.equal(['5', '6', '1', '2']);
  });
});
