/**
 * The parts of `npm run test:attack` that need no server: options, report, and the parties' networks.
 */

import { expect } from 'chai';
import { readUsage } from '../../server/config/usage.ts';
import { networkReader } from '../../server/web/client-network.ts';
import { readOptions, USAGE } from './options.ts';
import { atLeast, atMost, holds, percent } from './measure.ts';
import { attackerAt, FLOODING, HOME, visitorAt } from './networks.ts';
import { openTally } from './pace.ts';
import { reportOf, roundLines, type RoundReport } from './report.ts';
import { SCENARIO_NAMES } from './scenarios.ts';

describe('the options of npm run test:attack', () => {
  const read = (...words: string[]) => readUsage(USAGE, words, readOptions);

  it('are one round of everything on SQLite by default, at the rate that an echo bears', () => {
    expect(read()).to.deep.equal({
      options: { rounds: 1, scenarios: SCENARIO_NAMES, engine: 'sqlite', rate: undefined, json: false },
    });
  });

  it('choose scenarios, engine and rate', () => {
    const words = '--only codes,lock-out --engine postgres --rate 17 --rounds 3 --json'.split(' ');
    expect(read(...words)).to.deep.equal({
      options: { rounds: 3, scenarios: ['lock-out', 'codes'], engine: 'postgres', rate: 17, json: true },
    });
  });

  for (const words of [
    ['--rounds', '0'],
    ['--only', 'server-killed'],
    ['--engine', 'mysql'],
    ['--rate', 'fast'],
    ['--hard'],
  ]) {
    it(`refuse ${words.join(' ')} with exit 2`, () => {
      expect(read(...words)).to.have.property('exit', 2);
    });
  }

  it('are in the help, with every scenario', () => {
    const help = read('--help');
    const text = 'text' in help ? help.text : '';
    for (const name of [...Object.keys(USAGE.options ?? {}), ...SCENARIO_NAMES])
      expect(text).to.include(name);
  });
});

describe('the report of npm run test:attack', () => {
  const round = (measures: RoundReport['measures'], rest: Partial<RoundReport> = {}): RoundReport => ({
    scenario: 'keys',
    round: 1,
    statement: 'word '.repeat(40),
    measures,
    ...rest,
  });
  const good = round([atLeast('logins: 99 of 100', percent(99, 100), 99, '%'), atMost('runs', 0, 0)]);
  const rounds = [good, round([atMost('p99', 2.01, 2, '×')]), round([], { fault: 'it ended '.repeat(20) })];

  it('passes a round whose measures all hold', () => {
    expect(reportOf(rounds)).to.include({ passed: 1, failed: 2 });
    expect(rounds.map((report) => roundLines(report)[0])).to.deep.equal([
      'passed  keys 1',
      'FAILED  keys 1',
      'FAILED  keys 1',
    ]);
  });

  it('is 80 columns wide', () => {
    for (const line of rounds.flatMap(roundLines)) expect(line.length, line).to.be.at.most(80);
  });

  it('takes no value at all for no success', () => {
    expect(holds(atLeast('', percent(0, 0), 99))).to.equal(false);
    expect(holds(atMost('', Number.NaN, 2))).to.equal(false);
  });

  it('counts right answers with their times, and others by status', () => {
    const { onAnswer, take } = openTally(200);
    for (const [status, time] of [[200, 5] as const, [200, 3] as const, [503, 1] as const, [0, 1] as const])
      onAnswer(status, time);
    expect(take()).to.deep.equal({ done: 2, others: { 503: 1, 0: 1 }, times: [3, 5] });
    expect(take()).to.deep.equal({ done: 0, others: {}, times: [] });
  });
});

describe('the parties of an attack', () => {
  it('have networks of their own', () => {
    const counts = [...Array(300).keys()];
    const addresses = [HOME, ...counts.map(attackerAt), ...counts.map(visitorAt)];
    const networkOf = networkReader(['127.0.0.1']);
    const networks = addresses.map((address) => networkOf('127.0.0.1', address).prefix);
    expect(networks).not.to.include(null);
    expect(new Set(networks).size).to.equal(addresses.length);
    expect(FLOODING).to.be.below(300);
  });
});
