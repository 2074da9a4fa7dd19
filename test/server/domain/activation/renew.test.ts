import { expect } from 'chai';
import type { ActivationRow } from '../../../../server/domain/activation/activation.ts';
import { startOf, addSeconds, addDays } from '../../../../server/domain/kernel/day.ts';
import { refreshAfter } from '../../../../server/domain/activation/lease.ts';
import type { License } from '../../../../server/domain/licensing/license.ts';
import { decideRenewal, type Shown } from '../../../../server/domain/activation/renew.ts';
import { activationRow, licenseOf, TODAY } from '../../../support/rows.ts';

interface Case {
  title: string;
  license?: License;
  activation?: ActivationRow;
  kept?: string[];
  shown?: Partial<Shown>;
  /** Seconds after the time from which a renewal is due. */
  late?: number;
  answer: string;
}

const KEPT = ['one', 'two'];
const OTHERS = ['three', 'four'];
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
  { title: 'a lost answer asked for again', shown: { sequence: 4, digest: 'digest' }, answer: 'same' },
  {
    title: 'a lost answer asked for again after a suspension was lifted',
    license: licenseOf({ revision: 3 }),
    shown: { sequence: 4, digest: 'digest' },
    answer: 'next',
  },
  { title: 'an old lease from the same machine (its own backup)', shown: { sequence: 2 }, answer: 'next' },
  {
    title: 'an old lease from another machine',
    shown: { sequence: 4, tags: OTHERS },
    answer: 'activation_forked',
  },
  {
    title: 'an old epoch from another machine',
    shown: { epoch: 0, tags: OTHERS },
    answer: 'activation_forked',
  },
  {
    title: 'an old lease, half of the adapters',
    shown: { sequence: 4, tags: ['one', 'x'] },
    answer: 'activation_forked',
  },
  {
    title: 'an old lease from another machine, where the terms allow it',
    license: licenseOf({}, { forks: 'allow' }),
    shown: { sequence: 4, tags: OTHERS },
    answer: 'next',
  },
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
      activation = activationRow(),
      kept = KEPT,
      late = 0,
      answer,
    } = testCase;
    it(`${title}: ${answer}`, () => {
      const shown = { epoch: 1, sequence: 5, digest: 'other', tags: KEPT, ...testCase.shown };
      const now = addSeconds(refreshAfter(license, activation), late);
      const decision = decideRenewal(license, activation, kept, shown, now);
      const said =
        decision.kind === 'refused'
          ? decision.code
          : decision.kind === 'ended'
            ? decision.fact.kind
            : decision.kind;
      expect(said).to.equal(answer);
    });
  }

  it('is due within the day that the terms name, at a time that follows from the activation', () => {
    const license = licenseOf();
    const due = [1, 2, 3, 4].map((sequence) => refreshAfter(license, activationRow({ sequence })));
    const day = startOf(addDays(activationRow().leaseDay, license.product.refreshDays));
    for (const time of due) expect(time).to.be.within(day, day + 86_399);
    expect(new Set(due).size).to.equal(4);
  });
});
