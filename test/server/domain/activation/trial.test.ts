/** Trials on both engines: the decision, random histories against an oracle, races, and what is stored. */

import { expect } from 'chai';
import fc from 'fast-check';
import { randomInt } from 'node:crypto';
import { DEFAULT_TERMS } from '../../../../client-sdk/typescript/contract/product-terms.ts';
import { TRIAL_AGAIN_DAYS, type TrialAnswer } from '../../../../client-sdk/typescript/contract/trial.ts';
import type { LeaseClaims } from '../../../../client-sdk/typescript/contract/wire.ts';
import { searchFolder } from '../../../../scripts/demo/search.ts';
import { decideTrial, type TrialRow } from '../../../../server/domain/activation/trial.ts';
import {
  addDays,
  DAY_SECONDS,
  dayOf,
  endOf,
  readDate,
  startOf,
  toDay,
} from '../../../../server/domain/kernel/day.ts';
import { operations } from '../../../../server/domain/operations.ts';
import { runPurge } from '../../../../server/jobs/purge.ts';
import { codeOf, WORLDS } from '../../../support/accounts.ts';
import { random22 } from '../../../support/machine.ts';
import { rounds } from '../../../support/rounds.ts';
import { rowsIn } from '../../../support/table-rows.ts';
import type { TestWorld } from '../../../support/world.ts';

const { licensing, activation, privacy } = operations;

const TRIAL_DAYS = 14;
const RACES = rounds(5_000, 12);
const HISTORIES = rounds(300, 4);
const STARTS = 4;
const claimsOf = ({ lease }: TrialAnswer): LeaseClaims =>
  JSON.parse(Buffer.from(lease.split('.')[1] ?? '', 'base64url').toString()) as LeaseClaims;

describe('the decision about a trial', () => {
  const today = toDay(20_000);
  const since = addDays(today, -TRIAL_AGAIN_DAYS);
  const days = (...ago: [tag: string, daysAgo: number][]): TrialRow[] =>
    ago.map(([tag, daysAgo]) => ({ tag, day: addDays(today, -daysAgo) }));
  const runs = (daysAgo: number, ...missing: string[]) => ({
    kind: 'runs',
    day: addDays(today, -daysAgo),
    missing,
  });

  const ROWS: readonly { title: string; tags?: string[]; found: TrialRow[]; decision: object }[] = [
    { title: 'a machine that had none', found: [], decision: runs(0, 'a', 'b') },
    { title: 'asked again on the same day', found: days(['a', 0], ['b', 0]), decision: runs(0) },
    { title: 'on its last day', found: days(['a', 14], ['b', 14]), decision: runs(14) },
    { title: 'on the day after', found: days(['a', 15], ['b', 15]), decision: { kind: 'over' } },
    { title: 'on the last day of twelve months', found: days(['a', 365]), decision: { kind: 'over' } },
    { title: 'after twelve months', found: days(['a', 366], ['b', 400]), decision: runs(0, 'a', 'b') },
    { title: 'a card was added during the trial', found: days(['a', 3]), decision: runs(3, 'b') },
    { title: 'a card was added after the trial', found: days(['a', 30]), decision: { kind: 'over' } },
    { title: 'cards of two trials that run', found: days(['a', 9], ['b', 2]), decision: runs(9) },
    {
      title: 'cards of one that is over and one that runs',
      found: days(['a', 30], ['b', 2]),
      decision: { kind: 'over' },
    },
    {
      title: 'cards of one that is forgotten and one that runs',
      found: days(['a', 366], ['b', 2]),
      decision: runs(2, 'a'),
    },
    { title: 'begun after midnight of another server', found: days(['a', -1], ['b', 0]), decision: runs(0) },
    { title: 'the same, alone', found: days(['a', -1], ['b', -1]), decision: runs(-1) },
    { title: 'a day of a clock that was ahead', found: days(['a', -9], ['b', -9]), decision: runs(-1) },
    {
      title: 'one card of four',
      tags: ['a', 'b', 'c', 'd'],
      found: days(['c', 1]),
      decision: runs(1, 'a', 'b', 'd'),
    },
  ];
  for (const { title, tags = ['a', 'b'], found, decision } of ROWS) {
    it(title, () => {
      expect(decideTrial(tags, found, { today, since, trialDays: TRIAL_DAYS })).to.deep.equal(decision);
    });
  }
});

