/**
 * The vocabulary of telemetry: closed, and each counter with an owner, a question and an expiry.
 */

import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { QUESTIONS } from '../../../client-sdk/typescript/contract/telemetry-questions.ts';
import {
  cellsOf,
  countersOn,
  faultOfLists,
  NO_LISTS,
  OTHER,
  SDK_VERSION,
  VOCABULARY_RELEASED,
  type VendorLists,
} from '../../../client-sdk/typescript/contract/telemetry-vocabulary.ts';
import { readDate } from '../../../server/domain/kernel/day.ts';
import { ROOT } from '../../support/root.ts';

const LISTS: VendorLists = { versions: ['1.4.0', '1.5.0'], features: ['export'] };
const YEAR_DAYS = 366;

describe('the vocabulary of telemetry', () => {
  const all = countersOn('', LISTS);
  const released = readDate(VOCABULARY_RELEASED)!;

  it('has no counter that has expired at its release, or that lives for more than a year from it', () => {
    for (const { name, expires } of all) {
      expect(readDate(expires), name).to.be.a('number');
      expect(readDate(expires)! - released, name).to.be.within(1, YEAR_DAYS);
    }
    expect(countersOn(VOCABULARY_RELEASED, LISTS)).to.deep.equal(all);
  });

  it('counts nothing from the day of expiry on', () => {
    const last =
      all
        .map(({ expires }) => expires)
        .toSorted()
        .at(-1) ?? '';
    expect(countersOn(last, LISTS)).to.deep.equal([]);
  });

  it('names an owner and a question for each counter, and each cell once', () => {
    for (const { name } of all) {
      const { owner, question } = QUESTIONS[name];
      expect(owner, name).to.match(/^the \w+/);
      expect(question, name).to.match(/^[A-Z].*\?$/);
    }
    const cells = cellsOf(all);
    expect(new Set(cells).size).to.equal(cells.length);
    for (const cell of cells) expect(cell).to.match(/^[a-z]+\/[a-z0-9][a-z0-9._-]*$/);
    for (const { name } of all) expect(cells).to.include(`${name}/${OTHER}`);
    expect(cells).to.include.members(['app/1.5.0', 'feature/export', `sdk/${SDK_VERSION}`]);
  });

  it('contains the version of this SDK', () => {
    const text = readFileSync(new URL('client-sdk/typescript/package.json', ROOT), 'utf8');
    const { version } = JSON.parse(text) as { version: string };
    expect(version.startsWith(`${SDK_VERSION}.`)).to.equal(true);
  });

  it('accepts only short lists of plain values', () => {
    const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `v${index}`);
    for (const good of [NO_LISTS, LISTS, { versions: many(40), features: many(10) }])
      expect(faultOfLists(good)).to.equal(undefined);
    const bad: [Partial<VendorLists>, RegExp][] = [
      [{ versions: many(41) }, /more than 40/],
      [{ features: many(11) }, /more than 10/],
      [{ versions: ['1', '1'] }, /twice/],
      [{ features: [OTHER] }, /not 1 to 32/],
      [{ features: ['ada@example.com'] }, /not 1 to 32/],
      [{ versions: ['x'.repeat(33)] }, /not 1 to 32/],
    ];
    for (const [lists, message] of bad) expect(faultOfLists({ ...NO_LISTS, ...lists })).to.match(message);
  });
});
