/**
 * Tombstones on disk: visible to later readers, complete in spite of a line that a crash left incomplete, and destroyed
 * by the day.
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
  it('are visible to readers that open later, and to the one that added them', () => {
    const folder = scratchFolder();
    const [writer, added, other] = [openTombstones(folder), digest(), digest()];
    expect(writer.has(added)).to.equal(false);
    writer.add(added, DAY);
    writer.add(added, DAY);
    for (const tombstones of [writer, openTombstones(folder)]) {
      expect([added, other].map((text) => tombstones.has(text))).to.deep.equal([true, false]);
    }
    expect(statSync(join(folder, 'tombstones', String(DAY))).mode & 0o777).to.equal(0o600);
  });

  it('are added once a day, and again on a later day', () => {
    const folder = scratchFolder();
    const [tombstones, added] = [openTombstones(folder), digest()];
    const next = addDays(DAY, 1);
    for (const day of [DAY, DAY, next, next]) tombstones.add(added, day);
    const linesOf = (day: Day) =>
      readFileSync(join(folder, 'tombstones', String(day)), 'utf8')
        .split('\n')
        .filter(Boolean);
    expect([linesOf(DAY), linesOf(next)]).to.deep.equal([[added], [added]]);
    expect(tombstones.destroyBefore(addDays(DAY, 1))).to.equal(1);
    expect(openTombstones(folder).has(added)).to.equal(true);
  });

  it('survive an incomplete line', () => {
    const folder = scratchFolder();
    const [first, second, torn] = [digest(), digest(), digest()];
    openTombstones(folder).add(first, DAY);
    appendFileSync(join(folder, 'tombstones', String(DAY)), `\n${torn.slice(0, 9)}`);
    openTombstones(folder).add(second, DAY);
    const tombstones = openTombstones(folder);
    expect([first, second, torn].map((text) => tombstones.has(text))).to.deep.equal([true, true, false]);
  });

  it('are destroyed by the day', () => {
    const folder = scratchFolder();
    const [old, young] = [digest(), digest()];
    openTombstones(folder).add(old, DAY);
    openTombstones(folder).add(young, addDays(DAY, 1));
    expect(openTombstones(folder).destroyBefore(addDays(DAY, 1))).to.equal(1);
    expect(readdirSync(join(folder, 'tombstones'))).to.deep.equal([String(DAY + 1)]);
    const tombstones = openTombstones(folder);
    expect([old, young].map((text) => tombstones.has(text))).to.deep.equal([false, true]);
  });

  it('are absent if none was ever added', () => {
    const folder = scratchFolder();
    expect(openTombstones(folder).destroyBefore(DAY)).to.equal(0);
    expect(openTombstones(folder).has(digest())).to.equal(false);
    expect(readdirSync(folder)).to.deep.equal([]);
  });
});
