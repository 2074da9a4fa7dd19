/**
 * Tombstones on disk: seen by whoever looks afterwards, whole in spite of a line that a crash left half written, and
 * destroyed by the day.
 */

import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openTombstones } from '../../../server/crypto/tombstones.ts';
import { scratchFolder } from './scratch.ts';
import { toDay, addDays, type Day } from '../../../server/domain/kernel/day.ts';

const DAY = toDay(20_000);
const digest = () => randomBytes(16).toString('base64url');

describe('tombstones', () => {
  it('stand for whoever looks afterwards, and for whoever had looked before', () => {
    const folder = scratchFolder();
    const [raising, one, other] = [openTombstones(folder), digest(), digest()];
    expect(raising.stands(one)).to.equal(false);
    raising.raise(one, DAY);
    raising.raise(one, DAY);
    for (const tombstones of [raising, openTombstones(folder)]) {
      expect([one, other].map((text) => tombstones.stands(text))).to.deep.equal([true, false]);
    }
    expect(statSync(join(folder, 'tombstones', String(DAY))).mode & 0o777).to.equal(0o600);
  });

  it('are raised once a day, and again on a later day', () => {
    const folder = scratchFolder();
    const [tombstones, one] = [openTombstones(folder), digest()];
    const next = addDays(DAY, 1);
    for (const day of [DAY, DAY, next, next]) tombstones.raise(one, day);
    const linesOf = (day: Day) =>
      readFileSync(join(folder, 'tombstones', String(day)), 'utf8')
        .split('\n')
        .filter(Boolean);
    expect([linesOf(DAY), linesOf(next)]).to.deep.equal([[one], [one]]);
    expect(tombstones.destroyBefore(addDays(DAY, 1))).to.equal(1);
    expect(openTombstones(folder).stands(one)).to.equal(true);
  });

  it('are not spoilt by half a line', () => {
    const folder = scratchFolder();
    const [first, second, torn] = [digest(), digest(), digest()];
    openTombstones(folder).raise(first, DAY);
    appendFileSync(join(folder, 'tombstones', String(DAY)), `\n${torn.slice(0, 9)}`);
    openTombstones(folder).raise(second, DAY);
    const tombstones = openTombstones(folder);
    expect([first, second, torn].map((text) => tombstones.stands(text))).to.deep.equal([true, true, false]);
  });

  it('are destroyed by the day', () => {
    const folder = scratchFolder();
    const [old, young] = [digest(), digest()];
    openTombstones(folder).raise(old, DAY);
    openTombstones(folder).raise(young, addDays(DAY, 1));
    expect(openTombstones(folder).destroyBefore(addDays(DAY, 1))).to.equal(1);
    expect(readdirSync(join(folder, 'tombstones'))).to.deep.equal([String(DAY + 1)]);
    const tombstones = openTombstones(folder);
    expect([old, young].map((text) => tombstones.stands(text))).to.deep.equal([false, true]);
  });

  it('are absent where none was ever raised', () => {
    const folder = scratchFolder();
    expect(openTombstones(folder).destroyBefore(DAY)).to.equal(0);
    expect(openTombstones(folder).stands(digest())).to.equal(false);
    expect(readdirSync(folder)).to.deep.equal([]);
  });
});
