/**
 * The table of cases of a check, row by row, at its exact seconds.
 */

import { expect } from 'chai';
import fc from 'fast-check';
import {
  CHECK_REASONS,
  decideCheck,
  type Decision,
  type VerifiedState,
  type MachineEvidence,
} from '../../../client-sdk/typescript/lease/check.ts';
import type { Farewell } from '../../../client-sdk/typescript/lease/farewell.ts';
import type { Lease } from '../../../client-sdk/typescript/lease/lease.ts';
import type { Statement } from '../../../client-sdk/typescript/lease/statement.ts';
import { fromNumericDate } from '../../../client-sdk/typescript/primitives/clock.ts';
import type { Plain } from '../../support/plain.ts';
import { STATES_OF_REASON } from '../../rules/sdk-tables.ts';
import { messageFor } from '../../../client-sdk/typescript/lease/messages.ts';
import { DAY, TODAY, leaseClaims, statementClaims } from '../support/issuer.ts';

const claims = leaseClaims('quietkey:test');
const lease: Plain<Lease> = {
  ...claims,
  machine_days: 14,
  activation: 'activation-1',
  sequence: 5,
  kid: 'k',
};
const statement: Plain<Statement> = { ...statementClaims('quietkey:test'), sequence: 5, notice: 0 };
const noticed: Plain<Statement> = { ...statement, effective: TODAY + DAY, notice: 7 * DAY };
const SAME: MachineEvidence = { kind: 'same' };
const other = (days: number): MachineEvidence => ({ kind: 'other', days });
const unseen = (confirmed: boolean): MachineEvidence => ({ kind: 'none_in_sight', confirmed });
const verified: Plain<VerifiedState> = {
  lease,
  fault: undefined,
  keyRemoved: false,
  statement: undefined,
  farewell: undefined,
  latestDay: TODAY,
};
const { exp, grace } = lease;
const LICENSE_END = TODAY + 20 * DAY;
/** A license that ends within its lease, as the server gives it. */
const ending: Plain<VerifiedState> = {
  ...verified,
  lease: { ...lease, exp: LICENSE_END, license_end: LICENSE_END },
};
/** A license that ends in the grace of its lease. */
const endingLater: Plain<VerifiedState> = { ...verified, lease: { ...lease, license_end: exp + DAY } };

const decide = (what: Plain<VerifiedState>, now: number, shown: MachineEvidence): Decision =>
  decideCheck(what as VerifiedState, fromNumericDate(now), shown);

const textOf = ({ state, reason, refreshDue }: Decision): string =>
  `${state} ${reason}${refreshDue ? ' due' : ''}`;

const farewell: Plain<Farewell> = {
  iss: 'quietkey:test',
  aud: 'sonar',
  effective: TODAY + 10 * DAY,
  entitlements: [],
};

interface Row {
  title: string;
  verified?: Plain<VerifiedState>;
  now?: number;
  machine?: MachineEvidence;
  expected: string;
}

