/** A wider inventory is released with 15 days of notice, and the committed notice is the one that the program makes. */

import { expect } from 'chai';
import type { PolicyContent } from '../../server/domain/inventory/policy-content.ts';
import { addDays, toDay } from '../../server/domain/kernel/day.ts';
import {
  nextVersions,
  noticeNow,
  noticeOf,
  readNotice,
  readVersions,
  statedNow,
  versionFaults,
  type StatedVersion,
} from './released-policy.ts';

const NOW = statedNow();
const FIRST: StatedVersion = {
  version: 1,
  releasedOn: '2026-11-30',
  effectiveOn: '2026-11-30',
  content: NOW,
};
/** The day 2027-01-01. */
const DAY = toDay(Date.UTC(2027, 0, 1) / 86_400_000);
const [COLUMN = '', STATED] = Object.entries(NOW.columns)[0] ?? [];
const [LIFE = '', HOURS = 0] = Object.entries(NOW.lives)[0] ?? [];
/** Each states more than the first version. */
const WIDER: Readonly<Record<string, PolicyContent>> = {
  'a column': { ...NOW, columns: { ...NOW.columns, 'accounts.shoe_size': { ...STATED!, form: 'plain' } } },
  'another purpose': { ...NOW, columns: { ...NOW.columns, [COLUMN]: { ...STATED!, purpose: 'news' } } },
  'a recipient': {
    ...NOW,
    recipients: [{ recipient: 'Hosting', classes: ['all'], ground: 'processor' }],
  },
  'a longer life': { ...NOW, lives: { ...NOW.lives, [LIFE]: HOURS + 24 } },
};
const second = (effectiveOn: string, content: PolicyContent): StatedVersion => ({
  version: 2,
  releasedOn: '2027-01-01',
  effectiveOn,
  content,
});

describe('the committed policy', () => {
  it('is what the program states, and each wider version has 15 days of notice', () => {
    expect(versionFaults(readVersions(), NOW)).to.deep.equal([]);
  });

  it('has the notice that the program makes', () => {
    expect(readNotice()).to.equal(noticeNow());
  });

  for (const [what, content] of Object.entries(WIDER)) {
    it(`is refused with ${what} and without a version of 15 days of notice`, () => {
      expect(versionFaults([FIRST], content), 'no version').to.have.lengthOf(1);
      expect(versionFaults([FIRST, second('2027-01-01', content)], content)).to.have.lengthOf(1);
      expect(versionFaults([FIRST, second('2027-01-15', content)], content)).to.have.lengthOf(1);
      expect(versionFaults([FIRST, second('2027-01-16', content)], content)).to.deep.equal([]);
      const today = DAY;
      const next = nextVersions([FIRST], content, today);
      expect(next.map(noticeOf), 'as docs:tables writes it').to.deep.equal([0, 15]);
      expect(versionFaults(next, content)).to.deep.equal([]);
    });
  }

  it('may be narrower at once, and a version that waits may still change', () => {
    const { [COLUMN]: _gone, ...columns } = NOW.columns;
    const narrower = { ...NOW, columns };
    expect(versionFaults([FIRST, second('2027-01-01', narrower)], narrower)).to.deep.equal([]);
    const waiting = [FIRST, second('2027-01-16', WIDER['a column'] as PolicyContent)];
    const later = nextVersions(waiting, WIDER['a longer life'] as PolicyContent, addDays(DAY, 9));
    expect(later.map(({ effectiveOn }) => effectiveOn)).to.deep.equal(['2026-11-30', '2027-01-25']);
  });
});
