/**
 * Tombstones: keyed digests of what was erased or released, outside the database and in no backup, so that a restored
 * backup erases it again. A tombstone is written before the erasure commits: a crash between the two leaves one too
 * many, never one too few. A replay deletes personal data and changes neither seats nor the content of a lease, so
 * that a restore never makes the server sign that a license has ended.
 */

import { addDays, type Day } from '../kernel/day.ts';
import type { Buried, Call, Id, Vault } from '../kernel/ports.ts';
import { replaceTags } from '../activation/device-tags.ts';
import { defineQueries, rowCount, rows } from '../kernel/query.ts';
import { accountQueries } from '../account/account.ts';
import { activationQueries } from '../activation/activation.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { licenseQueries } from '../licensing/license.ts';

/** Longer than the retention of backups, so that every restore finds its tombstones. */
export const TOMBSTONE_DAYS = 42;

/** Rows that one slice of a replay reads. */
const SLICE_ROWS = 500;

export const tombstoneQueries = defineQueries({
  listActivationsAfter: rows<{ after: Id; rows: number }, { id: Id }>(),
  listAccountsAfter: rows<{ after: Id; rows: number }, { id: Id }>(),
  /** Username, network and the digest of the last request. */
  bareActivation: rowCount<{ activation: Id }>(),
  /** Email index and nonce: afterwards nothing leads from the buyer to the license or derives its key again. */
  severLicense: rowCount<{ license: Id }>(),
  severOrders: rowCount<{ license: Id }>(),
});

/** Deletes the data of the machine from an activation; it keeps its seat, and its app continues. */
function* bareActivation(activation: Id): Operation<void> {
  yield* ask(
    tombstoneQueries.bareActivation({ activation }),
    ...replaceTags(activation, []),
    activationQueries.dropNickname({ activation }),
  );
}

/** Deletes the person from a license, its owner, orders and activations; it stays valid. */
function* severLicense(license: Id): Operation<void> {
  const [, , , activations] = yield* ask(
    tombstoneQueries.severLicense({ license }),
    tombstoneQueries.severOrders({ license }),
    accountQueries.dropOwner({ license }),
    activationQueries.listActivations({ license }),
  );
  for (const { id } of activations) yield* bareActivation(id);
}

function* dropAccount(account: Id): Operation<void> {
  yield* ask(accountQueries.deleteAccount({ account }));
}

/** For each kind: the walk over all rows that may have a tombstone, and what is deleted of those that have one. */
const REPLAYS = {
  license: { walk: licenseQueries.listLicensesAfter, forget: severLicense },
  activation: { walk: tombstoneQueries.listActivationsAfter, forget: bareActivation },
  account: { walk: tombstoneQueries.listAccountsAfter, forget: dropAccount },
} as const;

export interface ReplaySlice {
  kind: Buried;
  /** Id after which the window begins; '' at the start. */
  after: Id;
}

/** `next` is the id to continue after; null: all rows of the kind were read. */
export interface ReplaySliceAnswer {
  replayed: number;
  next: Id | null;
}

/** Erases again what has a tombstone, in a window of ids. Idempotent. */
export function* replayTombstones(
  { kind, after }: ReplaySlice,
  _call: Call,
  vault: Vault,
): Operation<ReplaySliceAnswer> {
  const window = { after, rows: SLICE_ROWS };
  const { walk, forget } = REPLAYS[kind];
  const [rows] = yield* ask(walk(window));
  const buried = rows.filter(({ id }) => vault.isBuried(kind, id));
  for (const { id } of buried) yield* forget(id);
  return { replayed: buried.length, next: rows.at(-1)?.id ?? null };
}

/** Tombstones of earlier days are past their retention. */
export function tombstonesDueBefore(today: Day): Day {
  return addDays(today, -TOMBSTONE_DAYS);
}
