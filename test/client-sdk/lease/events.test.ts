/** The events of a license as a table of changes, and as a property of random histories. */

import { expect } from 'chai';
import fc from 'fast-check';
import {
  EVENT_KINDS,
  eventsSince,
  presentEvent,
  type EventKind,
  type Situation,
} from '../../../client-sdk/typescript/lease/events.ts';
import {
  announcedOrNull,
  withOwnChange,
  type Announced,
} from '../../../client-sdk/typescript/state/announced.ts';
import { parseState } from '../../../client-sdk/typescript/state/state.ts';
import type { Plain } from '../../support/plain.ts';
import { DAY, TODAY } from '../support/issuer.ts';

const END = TODAY + 100 * DAY;
const SEEN: Plain<Situation> = {
  standing: 'active',
  license: 'license-1',
  activation: 'activation-1',
  licenseEnd: END,
  daysLeft: 100,
  newerVersion: 0,
  notices: '',
};
const { daysLeft: _days, ...FACTS } = SEEN;
const REPORTED: Plain<Announced> = { ...FACTS, warnedOf: null };
const since = (reported: Plain<Announced> | null, seen: Plain<Situation>) =>
  eventsSince(reported as Announced | null, seen as Situation);
const EMPTY = parseState(undefined);
const NONE = { license: null, activation: null, licenseEnd: null, daysLeft: Number.POSITIVE_INFINITY };

interface Row {
  title: string;
  reported?: Partial<Plain<Announced>> | null;
  seen?: Partial<Plain<Situation>>;
  expected: EventKind[];
}

const ROWS: Row[] = [
  { title: 'nothing has changed', expected: [] },
  { title: 'the first call', reported: null, expected: [] },
  { title: 'the first call, suspended', reported: null, seen: { standing: 'suspended' }, expected: ['suspended'] },
  { title: 'the first call, after a newer SDK', reported: null, seen: { newerVersion: 2 }, expected: ['update_needed'] },
  { title: 'the first call, an end that is near', reported: null, seen: { daysLeft: 3 }, expected: ['ending_soon'] },
  { title: 'suspended', seen: { standing: 'suspended' }, expected: ['suspended'] },
  { title: 'still suspended', reported: { standing: 'suspended' }, seen: { standing: 'suspended' }, expected: [] },
  { title: 'revoked', seen: { standing: 'revoked' }, expected: ['revoked'] },
  { title: 'revoked after a suspension', reported: { standing: 'suspended' }, seen: { standing: 'revoked' }, expected: ['revoked'] },
  { title: 'reinstated', reported: { standing: 'suspended' }, expected: ['reinstated'] },
  { title: 'active after a state that could not be read', reported: { standing: 'none' }, expected: [] },
  { title: 'a state that cannot be read', seen: { ...NONE, standing: 'none' }, expected: [] },
  { title: 'released elsewhere', seen: { ...NONE, standing: 'released' }, expected: ['released_elsewhere'] },
  { title: 'still released', reported: { standing: 'released' }, seen: { ...NONE, standing: 'released' }, expected: [] },
  { title: 'moved', seen: { activation: 'activation-2' }, expected: ['moved'] },
  { title: 'another license', seen: { license: 'license-2', activation: 'activation-2', licenseEnd: END + DAY }, expected: [] },
  { title: 'renewed', seen: { licenseEnd: END + DAY }, expected: ['renewed'] },
  { title: 'renewed without an end', seen: { licenseEnd: null }, expected: ['renewed'] },
  { title: 'an end that was corrected to an earlier day', seen: { licenseEnd: END - DAY }, expected: [] },
  { title: 'an end where there was none', reported: { licenseEnd: null }, expected: [] },
  { title: 'just more than 14 days are left', seen: { daysLeft: 14 + 1 / DAY }, expected: [] },
  { title: '14 days are left', seen: { daysLeft: 14 }, expected: ['ending_soon'] },
  { title: '14 days are left, already reported', reported: { warnedOf: END }, seen: { daysLeft: 14 }, expected: [] },
  { title: 'the license has ended', seen: { daysLeft: -3 }, expected: ['ending_soon'] },
  { title: 'near the next end', reported: { warnedOf: END - DAY }, seen: { daysLeft: 2 }, expected: ['ending_soon'] },
  { title: 'suspended near the end', seen: { standing: 'suspended', daysLeft: 2 }, expected: ['suspended'] },
  { title: 'reinstated and renewed', reported: { standing: 'revoked' }, seen: { licenseEnd: null }, expected: ['reinstated', 'renewed'] },
  { title: 'a take-over', seen: { notices: 'takeover' }, expected: ['takeover'] },
  { title: 'a take-over, already reported', reported: { notices: 'takeover' }, seen: { notices: 'takeover' }, expected: [] },
  { title: 'a policy', seen: { notices: 'policy' }, expected: ['policy'] },
  { title: 'a policy, after a take-over', reported: { notices: 'takeover' }, seen: { notices: 'takeover policy' }, expected: ['policy'] },
  { title: 'a policy, already reported', reported: { notices: 'policy' }, seen: { notices: 'policy' }, expected: [] },
  { title: 'a take-over that is over', reported: { notices: 'takeover' }, expected: [] },
  { title: 'the first call, with a take-over', reported: null, seen: { notices: 'takeover' }, expected: ['takeover'] },
  { title: 'a newer SDK wrote the state', seen: { newerVersion: 2 }, expected: ['update_needed'] },
  { title: 'a newer SDK, already reported', reported: { newerVersion: 2 }, seen: { newerVersion: 2 }, expected: [] },
  { title: 'a still newer SDK', reported: { newerVersion: 2 }, seen: { newerVersion: 3 }, expected: ['update_needed'] },
]; // prettier-ignore