for (const [engine, open] of WORLDS) {
  describe(`trials, on ${engine}`, function () {
    this.timeout(3_600_000);
    let test: TestWorld;
    before(async () => {
      test = await open();
      const terms = { trialDays: TRIAL_DAYS, entitlements: ['pro'] };
      await test.run(licensing.addProduct, { product: 'sonar', name: 'Sonar', terms });
    });
    after(() => test.end());

    const start = (trialTags: string[], more: object = {}): Promise<TrialAnswer> =>
      test.run(activation.startTrial, {
        product: 'sonar',
        trialTags,
        tags: [random22()],
        identity: 'adapters',
        ...more,
      });
    const machine = (cards = 2): string[] => Array.from({ length: cards }, random22);
    const today = () => dayOf(test.clock.now());
    const passDays = (days: number): void => test.clock.move(days * DAY_SECONDS);
    const trials = () => rowsIn<TrialRow>(test.config, 'SELECT tag, day FROM trials');
    const countOf = async (table: string): Promise<number> =>
      (await rowsIn(test.config, `SELECT 1 AS one FROM ${table}`)).length;

    it('is a lease of a trial, for its days and no more, and nothing of a license', async () => {
      const answer = await start(machine());
      const [claims, end] = [claimsOf(answer), endOf(addDays(today(), TRIAL_DAYS))];
      expect(claims).to.deep.include({ trial: 'machine', entitlements: ['pro'], grace: 0 });
      expect([claims.exp, claims.license_end, claims.refresh_after]).to.deep.equal([end, end, end]);
      expect(claims.iat).to.equal(startOf(today()));
      expect(answer).to.deep.include({ per: 'machine', sequence: 1 });
      expect(readDate(answer.endsOn)).to.equal(addDays(today(), TRIAL_DAYS));
      expect(await Promise.all(['licenses', 'activations', 'device_tags'].map(countOf))).to.deep.equal([
        0, 0, 0,
      ]);
    });

    it('stores a keyed tag and the day', async () => {
      const before = await trials();
      const tags = machine(3);
      await start(tags);
      const stored = (await trials()).slice(before.length);
      expect(stored.map(({ day }) => day)).to.deep.equal([today(), today(), today()]);
      for (const { tag } of stored)
        expect(tag)
          .to.match(/^[\w-]{22}$/)
          .and.not.be.oneOf(tags);
    });

    it('says that an installation was counted', async () => {
      const answer = await start(machine(1), { identity: 'install' });
      expect([answer.per, claimsOf(answer).trial]).to.deep.equal(['install', 'install']);
    });

    it('goes on after a reinstall, and ends on its day', async () => {
      const tags = machine();
      const first = await start(tags);
      passDays(TRIAL_DAYS);
      const again = await start(tags);
      expect(again).to.deep.include({ activation: first.activation, endsOn: first.endsOn, sequence: 15 });
      expect(claimsOf(again)).to.include({ exp: claimsOf(first).exp, iat: startOf(today()) });
      expect(await start([tags[0]!, random22()]), 'with another card').to.include({ endsOn: first.endsOn });
      passDays(1);
      expect(await codeOf(start(tags))).to.equal('trial_over');
      expect(await codeOf(start([tags[1]!, random22()]))).to.equal('trial_over');
    });

    it('is of one product', async () => {
      await test.run(licensing.addProduct, { product: 'radar', name: 'Radar', terms: { trialDays: 7 } });
      const tags = machine();
      const answers = [await start(tags), await start(tags, { product: 'radar' })];
      expect(new Set(answers.map(({ endsOn }) => endsOn)).size).to.equal(2);
    });

    it('is refused where no product offers it', async () => {
      expect(DEFAULT_TERMS.trialDays).to.equal(0);
      await test.run(licensing.addProduct, { product: 'lidar', name: 'Lidar', terms: {} });
      await test.run(licensing.addProduct, { product: 'demo', name: 'Demo', terms: {}, demo: true });
      const before = await countOf('trials');
      const codes = ['lidar', 'demo', 'unknown', 'a\u0000b'].map((product) =>
        codeOf(start(machine(), { product })),
      );
      expect(await Promise.all(codes)).to.deep.equal([
        'trial_not_offered',
        'trial_not_offered',
        'product_unknown',
        'product_unknown',
      ]);
      expect(await countOf('trials')).to.equal(before);
    });

    it(`is one trial in ${RACES} races of one machine`, async () => {
      const before = await countOf('trials');
      let cards = 0;
      for (let race = 0; race < RACES; race += 1) {
        const tags = machine(1 + randomInt(4));
        cards += tags.length;
        const answers = await Promise.all(Array.from({ length: STARTS }, () => start(tags.toReversed())));
        const trialsSeen = answers.map(({ activation: id, endsOn }) => `${id} ${endsOn}`);
        expect(new Set(trialsSeen), `race ${race}`).to.have.property('size', 1);
      }
      expect((await countOf('trials')) - before).to.equal(cards);
    });

    it(`is one trial in ${RACES} races at midnight, of a machine that shows other cards each time`, async () => {
      for (let race = 0; race < RACES; race += 1) {
        const [fixed = '', ...others] = machine(4);
        const shown = others.map((card) => [fixed, card]);
        const answers = await Promise.all(
          shown.map((tags, index) => {
            if (index === 1) test.clock.move(DAY_SECONDS);
            return start(tags);
          }),
        );
        const ends = answers.map(({ endsOn }) => readDate(endsOn)! - today());
        for (const days of ends) expect(days, `race ${race}`).to.be.within(TRIAL_DAYS - 1, TRIAL_DAYS);
        passDays(TRIAL_DAYS + 1);
        const codes = await Promise.all(others.map((card) => codeOf(start([card]))));
        expect(codes, 'no card starts another').to.deep.equal(Array(others.length).fill('trial_over'));
      }
    });

    it(`is once in twelve months in ${HISTORIES} random histories, and then again`, async () => {
      const step = fc.record({
        gap: fc.oneof(fc.constantFrom(0, 1, 14, 15, 351, 365, 366), fc.nat(120)),
        cards: fc.uniqueArray(fc.nat(5), { minLength: 1, maxLength: 4 }),
        isPurged: fc.nat(3).map((draw) => draw === 0),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 10 }), async (steps) => {
          const tags = machine(6);
          const oracle = new Oracle();
          for (const { gap, cards, isPurged } of steps) {
            passDays(gap);
            if (isPurged) await runPurge(test.world, { apply: true });
            const shown = cards.map((card) => tags[card]!);
            const answer = await start(shown).catch((error: unknown) => (error as { code: string }).code);
            oracle.judge(cards, today(), typeof answer === 'string' ? answer : readDate(answer.endsOn));
          }
        }),
        { numRuns: HISTORIES },
      );
    });

    it('is purged after twelve months, and not before', async () => {
      const tags = machine();
      await start(tags);
      passDays(TRIAL_AGAIN_DAYS);
      await runPurge(test.world, { apply: true });
      expect(await codeOf(start(tags))).to.equal('trial_over');
      passDays(1);
      const { classes } = await test.run(privacy.planPurge, {});
      expect(classes.find(({ class: name }) => name === 'trials')?.due).to.be.greaterThan(1);
      await runPurge(test.world, { apply: true });
      expect(await countOf('trials')).to.equal(0);
      expect(await codeOf(start(tags))).to.equal('done');
    });

    if (engine === 'SQLite')
      it('leaves no byte of a tag or an address after its purge', async () => {
        const address = Buffer.from('a4c3f0112233', 'hex');
        const before = (await trials()).map(({ tag }) => tag);
        await start([address.toString('base64url').padEnd(22, 'A')]);
        const [tag = ''] = (await trials()).map((row) => row.tag).filter((each) => !before.includes(each));
        const folder = test.config.dataFolder;
        const found = () => {
          const needles = [tag, address.toString('hex'), address.toString('base64url')];
          return searchFolder(
            folder,
            needles.map((text) => ({ name: text, text })),
          ).hits;
        };
        expect(found()).to.have.length.greaterThan(0);
        passDays(TRIAL_AGAIN_DAYS + 1);
        await runPurge(test.world, { apply: true });
        await test.world.secureDelete();
        expect(found()).to.deep.equal([]);
      });
  });
}

/**
 * What must hold of all answers together, said without the rows that the server keeps: a new trial begins only for cards
 * of which none had one within twelve months, a trial that goes on is one that the machine had, and only a trial that
 * ended is a reason to refuse.
 */
class Oracle {
  readonly #granted: { cards: readonly number[]; began: number }[] = [];

  judge(cards: readonly number[], today: number, answer: number | string | undefined): void {
    const had = this.#granted
      .filter((grant) => grant.cards.some((card) => cards.includes(card)))
      .map(({ began }) => began)
      .filter((began) => today - began <= TRIAL_AGAIN_DAYS);
    if (typeof answer !== 'number') {
      expect(answer).to.equal('trial_over');
      expect(
        had.some((began) => began + TRIAL_DAYS < today),
        'refused without a reason',
      ).to.equal(true);
      return;
    }
    const began = answer - TRIAL_DAYS;
    expect(answer).to.be.within(today, today + TRIAL_DAYS);
    if (had.length === 0) expect(began, 'a machine without a trial gets a whole one').to.equal(today);
    else expect(had, 'a trial that it had').to.include(began);
    this.#granted.push({ cards, began });
  }
}
