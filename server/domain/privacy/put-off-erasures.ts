/**
 * Erasures that a legal hold has put off: the next purge after the hold was lifted does them, license by license, and
 * then deletes the account. Another hold that is in force keeps what it names, and the erasure is noted with that one.
 */

import { accountQueries } from '../account/account.ts';
import type { Day } from '../kernel/day.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Id, Vault } from '../kernel/ports.ts';
import { endMemberships } from '../ownership/remove-member.ts';
import { licenseQueries } from '../licensing/license.ts';
import { eraseOf } from './erasure-rows.ts';
import { holdQueries, isAccountHeld, type HoldRow } from './hold-record.ts';

/** The class of rows that a hold has kept from an erasure. */
export const PUT_OFF = 'rows that a hold kept from an erasure';

export function* countPutOff(): Operation<{ due: number; held: number; overdue: number }> {
  const [{ due }] = yield* ask(holdQueries.countPutOff({}));
  return { due, held: due, overdue: 0 };
}

export function* lookForPutOff(): Operation<{ isDue: true } | { isDue: false; next: null }> {
  const [hold] = yield* ask(holdQueries.findPutOff({}));
  return hold === undefined ? { isDue: false, next: null } : { isDue: true };
}

/** Erases one slice. @param after the hold and the license of the last slice, or empty */
export function* erasePutOff(
  after: string,
  today: Day,
  vault: Vault,
): Operation<{ purged: number; next: string | null }> {
  const [hold] = yield* ask(holdQueries.findPutOff({}));
  if (hold === undefined) return { purged: 0, next: null };
  const [before = '', last = ''] = after.split(' ');
  const licenses = yield* licensesOf(hold);
  const license = licenses.find((id) => before !== hold.hold || id > last);
  if (license === undefined) {
    const purged = yield* eraseAccount(hold, today, vault);
    yield* ask(holdQueries.dropPutOff({ hold: hold.hold }));
    return { purged, next: hold.hold };
  }
  yield* ask(licenseQueries.lockLicense({ license }));
  vault.bury('license', license, today);
  const { counts, more } = yield* eraseOf(license, { only: [], endLicenses: hold.putOff === 'end' }, today);
  const purged = Object.values(counts).reduce((sum, rows) => sum + rows, 0);
  return { purged, next: more ? after || hold.hold : `${hold.hold} ${license}` };
}

/** The licenses of a hold in the order of their ids: the held one, or those of the held account. */
function* licensesOf({ heldLicense, heldAccount }: HoldRow): Operation<Id[]> {
  if (heldLicense !== null) return [heldLicense];
  if (heldAccount === null) return [];
  const [owned] = yield* ask(accountQueries.listOwners({ account: heldAccount }));
  return owned.map(({ license }) => license).toSorted();
}

function* eraseAccount(
  { heldAccount: account, putOff }: HoldRow,
  today: Day,
  vault: Vault,
): Operation<number> {
  if (account === null) return 0;
  if (yield* isAccountHeld(account)) {
    yield* ask(holdQueries.putOffAccount({ account, putOff: putOff ?? 'erase' }));
    return 0;
  }
  const ended = yield* endMemberships(account, today);
  for (const member of ended.members) vault.bury('member', member, today);
  for (const activation of ended.activations) vault.bury('activation', activation, today);
  vault.bury('account', account, today);
  const [deleted] = yield* ask(accountQueries.deleteAccount({ account }));
  return deleted;
}
