/**
 * Tombstones: keyed traces, beside the database and in no backup, of what was erased or given back, so that a restored
 * backup forgets it again. One is raised before the erasure commits: a crash between the two leaves one too many, never
 * one too few. A replay takes away what belongs to a person and touches neither seats nor what a lease says, so that a
 * restore never makes the server sign that a license is over.
 */

import { addDays, type Day } from '../kernel/day.ts';
import type { Buried, Call, Id, Vault } from '../kernel/ports.ts';
import { replaceTags } from '../activation/device-tags.ts';
import { defineQueries, rowCount, rows } from '../kernel/query.ts';
import { accountQueries } from '../account/account.ts';
import { activationQueries } from '../activation/activation.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { licenseQueries } from '../licensing/license.ts';

/** Longer than any backup lives, so that no restore misses one. */
export const TOMBSTONE_DAYS = 42;

/** Rows that one slice of a replay looks at. */
const SLICE_ROWS = 500;

export const tombstoneQueries = defineQueries({
  listActivationsAfter: rows<{ after: Id; rows: number }, { id: Id }>(),
  listAccountsAfter: rows<{ after: Id; rows: number }, { id: Id }>(),
  /** Username, network and the digest of the last request. */
  bareActivation: rowCount<{ activation: Id }>(),
  /** Email index and nonce: afterwards nothing finds the license by its buyer, or derives its key again. */
  severLicense: rowCount<{ license: Id }>(),
  severOrders: rowCount<{ license: Id }>(),
});

/** Takes the traces of its machine from an activation; it keeps its seat, and its app goes on. */
function* bareActivation(activation: Id): Operation<void> {
  yield* ask(
    tombstoneQueries.bareActivation({ activation }),
    ...replaceTags(activation, []),
    activationQueries.dropNickname({ activation }),
  );
}

/** Takes the person from a license, its owner, orders and activations; it stays valid. */
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

/** For each kind the walk over all that may be buried, and what is forgotten of one that is. */
const REPLAYS = {
  license: { walk: licenseQueries.listLicensesAfter, forget: severLicense },
  activation: { walk: tombstoneQueries.listActivationsAfter, forget: bareActivation },
  account: { walk: tombstoneQueries.listAccountsAfter, forget: dropAccount },
} as const;

export interface ReplaySlice {
  kind: Buried;
  /** Id after which the window begins; '' at first. */
  after: Id;
}

/** `next` is the id to go on after; null: all of the kind were looked at. */
export interface ReplaySliceAnswer {
  replayed: number;
  next: Id | null;
}

/** Forgets again what was buried, in a window of ids. Repeated, it changes nothing more. */
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

/** The day before which a tombstone is past its life. */
export function tombstonesDueBefore(today: Day): Day {
  return addDays(today, -TOMBSTONE_DAYS);
}
