/** Days, hours, numbers, counts, waits and lists as locales write them. */

import { expect } from 'chai';
import { addHours, hourOf, readDate, startOf } from '../../../server/domain/kernel/day.ts';
import { formatsOf } from '../../../server/locale/formats.ts';

const DAY = readDate('2026-11-26')!;
const MIDNIGHT = hourOf(startOf(DAY));
const SEATS = { one: 'seat', other: 'seats' };
const english = formatsOf('en-GB');
const german = formatsOf('de-DE');

describe('formats', () => {
  it('write a UTC day as it is, wherever the server stands', () => {
    expect(english.day(DAY)).to.equal('26 November 2026');
    expect(english.hour(MIDNIGHT)).to.equal('26 November 2026 at 00:00 UTC');
    expect(english.hour(addHours(MIDNIGHT, 23))).to.equal('26 November 2026 at 23:00 UTC');
    expect([german.day(DAY), german.hour(addHours(MIDNIGHT, 9))]).to.deep.equal([
      '26. November 2026',
      '26. November 2026 um 09:00 UTC',
    ]);
  });

  it('join a number with the form of its noun', () => {
    expect([0, 1, 2, 1_250].map((value) => english.count(value, SEATS))).to.deep.equal([
      '0 seats',
      '1 seat',
      '2 seats',
      '1,250 seats',
    ]);
    const licenses = { one: 'licencja', few: 'licencje', many: 'licencji', other: 'licencji' };
    const polish = formatsOf('pl');
    expect([1, 2, 5].map((value) => polish.count(value, licenses))).to.deep.equal([
      '1 licencja',
      '2 licencje',
      '5 licencji',
    ]);
  });

  it('never tell to wait too short a time', () => {
    const waits = [0, 0.2, 1, 59, 60, 61, 3600, 3601, 90_000];
    expect(waits.map((seconds) => english.wait(seconds))).to.deep.equal([
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
    expect(german.wait(61)).to.equal('2 Minuten');
  });

  it('join a list', () => {
    expect([[], ['a'], ['a', 'b', 'c']].map((items) => english.list(items))).to.deep.equal([
      '',
      'a',
      'a, b and c',
    ]);
    expect(german.list(['a', 'b'])).to.equal('a und b');
  });
});
