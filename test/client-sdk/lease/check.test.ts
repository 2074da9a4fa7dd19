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
  type Machine,
} from '../../../client-sdk/typescript/lease/check.ts';
import type { Lease } from '../../../client-sdk/typescript/lease/lease.ts';
import { fromNumericDate } from '../../../client-sdk/typescript/primitives/clock.ts';
import type { Plain } from '../../support/plain.ts';
import { messageFor } from '../../../client-sdk/typescript/lease/messages.ts';
import { DAY, TODAY, leaseClaims, newTag, statementClaims } from '../support/issuer.ts';

const [a, b, c, d] = [newTag(), newTag(), newTag(), newTag()];
const installTag = newTag();
const claims = leaseClaims('quietkey:test');
const lease: Plain<Lease> = { ...claims, tags: [a, b, c], activation: 'activation-1', sequence: 5, kid: 'k' };
const statement = { ...statementClaims('quietkey:test'), sequence: 5 };
const machine: Machine = { tags: [a, b, c], installTag, complete: true };
const verified: Plain<VerifiedState> = {
  lease,
  fault: undefined,
  keyRemoved: false,
  statement: undefined,
  latestDay: TODAY,
};
const { exp, grace } = lease;
const LICENSE_END = TODAY + 20 * DAY;
const ending: Plain<VerifiedState> = { ...verified, lease: { ...lease, license_end: LICENSE_END } };

const decide = (what: Plain<VerifiedState>, now: number, shown: Machine): Decision =>
  decideCheck(what as VerifiedState, fromNumericDate(now), shown);

interface Row {
  title: string;
  verified?: Plain<VerifiedState>;
  now?: number;
  machine?: Machine;
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
    title: 'one card of three gone',
    machine: { ...machine, tags: [a, b] },
    expected: 'licensed lease_valid',
  },
  { title: 'two cards of three gone', machine: { ...machine, tags: [c] }, expected: 'licensed lease_valid' },
  { title: 'one more card', machine: { ...machine, tags: [a, b, c, d] }, expected: 'licensed lease_valid' },
  {
    title: 'one card of three replaced',
    machine: { ...machine, tags: [a, b, d] },
    expected: 'licensed lease_valid',
  },
  {
    title: 'two cards of three replaced',
    machine: { ...machine, tags: [a, d, newTag()] },
    expected: 'unlicensed wrong_machine due',
  },
  {
    title: 'one of two in common (a dock)',
    verified: { ...verified, lease: { ...lease, tags: [a, b] } },
    machine: { ...machine, tags: [b, d] },
    expected: 'unlicensed wrong_machine due',
  },
  { title: 'a copied state', machine: { ...machine, tags: [d] }, expected: 'unlicensed wrong_machine due' },
  {
    title: 'other cards, where some may be off',
    machine: { ...machine, tags: [d], complete: false },
    expected: 'stale machine_unconfirmed due',
  },
  {
    title: 'no visible card',
    machine: { ...machine, tags: [] },
    expected: 'licensed machine_unconfirmed due',
  },
  {
    title: 'a lease by the install id',
    verified: { ...verified, lease: { ...lease, tags: [installTag] } },
    machine: { ...machine, tags: [d] },
    expected: 'licensed lease_valid',
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
    title: 'clock back after the grace',
    verified: { ...verified, latestDay: exp + grace },
    now: TODAY,
    expected: 'limited clock_behind due',
  },
  { title: 'an hour before nbf', now: TODAY - 3600, expected: 'licensed lease_valid' },
];

describe('what the app may do', () => {
  for (const row of ROWS) {
    it(`${row.title}: ${row.expected}`, () => {
      const decision = decide(row.verified ?? verified, row.now ?? TODAY, row.machine ?? machine);
      const due = decision.refreshDue ? ' due' : '';
      expect(`${decision.state} ${decision.reason}${due}`).to.equal(row.expected);
    });
  }

  it('never takes a license away for a time within lease and grace, whatever the clock shows or showed', () => {
    const moment = fc.integer({ min: 0, max: exp + grace - 1 });
    fc.assert(
      fc.property(moment, moment, fc.boolean(), (now, latestDay, keyRemoved) => {
        const { state } = decide({ ...verified, latestDay, keyRemoved }, now, machine);
        expect(state).to.be.oneOf(['licensed', 'stale']);
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
          .map((now) => order.indexOf(decide(base, now, machine).state));
        expect(states[0]).to.be.at.most(states[1]!);
      }),
    );
  });

  it('has a message for every reason', () => {
    for (const reason of CHECK_REASONS) {
      expect(messageFor(reason, {}), reason)
        .to.match(/^[A-Z].*\.$/)
        .and.not.contain('undefined');
    }
  });
});
