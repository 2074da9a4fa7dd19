import { expect } from 'chai';
import fc from 'fast-check';
import type { ActivationRow } from '../../../../server/domain/activation/activation.ts';
import { DAY_SECONDS, dayOf, startOf, addSeconds, addDays } from '../../../../server/domain/kernel/day.ts';
import {
  decidedLease,
  decidedStatement,
  leaseSpan,
  refreshAfter,
} from '../../../../server/domain/activation/lease.ts';
import type { ForkDecision } from '../../../../server/domain/activation/fork.ts';
import type { Fork } from '../../../../server/domain/activation/fork-side.ts';
import type { License } from '../../../../server/domain/licensing/license.ts';
import { decideRenewal, type Shown } from '../../../../server/domain/activation/renew.ts';
import { rounds } from '../../../support/rounds.ts';
import { activationRow, licenseOf, timeAt, TODAY } from '../../../support/rows.ts';

interface Case {
  title: string;
  license?: License;
  activation?: ActivationRow;
  kept?: string[];
  shown?: Partial<Shown>;
  fork?: ForkDecision;
  /** Seconds after the time from which a renewal is due. */
  late?: number;
  /** In place of `late`: days by which the lease begins after the server's day. */
  ahead?: number;
  /** Days by which the clock is ahead of the confirmed day. */
  apart?: number;
  answer: string;
}

const KEPT = ['one', 'two'];
const OTHERS = ['three', 'four'];
const FORK: Fork = {
  known: [],
  trunk: { sequence: 6, tags: [] },
  branch: { sequence: 5, tags: [] },
  turns: 4,
  branchWentOn: true,
  copy: { sequence: 3, tags: [] },
};
const COPY: ForkDecision = { kind: 'copy', fork: FORK, rest: { ...FORK, copy: null } };
const RELEASED = activationRow({ releasedDay: TODAY - 1 });
const LAPSED = activationRow({ lapsedDay: TODAY - 1 });

const CASES: Case[] = [
  { title: 'due', answer: 'next' },
  { title: 'a second before it is due', late: -1, answer: 'same' },
  { title: 'before it is due, with other adapters', late: -1, shown: { tags: OTHERS }, answer: 'next' },
  { title: 'before it is due, one adapter more', late: -1, shown: { tags: [...KEPT, 'x'] }, answer: 'next' },
  {
    title: 'before it is due, adapters in another order',
    late: -1,
    shown: { tags: ['two', 'one'] },
    answer: 'same',
  },
  {
    title: 'before it is due, terms changed',
    late: -1,
    license: licenseOf({}, { revision: 2 }),
    answer: 'next',
  },
  {
    title: 'before it is due, license changed',
    late: -1,
    license: licenseOf({ revision: 2 }),
    answer: 'next',
  },
  { title: 'due, with other adapters but the latest lease', shown: { tags: OTHERS }, answer: 'next' },
  ...[1, 2, 35, 46, 400].flatMap((days): Case[] => [
    { title: `a lease that begins ${days} days after the server's day`, ahead: days, answer: 'next' },
    { title: `a lost answer, and a lease that begins ${days} days after the server's day`, ahead: days, shown: { sequence: 4, digest: 'digest' }, answer: 'next' }, // prettier-ignore
  ]),
  { title: 'a lost answer asked for again', shown: { sequence: 4, digest: 'digest' }, answer: 'same' },
  {
    title: 'a lost answer asked for again after a suspension was lifted',
    license: licenseOf({ revision: 3 }),
    shown: { sequence: 4, digest: 'digest' },
    answer: 'next',
  },
  { title: 'an old lease from the same machine (its own backup)', shown: { sequence: 2 }, answer: 'next' },
  ...(['allow', 'new_seat', 'refuse'] as const).flatMap((forks): Case[] => {
    const license = licenseOf({}, { forks });
    const unproven: ForkDecision[] = [
      { kind: 'single' },
      { kind: 'kept', fork: FORK },
      { kind: 'found', fork: FORK },
    ];
    return [
      ...unproven.map((fork): Case => ({ title: `an old lease from another machine, ${fork.kind}, ${forks}`, license, fork, shown: { sequence: 4, tags: OTHERS }, answer: 'next' })), // prettier-ignore
      { title: `a copy that was found, ${forks}`, license, fork: COPY, shown: { sequence: 4 }, answer: { allow: 'next', new_seat: 'own', refuse: 'activation_forked' }[forks] }, // prettier-ignore
      { title: `a lost answer of a copy, ${forks}`, license, fork: COPY, shown: { digest: 'digest' }, answer: 'same' }, // prettier-ignore
      { title: `a copy of a suspended license, ${forks}`, license: licenseOf({ suspendedDay: TODAY }, { forks }), fork: COPY, answer: 'suspended' }, // prettier-ignore
      { title: `a copy whose seat lapsed, ${forks}`, license, activation: LAPSED, fork: COPY, answer: { allow: 'returned', new_seat: 'own', refuse: 'activation_forked' }[forks] }, // prettier-ignore
    ];
  }),
  {
    title: 'a newer lease than the server knows (it was restored)',
    late: -1,
    shown: { sequence: 9 },
    answer: 'next',
  },
  { title: 'a newer epoch than the server knows', late: -1, shown: { epoch: 2 }, answer: 'next' },
  { title: 'a released activation', activation: RELEASED, answer: 'released' },
  {
    title: 'released beats revoked',
    activation: RELEASED,
    license: licenseOf({ revokedDay: TODAY }),
    answer: 'released',
  },
  { title: 'a revoked license', license: licenseOf({ revokedDay: TODAY }), answer: 'revoked' },
  { title: 'a suspended license', license: licenseOf({ suspendedDay: TODAY }), answer: 'suspended' },
  {
    title: 'an ended license is not a statement',
    license: licenseOf({ endsDay: TODAY - 2 }),
    answer: 'license_ended',
  },
  {
    title: 'a license that ended by a clock that is not believed',
    license: licenseOf({ endsDay: TODAY - 2 }),
    apart: 46,
    answer: 'next',
  },
  { title: 'a lapsed seat', activation: LAPSED, answer: 'returned' },
  { title: 'a lapsed seat, before it is due', activation: LAPSED, late: -1, answer: 'returned' },
  {
    title: 'a lapsed seat, a repeated request',
    activation: LAPSED,
    shown: { digest: 'digest' },
    answer: 'returned',
  },
];

