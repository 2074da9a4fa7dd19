/**
 * Tombstones: keyed digests of what was erased or released, stored outside the database and in no backup, so that a
 * restored backup erases the data again. A tombstone is written before the erasure commits: a crash between the two
 * writes leaves one tombstone too many, never one too few. A replay deletes personal data and changes neither seats nor
 * the content of a lease, so that a restore never makes the server sign that a license has ended.
 */

import { addDays, dayOf, type Day } from '../kernel/day.ts';
import type { Buried, Call, Id, Vault } from '../kernel/ports.ts';
import { dropTags } from '../activation/device-tags.ts';
import { forkQueries } from '../activation/fork-record.ts';
import { defineQueries, rowCount, rows } from '../kernel/query.ts';
import { accountQueries } from '../account/account.ts';
import { activationQueries } from '../activation/activation.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { accountOrders } from './accounting.ts';
import { heldGroupsOf, holdQueries, isAccountHeld } from './hold-record.ts';
import { licenseQueries } from '../licensing/license.ts';
import { memberQueries } from '../ownership/members.ts';
import { offerQueries } from '../ownership/offers.ts';
import { transferQueries } from '../ownership/transfers.ts';

/**
 * The days for which a tombstone is kept: longer than the retention of backups, so that every restore finds its
 * tombstones.
 */
export const TOMBSTONE_DAYS = 42;

/** The number of rows that one slice of a replay reads. */
const SLICE_ROWS = 500;

export const tombstoneQueries = defineQueries({
  listActivationsAfter: rows<{ after: Id; rows: number }, { id: Id }>(),
  listAccountsAfter: rows<{ after: Id; rows: number }, { id: Id }>(),
  /** Clears the username, the network and the digest of the last request of an activation. */
  bareActivation: rowCount<{ activation: Id }>(),
  /**
   * Clears the email index and the nonce of a license. Afterwards no stored value leads from the buyer to the license,
   * and the license key cannot be derived again.
   */
  severLicense: rowCount<{ license: Id }>(),
  severOrders: rowCount<{ license: Id }>(),
});

/** Deletes the data of the machine from an activation. The activation keeps its seat, and its app continues to work. */
function* bareActivation(activation: Id): Operation<void> {
  yield* ask(
    tombstoneQueries.bareActivation({ activation }),
    dropTags(activation),
    forkQueries.dropFork({ activation }),
    activationQueries.dropNickname({ activation }),
  );
}

/** Deletes the person from a license, its orders and the owner's activations. The license stays valid, and its members too. */
function* severLicense(license: Id, today: Day): Operation<void> {
  const held = yield* heldGroupsOf(license);
  if (held.size > 0) yield* ask(holdQueries.putOffLicense({ license, putOff: 'erase' }));
  if (!held.has('license')) {
    yield* accountOrders(license, today);
    yield* ask(tombstoneQueries.severLicense({ license }), tombstoneQueries.severOrders({ license }));
  }
  if (!held.has('account')) yield* ask(accountQueries.dropOwner({ license }));
  if (held.has('machines')) return;
  const [activations] = yield* ask(activationQueries.listOwnersActivationIds({ license }));
  for (const { id } of activations) yield* bareActivation(id);
}

function* dropAccount(account: Id): Operation<void> {
  if (yield* isAccountHeld(account)) {
    yield* ask(holdQueries.putOffAccount({ account, putOff: 'erase' }));
    return;
  }
  yield* ask(
    offerQueries.closeOffersTo({ account }),
    transferQueries.closeTransfersTo({ account }),
    accountQueries.deleteAccount({ account }),
  );
}

function* dropMember(member: Id): Operation<void> {
  yield* ask(memberQueries.dropMember({ member }));
}

/**
 * For each kind of tombstone: the query that walks over all rows that may have a tombstone (`walk`), and the deletion
 * for a row that has a tombstone (`forget`).
 */
const REPLAYS = {
  license: { walk: licenseQueries.listLicensesAfter, forget: severLicense },
  activation: { walk: tombstoneQueries.listActivationsAfter, forget: bareActivation },
  member: { walk: memberQueries.listMembersAfter, forget: dropMember },
  account: { walk: tombstoneQueries.listAccountsAfter, forget: dropAccount },
} as const;

export interface ReplaySlice {
  kind: Buried;
  /** The id after which the window of rows begins; '' at the start. */
  after: Id;
}

/** The answer of a slice of a replay. `next` is the id to continue after; null: all rows of the kind were read. */
export interface ReplaySliceAnswer {
  replayed: number;
  next: Id | null;
}

/** Reads one window of rows by their ids, and erases again the data of each row that has a tombstone. Idempotent. */
export function* replayTombstones(
  { kind, after }: ReplaySlice,
  call: Call,
  vault: Vault,
): Operation<ReplaySliceAnswer> {
  if (after === '') vault.refreshTombstones();
  const window = { after, rows: SLICE_ROWS };
  const { walk, forget } = REPLAYS[kind];
  const [rows] = yield* ask(walk(window));
  const buried = rows.filter(({ id }) => vault.isBuried(kind, id));
  for (const { id } of buried) yield* forget(id, dayOf(call.now));
  return { replayed: buried.length, next: rows.at(-1)?.id ?? null };
}

/** The limit of retention for tombstones: a tombstone of an earlier day is past its retention. */
export function tombstonesDueBefore(today: Day): Day {
  return addDays(today, -TOMBSTONE_DAYS);
}