describe('the events of a license', () => {
  for (const { title, reported = {}, seen = {}, expected } of ROWS) {
    it(`${title}: ${expected.join(', ') || 'none'}`, () => {
      const before = reported && { ...REPORTED, ...reported };
      const now = { ...SEEN, ...seen };
      const { kinds, reported: after } = since(before, now);
      expect(kinds).to.deep.equal(expected);
      const again = eventsSince(after, now as Situation);
      expect(again.kinds, 'a second time').to.deep.equal([]);
      expect(again.reported, 'nothing to write').to.equal(after);
    });
  }

  for (const standing of ['active', 'released'] as const) {
    it(`after what the app has done (${standing}): none`, () => {
      for (const announced of [REPORTED, { ...REPORTED, standing: 'suspended' as const }]) {
        const after = withOwnChange({ ...EMPTY, announced }, standing);
        const seen =
          standing === 'active' ? { ...SEEN, activation: 'activation-2' } : { ...SEEN, ...NONE, standing };
        expect(since(announcedOrNull(after.announced), seen).kinds).to.deep.equal([]);
      }
      expect(withOwnChange(EMPTY, standing), 'an app that has never asked').to.equal(EMPTY);
    });
  }

  it('a warning by a clock that was ahead is given again when it is due', () => {
    const ahead = since(REPORTED, { ...SEEN, daysLeft: 5 });
    const right = since(ahead.reported, { ...SEEN, daysLeft: 90 });
    expect([ahead.kinds, right.kinds]).to.deep.equal([['ending_soon'], []]);
    expect(since(right.reported, { ...SEEN, daysLeft: 14 }).kinds).to.deep.equal(['ending_soon']);
    const near = since(ahead.reported, { ...SEEN, daysLeft: 15 });
    expect(
      since(near.reported, { ...SEEN, daysLeft: 14 }).kinds,
      'a clock that is a day behind',
    ).to.deep.equal([]);
  });

  it('remembers the license through a state without a lease', () => {
    const released = since(REPORTED, { ...SEEN, ...NONE, standing: 'released' });
    expect(since(released.reported, { ...SEEN, licenseEnd: END + DAY }).kinds).to.deep.equal(['renewed']);
  });

  const situations = fc.record({
    standing: fc.constantFrom('active' as const, 'active' as const, 'suspended' as const, 'revoked' as const),
    license: fc.constantFrom('license-1', 'license-1', 'license-2'),
    activation: fc.constantFrom('activation-1', 'activation-2'),
    licenseEnd: fc.constantFrom(null, END, END + DAY),
    daysLeft: fc.constantFrom(5, 30),
    newerVersion: fc.constantFrom(0, 2),
    notices: fc.constantFrom('', '', 'takeover', 'policy', 'takeover policy'),
  });

  it('are the same, each once, however often and by however many they are taken', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(situations, fc.integer({ min: 1, max: 4 }))), (steps) => {
        const reported: (Announced | null)[] = [null, null];
        const kinds: EventKind[][] = [[], []];
        for (const [seen, times] of steps) {
          for (const [index, count] of [1, times].entries()) {
            for (let taken = 0; taken < count; taken += 1) {
              const result = since(reported[index]!, seen);
              kinds[index]!.push(...result.kinds);
              reported[index] = announcedOrNull(JSON.parse(JSON.stringify(result.reported)));
            }
          }
        }
        expect(kinds[1]).to.deep.equal(kinds[0]);
      }),
    );
  });

  it('tell each change of standing, end and activation of one license', () => {
    const ofOne = situations.map((seen) => ({ ...seen, license: 'license-1' }));
    fc.assert(
      fc.property(fc.array(ofOne, { minLength: 2 }), (steps) => {
        let reported: Announced | null = null;
        let before: Plain<Situation> | undefined;
        for (const seen of steps) {
          const { kinds, reported: next } = since(reported, seen);
          if (before) {
            expect(kinds.includes('moved')).to.equal(before.activation !== seen.activation);
            expect(kinds.includes('suspended')).to.equal(
              seen.standing === 'suspended' && before.standing !== 'suspended',
            );
            for (const notice of ['takeover', 'policy'] as const) {
              const isNew = seen.notices.includes(notice) && !before.notices.includes(notice);
              expect(kinds.includes(notice)).to.equal(isNew);
            }
            expect(kinds.includes('reinstated')).to.equal(
              seen.standing === 'active' && before.standing !== 'active',
            );
          }
          reported = next;
          before = seen;
        }
      }),
    );
  });

  it('have a message each', () => {
    for (const kind of EVENT_KINDS) {
      for (const licenseEnd of [END, null]) {
        const { message } = presentEvent(kind, { ...SEEN, licenseEnd } as Situation);
        expect(message, kind)
          .to.match(/^[A-Z].*\.$/)
          .and.not.contain('undefined');
      }
    }
    expect(presentEvent('renewed', SEEN as Situation).message).to.contain('2026-06-09');
  });

  it('what was reported is null if a member has another type', () => {
    expect(announcedOrNull(REPORTED)).to.equal(REPORTED);
    const { notices: _none, ...older } = REPORTED;
    expect(announcedOrNull(older), 'of an older SDK').to.deep.equal(REPORTED);
    for (const [name, value] of [
      ['standing', 'ended'],
      ['license', 1],
      ['activation', 1],
      ['licenseEnd', 'x'],
      ['warnedOf', 0.5],
      ['newerVersion', null],
      ['notices', 1],
    ] as const)
      // prettier-ignore
      expect(announcedOrNull({ ...REPORTED, [name]: value }), name).to.equal(null);
    for (const value of [null, undefined, 1, 'x', []]) expect(announcedOrNull(value)).to.equal(null);
  });
});