describe('decideRenewal', () => {
  for (const testCase of CASES) {
    const {
      title,
      license = licenseOf({}, { forks: 'refuse' }),
      fork = { kind: 'single' },
      activation = activationRow(),
      kept = KEPT,
      late = 0,
      ahead,
      apart = 0,
      answer,
    } = testCase;
    it(`${title}: ${answer}`, () => {
      const shown = { epoch: 1, sequence: 5, digest: 'other', tags: KEPT, borrows: false, ...testCase.shown };
      const due = addSeconds(refreshAfter(license, activation), late);
      const now = ahead === undefined ? due : startOf(addDays(activation.leaseDay, -ahead));
      const decision = decideRenewal(license, { activation, kept }, shown, fork, {
        now,
        confirmedDay: addDays(dayOf(now), -apart),
      });
      const said =
        decision.kind === 'refused'
          ? decision.code
          : decision.kind === 'ended'
            ? decision.fact.kind
            : decision.kind;
      expect(said).to.equal(answer);
    });
  }

  it('begins on the confirmed day, if the license ended by a clock that is not believed', () => {
    const time = { now: startOf(TODAY), confirmedDay: addDays(TODAY, -46) };
    for (const [daysLeft, leaseDay, leaseEndsDay] of [
      [-1, TODAY - 46, TODAY - 16],
      [-20, TODAY - 46, TODAY - 20],
      [0, TODAY, TODAY],
      [null, TODAY, TODAY + 30],
    ] as const) {
      const license = licenseOf({ endsDay: daysLeft === null ? null : TODAY + daysLeft });
      expect(leaseSpan(license, time), String(daysLeft)).to.include({ leaseDay, leaseEndsDay });
    }
  });

  it('is due within the day that the terms name, at a time that follows from the activation', () => {
    const license = licenseOf();
    const due = [1, 2, 3, 4].map((sequence) => refreshAfter(license, activationRow({ sequence })));
    const day = startOf(addDays(activationRow().leaseDay, license.product.refreshDays));
    for (const time of due) expect(time).to.be.within(day, day + 86_399);
    expect(new Set(due).size).to.equal(4);
  });

  it('is due when three quarters of the lease are over at the latest, however short it is', () => {
    const lease = fc.record({
      leaseDays: fc.integer({ min: 7, max: 366 }),
      refreshDays: fc.integer({ min: 1, max: 363 }),
      daysLeft: fc.option(fc.integer({ min: 0, max: 400 })),
      sequence: fc.nat(99),
    });
    fc.assert(
      fc.property(lease, ({ leaseDays, refreshDays, daysLeft, sequence }) => {
        const endsDay = daysLeft === null ? null : TODAY + daysLeft;
        const terms = { leaseDays, refreshDays: Math.min(refreshDays, leaseDays - 3) };
        const license = licenseOf({ endsDay }, terms);
        const activation = activationRow({ ...leaseSpan(license, timeAt(startOf(TODAY))), sequence });
        const { claims } = decidedLease(license, activation, []);
        if (!('exp' in claims)) throw new Error('not a lease');
        const { iat, exp, refresh_after: due } = claims;
        expect(due).to.be.within(iat, iat + 0.75 * (exp - iat));
        const latest = iat + 86_400 * (terms.refreshDays + 1);
        if (latest <= iat + 0.75 * (exp - iat)) expect(due).to.be.at.least(latest - 86_400);
      }),
      { numRuns: rounds(20_000) },
    );
  });

  for (const daysLeft of [0, 1, 3, 5, 9]) {
    it(`is spread over a quarter of the lease of a license that ends in ${daysLeft} days`, () => {
      const license = licenseOf({ endsDay: TODAY + daysLeft });
      const span = leaseSpan(license, timeAt(startOf(TODAY)));
      const due = Array.from({ length: 50 }, (_, sequence) =>
        refreshAfter(license, activationRow({ ...span, sequence })),
      );
      const seconds = (daysLeft + 1) * 86_400;
      for (const time of due) expect(time - startOf(TODAY)).to.be.within(seconds / 2, (seconds * 3) / 4);
      expect(new Set(due).size).to.be.greaterThan(40);
    });
  }
});

describe('the statement about a license that was taken away', () => {
  for (const kind of ['released', 'suspended', 'revoked'] as const) {
    for (const noticeDays of [0, 1, 366]) {
      const expected = kind === 'released' || noticeDays === 0 ? undefined : noticeDays * DAY_SECONDS;
      it(`${kind}, terms of ${noticeDays} days of notice: ${expected ?? 'no'} seconds`, () => {
        const license = licenseOf({}, { noticeDays });
        const { claims } = decidedStatement(license, activationRow(), { kind, day: TODAY });
        expect(claims).to.include({ kind, effective: startOf(TODAY) });
        expect(claims.notice).to.equal(expected);
        expect(Object.hasOwn(claims, 'notice')).to.equal(expected !== undefined);
      });
    }
  }
});
