/** Days, hours, numbers and waits as the catalogue writes them. */

import { expect } from 'chai';
import { readDate, hourOf, addHours, startOf } from '../../../server/domain/kernel/day.ts';
import { count, writeDay, writeHour, writeWait } from '../../../server/portal/texts/en/formats.ts';
import { PATHS, pathTo } from '../../../server/portal/html/paths.ts';

const DAY = readDate('2026-11-26')!;

describe('formats', () => {
  it('write a UTC day as it is, wherever the server stands', () => {
    expect(writeDay(DAY)).to.equal('26 November 2026');
    expect(writeHour(hourOf(startOf(DAY)))).to.equal('26 November 2026 at 00:00 UTC');
    expect(writeHour(addHours(hourOf(startOf(DAY)), 23))).to.equal('26 November 2026 at 23:00 UTC');
  });

  it('join a number with the form of its noun', () => {
    expect([0, 1, 2, 1_250].map((value) => count(value, 'seat', 'seats'))).to.deep.equal([
      '0 seats',
      '1 seat',
      '2 seats',
      '1,250 seats',
    ]);
  });

  it('never tell to wait too short a time', () => {
    const waits = [0, 0.2, 1, 59, 60, 61, 3600, 3601, 90_000];
    expect(waits.map(writeWait)).to.deep.equal([
      '1 second',
      '1 second',
      '1 second',
      '59 seconds',
      '1 minute',
      '2 minutes',
      '1 hour',
      '2 hours',
      '2 days',
    ]);
  });
});

describe('pathTo', () => {
  it('fills in parts, which cannot leave their place', () => {
    expect(pathTo(PATHS.machine, { license: 'a', activation: '../b?c#d' })).to.equal(
      '/licenses/a/machines/..%2Fb%3Fc%23d',
    );
  });
});
