/**
 * Seeded years of machines and copies against the real SDK and the real server: each property holds in all of them, and
 * each event and each ordered pair of events happened often enough. A broken property names its history, which
 * `node dist/test/histories/run.js NUMBER NUMBER+1` plays again, without the steps that it does not need.
 */

import { expect } from 'chai';
import { rounds } from '../support/rounds.ts';
import { countEvents, EVENTS, newTally, PAIRS, tableOf, timesOf, timesOfPair } from './model/events.ts';
import { RULES, type Rule } from './model/oracle.ts';
import { planOf } from './model/plan.ts';
import { play } from './play.ts';
import { openWorkplace } from './vendor.ts';

const FULL = 10_000;
const HISTORIES = rounds(FULL, 30);
/** How often each event, and each ordered pair of events, must happen in the full run. */
const EVENT_TIMES = 1_000;
const PAIR_TIMES = 20;
/** The largest part of the histories that may end because nobody can know which machine is the copy. */
const UNDECIDABLE_MAX = 0.06;

describe(`${HISTORIES} histories of machines`, function () {
  this.timeout(rounds(10_800_000, 600_000));
  const tally = newTally();
  const broken = new Map<Rule, string[]>();
  let undecidable = 0;
  let copiesDue = 0;

  before(async () => {
    const workplace = await openWorkplace();
    try {
      for (let number = 0; number < HISTORIES; number += 1) {
        const { violation, events, isUndecidable, judged } = await play(planOf(number), workplace);
        countEvents(tally, events);
        copiesDue += judged.copiesDue;
        if (isUndecidable) undecidable += 1;
        if (violation === undefined) continue;
        const found = broken.get(violation.rule) ?? [];
        broken.set(violation.rule, [...found, `history ${number}: ${violation.message}`]);
      }
    } finally {
      workplace.end();
    }
  });

  for (const rule of RULES) {
    it(rule, () => {
      expect(broken.get(rule) ?? []).to.deep.equal([]);
    });
  }

  it(`each event happens ${EVENT_TIMES} times in ${FULL} histories, each ordered pair ${PAIR_TIMES} times`, () => {
    process.stdout.write(`${tableOf(tally)}\n`);
    const part = HISTORIES / FULL;
    const rare = EVENTS.filter((event) => timesOf(tally, event) < Math.floor(EVENT_TIMES * part));
    const rarePairs = PAIRS.filter(
      ([first, second]) => timesOfPair(tally, first, second) < Math.floor(PAIR_TIMES * part),
    );
    expect({ rare, rarePairs }).to.deep.equal({ rare: [], rarePairs: [] });
  });

  it('copies were due to be found, and few histories end undecided', () => {
    expect(copiesDue).to.be.at.least(Math.floor(HISTORIES / 100));
    // of few histories, some more may be such by chance
    expect(undecidable).to.be.at.most(Math.max(3, HISTORIES * UNDECIDABLE_MAX));
  });
});