const ROWS: Row[] = [
  { title: 'a lease, its first second', now: TODAY, expected: 'licensed lease_valid' },
  { title: 'the last second of the lease', now: exp - 1, expected: 'licensed lease_valid due' },
  { title: 'the second of its end', now: exp, expected: 'stale lease_ended due' },
  { title: 'the second after', now: exp + 1, expected: 'stale lease_ended due' },
  { title: 'the last second of the grace', now: exp + grace - 1, expected: 'stale lease_ended due' },
  { title: 'the end of the grace', now: exp + grace, expected: 'limited grace_ended due' },
  { title: 'long after', now: exp + 4000 * DAY, expected: 'limited grace_ended due' },
  {
    title: 'no grace (a floating seat)',
    verified: { ...verified, lease: { ...lease, grace: 0 } },
    now: exp,
    expected: 'limited grace_ended due',
  },
  {
    title: 'the second before refresh-after',
    now: lease.refresh_after - 1,
    expected: 'licensed lease_valid',
  },
  { title: 'the second of refresh-after', now: lease.refresh_after, expected: 'licensed lease_valid due' },

  {
    title: 'an empty state',
    verified: { ...verified, lease: undefined },
    expected: 'unlicensed no_activation',
  },
  {
    title: 'released',
    verified: { ...verified, lease: undefined, statement: { ...statement, kind: 'released' } },
    expected: 'unlicensed released',
  },
  {
    title: 'a floating seat that was given back',
    verified: { ...verified, statement: { ...statement, kind: 'released', returned: true } },
    expected: 'unlicensed returned due',
  },
  {
    title: 'a floating seat that was checked out again',
    verified: { ...verified, statement: { ...statement, kind: 'released', returned: true, sequence: 4 } },
    expected: 'licensed lease_valid',
  },
  {
    title: 'a borrowed seat in the last second before its refresh, which is its end',
    verified: { ...verified, lease: { ...lease, refresh_after: exp, floating: 'borrowed' } },
    now: exp - 1,
    expected: 'licensed lease_valid',
  },
  {
    title: 'a floating seat at its refresh',
    verified: {
      ...verified,
      lease: { ...lease, exp: TODAY + 3600, refresh_after: TODAY + 1800, floating: 'checked_out' },
    },
    now: TODAY + 1800,
    expected: 'licensed lease_valid due',
  },
  {
    title: 'an edited lease',
    verified: { ...verified, lease: undefined, fault: 'bad_signature' },
    expected: 'unlicensed lease_untrusted due',
  },
  {
    title: 'another product',
    verified: { ...verified, lease: undefined, fault: 'wrong_product' },
    expected: 'unlicensed wrong_product due',
  },
  {
    title: 'another issuer',
    verified: { ...verified, lease: undefined, fault: 'wrong_issuer' },
    expected: 'unlicensed wrong_issuer due',
  },
  { title: 'revoked at this sequence', verified: { ...verified, statement }, expected: 'unlicensed revoked' },
  {
    title: 'suspended at a later one',
    verified: { ...verified, statement: { ...statement, kind: 'suspended', sequence: 6 } },
    expected: 'unlicensed suspended due',
  },
  {
    title: 'an older statement',
    verified: { ...verified, statement: { ...statement, sequence: 4 } },
    expected: 'licensed lease_valid',
  },
  {
    title: "another activation's statement",
    verified: { ...verified, statement: { ...statement, activation: 'x' } },
    expected: 'licensed lease_valid',
  },
  {
    title: 'revoked without notice, and the clock is before that day',
    verified: { ...verified, statement: { ...statement, effective: TODAY + 5 * DAY } },
    expected: 'unlicensed revoked',
  },
  {
    title: 'revoked, the second before its notice begins',
    verified: { ...verified, statement: noticed },
    now: TODAY + DAY - 1,
    expected: 'stale revoked',
  },
  {
    title: 'suspended, the last second of its notice',
    verified: { ...verified, statement: { ...noticed, kind: 'suspended' } },
    now: TODAY + 8 * DAY - 1,
    expected: 'stale suspended due',
  },
  {
    title: 'suspended, the end of its notice',
    verified: { ...verified, statement: { ...noticed, kind: 'suspended' } },
    now: TODAY + 8 * DAY,
    expected: 'unlicensed suspended due',
  },
  {
    title: 'revoked, the last second of its notice',
    verified: { ...verified, statement: noticed },
    now: TODAY + 8 * DAY - 1,
    expected: 'stale revoked',
  },
  {
    title: 'revoked, the end of its notice',
    verified: { ...verified, statement: noticed },
    now: TODAY + 8 * DAY,
    expected: 'unlicensed revoked',
  },
  {
    title: 'revoked in its notice, a clock that was set back',
    verified: { ...verified, statement: noticed, latestDay: TODAY + 20 * DAY },
    now: TODAY + 2 * DAY,
    expected: 'stale revoked',
  },
  {
    title: 'revoked in its notice, after lease and grace',
    verified: { ...verified, statement: { ...noticed, notice: 366 * DAY } },
    now: exp + grace,
    expected: 'limited grace_ended due',
  },
  {
    title: "revoked in its notice, another machine's hardware for long",
    verified: { ...verified, statement: noticed },
    machine: other(14),
    expected: 'limited wrong_machine due',
  },

  {
    title: 'license: its last second',
    verified: ending,
    now: LICENSE_END - 1,
    expected: 'licensed lease_valid due',
  },
  { title: 'license: its end', verified: ending, now: LICENSE_END, expected: 'stale license_in_grace due' },
  {
    title: 'license: the last second of its grace',
    verified: ending,
    now: LICENSE_END + grace - 1,
    expected: 'stale license_in_grace due',
  },
  {
    title: 'license: the end of its grace',
    verified: ending,
    now: LICENSE_END + grace,
    expected: 'unlicensed license_ended due',
  },
  {
    title: 'license: its end after that of the lease',
    verified: endingLater,
    now: exp + DAY,
    expected: 'stale lease_ended due',
  },
  {
    title: 'license: the end of the grace, where it ended after the lease',
    verified: endingLater,
    now: exp + grace,
    expected: 'limited grace_ended due',
  },
  {
    title: 'license: long after, where it ended after the lease and may have been prolonged',
    verified: endingLater,
    now: exp + 4000 * DAY,
    expected: 'limited grace_ended due',
  },
  {
    title: 'license: a clock that was ahead beyond its end and grace',
    verified: { ...ending, latestDay: LICENSE_END + 100 * DAY },
    now: TODAY + DAY,
    expected: 'stale clock_behind due',
  },

  { title: 'no hardware in sight', machine: unseen(false), expected: 'licensed machine_unconfirmed due' },
  {
    title: 'no hardware in sight, and none at the last renewal',
    machine: unseen(true),
    expected: 'licensed machine_unconfirmed',
  },
  {
    title: 'no hardware in sight, and none at the last renewal, when a renewal is due',
    machine: unseen(true),
    now: lease.refresh_after,
    expected: 'licensed machine_unconfirmed due',
  },
  {
    title: 'no hardware in sight after the end',
    machine: unseen(false),
    now: exp,
    expected: 'stale lease_ended due',
  },
  {
    title: "another machine's hardware, the clock was wrong on every day",
    machine: other(0),
    expected: 'stale wrong_machine due',
  },
  {
    title: "another machine's hardware, the first day",
    machine: other(1),
    expected: 'stale wrong_machine due',
  },
  {
    title: "another machine's hardware, the day before the last",
    machine: other(13),
    expected: 'stale wrong_machine due',
  },
  {
    title: "another machine's hardware, the last day",
    machine: other(14),
    expected: 'limited wrong_machine due',
  },
  {
    title: "another machine's hardware, a later day",
    machine: other(15),
    expected: 'limited wrong_machine due',
  },
  {
    title: "another machine's hardware, terms of one day",
    verified: { ...verified, lease: { ...lease, machine_days: 1 } },
    machine: other(1),
    expected: 'limited wrong_machine due',
  },
  {
    title: "another machine's hardware, terms that never limit",
    verified: { ...verified, lease: { ...lease, machine_days: 0 } },
    machine: other(366),
    expected: 'stale wrong_machine due',
  },
  {
    title: "another machine's hardware, a clock that was set back",
    verified: { ...verified, latestDay: TODAY + 5 * DAY },
    machine: other(14),
    expected: 'limited wrong_machine due',
  },
  {
    title: "another machine's hardware, a removed key",
    verified: { ...verified, keyRemoved: true },
    machine: other(1),
    expected: 'stale key_removed due',
  },
  {
    title: "another machine's hardware, after lease and grace",
    machine: other(1),
    now: exp + grace,
    expected: 'limited grace_ended due',
  },
  {
    title: "another machine's hardware, revoked",
    verified: { ...verified, statement },
    machine: other(14),
    expected: 'unlicensed revoked',
  },

  {
    title: 'three quarters of a lease that asks for its renewal after its end',
    verified: { ...verified, lease: { ...lease, exp: TODAY + 4 * DAY } },
    now: TODAY + 3 * DAY,
    expected: 'licensed lease_valid due',
  },
  {
    title: 'the second before',
    verified: { ...verified, lease: { ...lease, exp: TODAY + 4 * DAY } },
    now: TODAY + 3 * DAY - 1,
    expected: 'licensed lease_valid',
  },
  {
    title: 'a lease of a license that ends today',
    verified: { ...verified, lease: { ...lease, exp: TODAY + DAY, license_end: TODAY + DAY } },
    now: TODAY + 18 * 3600,
    expected: 'licensed lease_valid due',
  },

  {
    title: 'farewell: the second before its day',
    verified: { ...verified, farewell },
    now: TODAY + 10 * DAY - 1,
    expected: 'licensed lease_valid due',
  },
  {
    title: 'farewell: the first second of its day',
    verified: { ...verified, farewell },
    now: TODAY + 10 * DAY,
    expected: 'licensed farewell',
  },
  {
    title: 'farewell: its day came, and the clock was set back',
    verified: { ...verified, farewell, latestDay: TODAY + 10 * DAY },
    now: TODAY,
    expected: 'licensed farewell',
  },
  {
    title: 'farewell: after lease and grace, with other hardware and a removed key',
    verified: { ...verified, farewell, keyRemoved: true },
    now: exp + 10_000 * DAY,
    machine: other(300),
    expected: 'licensed farewell',
  },
  {
    title: 'farewell: a revoked license',
    verified: { ...verified, farewell, statement },
    now: exp,
    expected: 'licensed farewell',
  },
  {
    title: 'farewell: a machine that was never activated',
    verified: { ...verified, farewell, lease: undefined },
    now: exp,
    expected: 'licensed farewell',
  },

  {
    title: 'the key was removed',
    verified: { ...verified, keyRemoved: true },
    expected: 'stale key_removed due',
  },
  {
    title: 'the key was removed, long ago',
    verified: { ...verified, keyRemoved: true },
    now: exp + grace,
    expected: 'limited grace_ended due',
  },

  {
    title: 'clock back an hour',
    verified: { ...verified, latestDay: TODAY + 5 * DAY },
    now: TODAY + 5 * DAY - 3600,
    expected: 'licensed lease_valid',
  },
  {
    title: 'clock back a day',
    verified: { ...verified, latestDay: TODAY + 5 * DAY },
    now: TODAY + 4 * DAY,
    expected: 'licensed lease_valid',
  },
  {
    title: 'clock back a day and a second',
    verified: { ...verified, latestDay: TODAY + 5 * DAY },
    now: TODAY + 4 * DAY - 1,
    expected: 'stale clock_behind due',
  },
  {
    title: 'clock back two days',
    verified: { ...verified, latestDay: TODAY + 5 * DAY },
    now: TODAY + 3 * DAY,
    expected: 'stale clock_behind due',
  },
  { title: 'clock back five years', now: TODAY - 5 * 365 * DAY, expected: 'stale clock_behind due' },
  {
    title: 'a dead battery (1970) at the first start',
    verified: { ...verified, latestDay: 0 },
    now: 0,
    expected: 'stale clock_behind due',
  },
  {
    title: 'clock back in the grace',
    verified: { ...verified, latestDay: exp + DAY },
    now: TODAY,
    expected: 'stale clock_behind due',
  },
  {
    title: 'a clock that was ahead beyond lease and grace',
    verified: { ...verified, latestDay: exp + grace },
    now: TODAY,
    expected: 'stale clock_behind due',
  },
  { title: 'an hour before nbf', now: TODAY - 3600, expected: 'licensed lease_valid' },
];

