/**
 * The table of cases of a check, row by row, and its seconds.
 */

import { expect } from 'chai';
import fc from 'fast-check';
import {
  CHECK_REASONS,
  decideCheck,
  type Decision,
  type Held,
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
const held: Plain<Held> = {
  lease,
  fault: undefined,
  keyRemoved: false,
  statement: undefined,
  latestDay: TODAY,
};
const { exp, grace } = lease;
const LICENSE_END = TODAY + 20 * DAY;
const ending: Plain<Held> = { ...held, lease: { ...lease, license_end: LICENSE_END } };

const decide = (what: Plain<Held>, now: number, shown: Machine): Decision =>
  decideCheck(what as Held, fromNumericDate(now), shown);

interface Row {
  title: string;
  held?: Plain<Held>;
  now?: number;
  machine?: Machine;
  is: string;
}

const ROWS: Row[] = [
  { title: 'a lease, its first second', now: TODAY, is: 'licensed lease_valid' },
  { title: 'the last second of the lease', now: exp - 1, is: 'licensed lease_valid due' },
  { title: 'the second of its end', now: exp, is: 'stale lease_ended due' },
  { title: 'the second after', now: exp + 1, is: 'stale lease_ended due' },
  { title: 'the last second of the grace', now: exp + grace - 1, is: 'stale lease_ended due' },
  { title: 'the end of the grace', now: exp + grace, is: 'limited grace_ended due' },
  { title: 'long after', now: exp + 4000 * DAY, is: 'limited grace_ended due' },
  {
    title: 'no grace (a floating seat)',
    held: { ...held, lease: { ...lease, grace: 0 } },
    now: exp,
    is: 'limited grace_ended due',
  },
  { title: 'the second before refresh-after', now: lease.refresh_after - 1, is: 'licensed lease_valid' },
  { title: 'the second of refresh-after', now: lease.refresh_after, is: 'licensed lease_valid due' },

  { title: 'nothing', held: { ...held, lease: undefined }, is: 'unlicensed no_activation' },
  {
    title: 'released',
    held: { ...held, lease: undefined, statement: { ...statement, kind: 'released' } },
    is: 'unlicensed released',
  },
  {
    title: 'an edited lease',
    held: { ...held, lease: undefined, fault: 'bad_signature' },
    is: 'unlicensed lease_untrusted due',
  },
  {
    title: 'another product',
    held: { ...held, lease: undefined, fault: 'wrong_product' },
    is: 'unlicensed wrong_product due',
  },
  {
    title: 'another issuer',
    held: { ...held, lease: undefined, fault: 'wrong_issuer' },
    is: 'unlicensed wrong_issuer due',
  },
  { title: 'revoked at this sequence', held: { ...held, statement }, is: 'unlicensed revoked' },
  {
    title: 'suspended at a later one',
    held: { ...held, statement: { ...statement, kind: 'suspended', sequence: 6 } },
    is: 'unlicensed suspended due',
  },
  {
    title: 'an older statement',
    held: { ...held, statement: { ...statement, sequence: 4 } },
    is: 'licensed lease_valid',
  },
  {
    title: "another activation's statement",
    held: { ...held, statement: { ...statement, activation: 'x' } },
    is: 'licensed lease_valid',
  },

  { title: 'license: its last second', held: ending, now: LICENSE_END - 1, is: 'licensed lease_valid due' },
  { title: 'license: its end', held: ending, now: LICENSE_END, is: 'stale license_in_grace due' },
  {
    title: 'license: the last second of its grace',
    held: ending,
    now: LICENSE_END + grace - 1,
    is: 'stale license_in_grace due',
  },
  {
    title: 'license: the end of its grace',
    held: ending,
    now: LICENSE_END + grace,
    is: 'unlicensed license_ended due',
  },

  { title: 'one card of three gone', machine: { ...machine, tags: [a, b] }, is: 'licensed lease_valid' },
  { title: 'two cards of three gone', machine: { ...machine, tags: [c] }, is: 'licensed lease_valid' },
  { title: 'a card more', machine: { ...machine, tags: [a, b, c, d] }, is: 'licensed lease_valid' },
  {
    title: 'one card of three replaced',
    machine: { ...machine, tags: [a, b, d] },
    is: 'licensed lease_valid',
  },
  {
    title: 'two cards of three replaced',
    machine: { ...machine, tags: [a, d, newTag()] },
    is: 'unlicensed wrong_machine due',
  },
  {
    title: 'one of two in common (a dock)',
    held: { ...held, lease: { ...lease, tags: [a, b] } },
    machine: { ...machine, tags: [b, d] },
    is: 'unlicensed wrong_machine due',
  },
  { title: 'a copied state', machine: { ...machine, tags: [d] }, is: 'unlicensed wrong_machine due' },
  {
    title: 'other cards, where some may be off',
    machine: { ...machine, tags: [d], complete: false },
    is: 'stale machine_unconfirmed due',
  },
  { title: 'no card to be seen', machine: { ...machine, tags: [] }, is: 'licensed machine_unconfirmed due' },
  {
    title: 'a lease by the install id',
    held: { ...held, lease: { ...lease, tags: [installTag] } },
    machine: { ...machine, tags: [d] },
    is: 'licensed lease_valid',
  },

  { title: 'the key was removed', held: { ...held, keyRemoved: true }, is: 'stale key_removed due' },
  {
    title: 'the key was removed, long ago',
    held: { ...held, keyRemoved: true },
    now: exp + grace,
    is: 'limited grace_ended due',
  },

  {
    title: 'clock back an hour',
    held: { ...held, latestDay: TODAY + 5 * DAY },
    now: TODAY + 5 * DAY - 3600,
    is: 'licensed lease_valid',
  },
  {
    title: 'clock back a day',
    held: { ...held, latestDay: TODAY + 5 * DAY },
    now: TODAY + 4 * DAY,
    is: 'licensed lease_valid',
  },
  {
    title: 'clock back a day and a second',
    held: { ...held, latestDay: TODAY + 5 * DAY },
    now: TODAY + 4 * DAY - 1,
    is: 'stale clock_behind due',
  },
  {
    title: 'clock back two days',
    held: { ...held, latestDay: TODAY + 5 * DAY },
    now: TODAY + 3 * DAY,
    is: 'stale clock_behind due',
  },
  { title: 'clock back five years', now: TODAY - 5 * 365 * DAY, is: 'stale clock_behind due' },
  {
    title: 'a dead battery (1970) at the first start',
    held: { ...held, latestDay: 0 },
    now: 0,
    is: 'stale clock_behind due',
  },
  {
    title: 'clock back in the grace',
    held: { ...held, latestDay: exp + DAY },
    now: TODAY,
    is: 'stale clock_behind due',
  },
  {
    title: 'clock back after the grace',
    held: { ...held, latestDay: exp + grace },
    now: TODAY,
    is: 'limited clock_behind due',
  },
  { title: 'an hour before nbf', now: TODAY - 3600, is: 'licensed lease_valid' },
];

describe('what the app may do', () => {
  for (const row of ROWS) {
    it(`${row.title}: ${row.is}`, () => {
      const decision = decide(row.held ?? held, row.now ?? TODAY, row.machine ?? machine);
      const due = decision.refreshDue ? ' due' : '';
      expect(`${decision.state} ${decision.reason}${due}`).to.equal(row.is);
    });
  }

  it('never takes a license away for a time within lease and grace, whatever the clock says or said', () => {
    const moment = fc.integer({ min: 0, max: exp + grace - 1 });
    fc.assert(
      fc.property(moment, moment, fc.boolean(), (now, latestDay, keyRemoved) => {
        const { state } = decide({ ...held, latestDay, keyRemoved }, now, machine);
        expect(state).to.be.oneOf(['licensed', 'stale']);
      }),
    );
  });

  it('never runs longer the later it is', () => {
    const order = ['licensed', 'stale', 'limited', 'unlicensed'];
    const moment = fc.integer({ min: TODAY, max: exp + 2 * grace });
    fc.assert(
      fc.property(moment, moment, fc.constantFrom(held, ending), (one, other, base) => {
        const states = [one, other]
          .sort((x, y) => x - y)
          .map((now) => order.indexOf(decide(base, now, machine).state));
        expect(states[0]).to.be.at.most(states[1]!);
      }),
    );
  });

  it('has a sentence for every reason', () => {
    for (const reason of CHECK_REASONS) {
      expect(messageFor(reason, {}), reason)
        .to.match(/^[A-Z].*\.$/)
        .and.not.contain('undefined');
    }
  });
});