/** What a check says from each second on, until the next. */
const TIMELINES: [
  title: string,
  verified: Plain<VerifiedState>,
  from: [second: number, expected: string][],
][] = [
  [
    'a perpetual license',
    verified,
    [
      [TODAY, 'licensed lease_valid'],
      [lease.refresh_after, 'licensed lease_valid due'],
      [exp, 'stale lease_ended due'],
      [exp + grace, 'limited grace_ended due'],
    ],
  ],
  [
    'a license that ends within its lease',
    ending,
    [
      [TODAY, 'licensed lease_valid'],
      [lease.refresh_after, 'licensed lease_valid due'],
      [LICENSE_END, 'stale license_in_grace due'],
      [LICENSE_END + grace, 'unlicensed license_ended due'],
    ],
  ],
  [
    'a license that ends after its lease',
    endingLater,
    [
      [TODAY, 'licensed lease_valid'],
      [lease.refresh_after, 'licensed lease_valid due'],
      [exp, 'stale lease_ended due'],
      [exp + grace, 'limited grace_ended due'],
    ],
  ],
  [
    'a suspension with a notice within the lease',
    { ...verified, statement: { ...noticed, kind: 'suspended' } },
    [
      [0, 'stale suspended due'],
      [TODAY + 8 * DAY, 'unlicensed suspended due'],
    ],
  ],
  [
    'a revocation with a notice beyond lease and grace',
    { ...verified, statement: { ...noticed, notice: 60 * DAY } },
    [
      [0, 'stale revoked'],
      [exp + grace, 'limited grace_ended due'],
      [TODAY + 61 * DAY, 'unlicensed revoked'],
    ],
  ],
  [
    'a clock that shows less than has passed',
    { ...verified, latestDay: TODAY + 5 * DAY },
    [
      [0, 'stale clock_behind due'],
      [TODAY + 4 * DAY, 'licensed lease_valid'],
    ],
  ],
];

describe('what the app may do', () => {
  for (const [title, state, from] of TIMELINES) {
    it(`${title}, at each second around each change`, () => {
      const expectedAt = (second: number): string => from.findLast(([begin]) => begin <= second)?.[1] ?? '';
      for (const [begin] of from) {
        for (const second of [begin - 1, begin, begin + 1]) {
          if (second >= from[0]![0])
            expect(textOf(decide(state, second, SAME)), `${second - begin}`).to.equal(expectedAt(second));
        }
      }
    });
  }

  for (const row of ROWS) {
    it(`${row.title}: ${row.expected}`, () => {
      const decision = decide(row.verified ?? verified, row.now ?? TODAY, row.machine ?? SAME);
      expect(textOf(decision)).to.equal(row.expected);
    });
  }

  const evidence = fc.oneof(fc.constant(SAME), fc.boolean().map(unseen), fc.nat({ max: 400 }).map(other));

  it('never takes a license away by adapters, whatever they and the clock show', () => {
    const moment = fc.integer({ min: 0, max: exp + 4 * grace });
    fc.assert(
      fc.property(moment, moment, evidence, fc.nat({ max: 366 }), (now, latestDay, machine, days) => {
        const state = { ...verified, latestDay, lease: { ...lease, machine_days: days } };
        expect(decide(state, now, machine).state).to.not.equal('unlicensed');
        const withoutAdapters = decide(state, now, SAME);
        if (machine.kind === 'none_in_sight')
          expect(decide(state, now, machine).state).to.equal(withoutAdapters.state);
        if (
          machine.kind === 'other' &&
          (days === 0 || machine.days < days) &&
          withoutAdapters.state !== 'limited'
        )
          expect(decide(state, now, machine).state).to.equal('stale');
      }),
    );
  });

  it('asks for a renewal before the end of every lease, and always while the machine is in doubt', () => {
    const days = fc.integer({ min: 1, max: 400 });
    fc.assert(
      fc.property(days, days, evidence, (lease_days, refresh_days, machine) => {
        const end = TODAY + lease_days * DAY;
        const short = { ...lease, exp: end, refresh_after: TODAY + refresh_days * DAY };
        const last = decide(
          { ...verified, lease: short },
          TODAY + Math.floor(lease_days * DAY * 0.75),
          machine,
        );
        expect(last.refreshDue).to.equal(true);
        if (machine.kind === 'other') expect(decide(verified, TODAY, machine).refreshDue).to.equal(true);
      }),
    );
  });

  it('never takes a license away for a time within lease and grace, whatever the clock shows or showed', () => {
    const moment = fc.integer({ min: 0, max: LICENSE_END + grace - 1 });
    const later = fc.integer({ min: 0, max: exp + 4000 * DAY });
    const bases = fc.constantFrom(verified, ending, endingLater);
    fc.assert(
      fc.property(bases, moment, later, fc.boolean(), (base, now, latestDay, keyRemoved) => {
        const { state } = decide({ ...base, latestDay, keyRemoved }, now, SAME);
        expect(state).to.be.oneOf(['licensed', 'stale']);
      }),
    );
  });

  it('is unlicensed at no time without a statement or an end of the license within the lease', () => {
    const moment = fc.integer({ min: 0, max: exp + 4000 * DAY });
    const bases = fc.constantFrom(verified, endingLater);
    fc.assert(
      fc.property(bases, moment, moment, evidence, (base, now, latestDay, machine) => {
        expect(decide({ ...base, latestDay }, now, machine).state).to.not.equal('unlicensed');
      }),
    );
  });

  it('is limited by no day that the machine has seen', () => {
    const moment = fc.integer({ min: 0, max: exp + 100 * DAY });
    const bases = fc.constantFrom(verified, ending, endingLater);
    const mayRun = (state: string): boolean => state === 'licensed' || state === 'stale';
    fc.assert(
      fc.property(bases, moment, moment, evidence, (base, now, latestDay, machine) => {
        const { state } = decide({ ...base, latestDay }, now, machine);
        const unseen = decide({ ...base, latestDay: 0 }, now, machine).state;
        if (!mayRun(unseen)) expect(state).to.equal(unseen);
        else expect(mayRun(state), state).to.equal(true);
      }),
    );
  });

  it('is unlicensed after the notice of a statement, and runs in it until lease and grace end', () => {
    const days = fc.nat({ max: 60 });
    fc.assert(
      fc.property(days, days, fc.nat({ max: 60 * DAY }), (decidedAfter, noticeDays, passed) => {
        const effective = TODAY + decidedAfter * DAY;
        const given = { ...statement, effective, notice: noticeDays * DAY };
        const { state } = decide({ ...verified, statement: given }, TODAY + passed, SAME);
        const isOver = noticeDays === 0 || TODAY + passed >= effective + given.notice;
        if (isOver) expect(state).to.equal('unlicensed');
        else expect(state).to.equal(TODAY + passed >= exp + grace ? 'limited' : 'stale');
      }),
    );
  });

  it('never allows more at a later time', () => {
    const order = ['licensed', 'stale', 'limited', 'unlicensed'];
    const moment = fc.integer({ min: TODAY, max: exp + 2 * grace });
    fc.assert(
      fc.property(moment, moment, fc.constantFrom(verified, ending), (first, second, base) => {
        const states = [first, second]
          .sort((x, y) => x - y)
          .map((now) => order.indexOf(decide(base, now, SAME).state));
        expect(states[0]).to.be.at.most(states[1]!);
      }),
    );
  });

  it('gives each reason in the states that the document lists', () => {
    const seen = new Set(ROWS.map(({ expected }) => expected.split(' ').slice(0, 2).join(' ')));
    const listed = CHECK_REASONS.flatMap((reason) =>
      STATES_OF_REASON[reason].map((state) => `${state} ${reason}`),
    );
    // `check()` gives the last one itself
    expect([...seen, 'unlicensed state_unreadable'].toSorted()).to.deep.equal(listed.toSorted());
  });

  it('has a message for every reason', () => {
    for (const reason of CHECK_REASONS) {
      for (const state of ['licensed', 'stale', 'limited', 'unlicensed'] as const) {
        expect(messageFor({ reason, state }, {}), reason)
          .to.match(/^[A-Z].*\.$/)
          .and.not.contain('undefined');
      }
    }
  });
});
