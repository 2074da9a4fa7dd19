/**
 * Erasure: deletes a customer's data on request. The inventory declares what is deleted; a bought license stays valid
 * without a link to a person, unless its owner ends it. Rows are deleted license by license in small slices, and the
 * run can continue after any of them; the receipt confirms that the bytes are gone. The record of the action names
 * nobody.
 */

import { accountsOfEmail } from '../account/email.ts';
import { dayOf } from '../kernel/day.ts';
import { ERASURES } from '../inventory/inventory.ts';
import type { Erasure } from '../inventory/declaration.ts';
import { licensesOfEmail } from '../licensing/email-index.ts';
import { requireEmail } from '../licensing/issue.ts';
import { recordAction } from '../operator/operator.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { defineQueries, optionalRow, rowCount } from '../kernel/query.ts';
import { addCounts, newReceipt, receiptQueries, type ReceiptRow } from './receipt.ts';
import { refuse } from '../kernel/refusal.ts';
import { accountQueries } from '../account/account.ts';
import { activationQueries } from '../activation/activation.ts';
import { ask, type Operation } from '../kernel/operation.ts';

/** Rows of one class that one slice deletes. */
const SLICE_ROWS = 100;

/** Classes of a license that its owner ends. */
const ENDED_LICENSES = 'licenses ended';
const ENDED_ACTIVATIONS = 'activations ended';
/** Deleted with their sessions, recovery codes and links. */
const ACCOUNTS = 'accounts';

/** Classes that can be erased alone. */
export const ALONE: readonly string[] = ERASURES.flatMap(({ alone }) => (alone === undefined ? [] : [alone]));

export const erasureQueries = defineQueries({
  countErasable: optionalRow<{ rule: string; license: Id }, { rows: number }>(),
  /** Deletes, clears or unlinks at most this many rows of the license; returns how many. */
  eraseRows: rowCount<{ rule: string; license: Id; rows: number }>(),
  endActivations: rowCount<{ license: Id; rows: number }>(),
  /** Together with its keys. */
  endLicense: rowCount<{ license: Id }>(),
});

/** The customer: by email, or by the account in which they are logged in. */
type Forgotten = { email: string } | { account: Id };

export type Erase = Forgotten & {
  /** Names of {@link ALONE}: only these are erased; empty: the whole person. */
  only: string[];
  /** The owner ends the licenses too. */
  endLicenses: boolean;
};

export interface ErasurePlan {
  /** Licenses of the customer. */
  licenses: number;
  accounts: number;
  /** Rows that are deleted, by class. */
  counts: { class: string; rows: number }[];
}

/** What an erasure would delete; an operator's view is recorded with each license. */
export function* planErasure(input: Erase, call: Call, vault: Vault): Operation<ErasurePlan> {
  const rules = rulesOf(input);
  const counts = new Map(rules.map((rule) => [rule.class, 0]));
  const { licenses, accounts } = yield* foundOf(input, vault);
  for (const id of licenses) {
    if ('email' in input) yield* ask(recordAction(call, vault, { action: 'erasure planned', license: id }));
    for (const { class: rule } of rules) {
      const [found] = yield* ask(erasureQueries.countErasable({ rule, license: id }));
      counts.set(rule, (counts.get(rule) ?? 0) + (found?.rows ?? 0));
    }
    if (!input.endLicenses) continue;
    const [activations] = yield* ask(activationQueries.listActivations({ license: id }));
    counts.set(ENDED_ACTIVATIONS, (counts.get(ENDED_ACTIVATIONS) ?? 0) + activations.length);
    counts.set(ENDED_LICENSES, (counts.get(ENDED_LICENSES) ?? 0) + 1);
  }
  if (accounts.length > 0) counts.set(ACCOUNTS, accounts.length);
  return {
    licenses: licenses.length,
    accounts: accounts.length,
    counts: [...counts].map(([name, rows]) => ({ class: name, rows })),
  };
}

export interface BeginErasure {
  /** The secure delete is requested immediately, not at the quiet hour. */
  urgent: boolean;
  /** The reason, for the record; it may not name a person. */
  reason?: string | undefined;
  /** Customers do it themselves: no operator action is recorded. */
  bySelf?: boolean | undefined;
}

/** Opens the receipt and records the action. */
export function* beginErasure(input: BeginErasure, call: Call, vault: Vault): Operation<Id> {
  const row = newReceipt(call, { kind: 'erasure', plan: null, urgent: input.urgent });
  yield* ask(
    receiptQueries.addReceipt(row),
    ...(input.bySelf === true
      ? []
      : [recordAction(call, vault, { action: 'erasure', license: null, reason: input.reason })]),
  );
  return row.id;
}

export type EraseSlice = Erase & {
  receipt: Id;
  /** License to continue after; '' at the start. */
  after: Id;
};

/** `next` is the license to continue after; null: everything is done. */
export interface EraseSliceAnswer {
  erased: number;
  next: Id | null;
}

export function* eraseSlice(input: EraseSlice, call: Call, vault: Vault): Operation<EraseSliceAnswer> {
  const { after, receipt } = input;
  const [row] = yield* ask(receiptQueries.lockReceipt({ receipt }));
  if (row === undefined || row.deletedDay !== null) return refuse('receipt_unknown');
  const { licenses, accounts } = yield* foundOf(input, vault);
  const [license, following] = licenses.filter((id) => id > after);
  if (license === undefined) return { erased: yield* eraseAccounts(accounts, row, call, vault), next: null };
  yield* bury(license, input, call, vault);
  const { counts, more } = yield* eraseOf(license, input);
  yield* addCounts(row, counts);
  const erased = Object.values(counts).reduce((sum, rows) => sum + rows, 0);
  if (more) return { erased, next: after };
  if (following !== undefined || accounts.length > 0) return { erased, next: license };
  // with the last row, since nothing leads to the person any more
  yield* endErasure({ receipt }, call);
  return { erased, next: null };
}

/** Licenses in the order of their ids; and accounts, which stay where only a part is erased. */
function* foundOf(input: Erase, vault: Vault): Operation<{ licenses: Id[]; accounts: Id[] }> {
  const accounts =
    'account' in input
      ? [input.account]
      : idsOf(yield* accountsOfEmail(requireEmail(input.email, vault), vault));
  const bought =
    'account' in input ? [] : idsOf(yield* licensesOfEmail(requireEmail(input.email, vault), vault));
  const owned = yield* ask(...accounts.map((account) => accountQueries.listOwners({ account })));
  const licenses = new Set([...bought, ...owned.flat().map(({ license }) => license)]);
  return { licenses: [...licenses].toSorted(), accounts: input.only.length > 0 ? [] : accounts };
}

/** Last, since the remaining rows are found through the accounts: their deletion ends the erasure. */
function* eraseAccounts(
  accounts: readonly Id[],
  row: Pick<ReceiptRow, 'id' | 'counts'>,
  call: Call,
  vault: Vault,
): Operation<number> {
  for (const account of accounts) vault.bury('account', account, dayOf(call.now));
  const deleted = yield* ask(...accounts.map((account) => accountQueries.deleteAccount({ account })));
  const erased = deleted.reduce((sum: number, count) => sum + count, 0);
  yield* addCounts(row, { [ACCOUNTS]: erased });
  yield* endErasure({ receipt: row.id }, call);
  return erased;
}

/**
 * A restored backup must erase it again, for the full retention of backups from today: the tombstone of an earlier
 * erasure is not enough. A part that is erased alone gets a tombstone for its whole activation: too much rather than
 * too little.
 */
function* bury(license: Id, { only }: Erase, call: Call, vault: Vault): Operation<void> {
  const today = dayOf(call.now);
  if (only.length === 0) {
    vault.bury('license', license, today);
    return;
  }
  const [activations] = yield* ask(activationQueries.listActivations({ license }));
  for (const { id } of activations) vault.bury('activation', id, today);
}

/** All rows are deleted, or the run was stopped: the receipt is due from now on. Idempotent. */
export function* endErasure({ receipt }: { receipt: Id }, call: Call): Operation<number> {
  const [ended] = yield* ask(receiptQueries.endDeleting({ receipt, day: dayOf(call.now) }));
  return ended;
}

interface Erased {
  counts: Record<string, number>;
  /** Whether the license has more rows than one slice deletes. */
  more: boolean;
}

function* eraseOf(license: Id, input: Erase): Operation<Erased> {
  const counts: Record<string, number> = {};
  for (const { class: rule } of rulesOf(input)) {
    const [rows] = yield* ask(erasureQueries.eraseRows({ rule, license, rows: SLICE_ROWS }));
    counts[rule] = rows;
    if (rows === SLICE_ROWS) return { counts, more: true };
  }
  if (!input.endLicenses) return { counts, more: false };
  const [activations] = yield* ask(erasureQueries.endActivations({ license, rows: SLICE_ROWS }));
  counts[ENDED_ACTIVATIONS] = activations;
  if (activations === SLICE_ROWS) return { counts, more: true };
  const [licenses] = yield* ask(erasureQueries.endLicense({ license }));
  counts[ENDED_LICENSES] = licenses;
  return { counts, more: false };
}

function rulesOf({ only, endLicenses }: Erase): readonly Erasure[] {
  const stranger = only.find((word) => !ALONE.includes(word));
  if (stranger !== undefined || (only.length > 0 && endLicenses)) {
    const message =
      stranger === undefined ? 'cannot be combined with endLicenses' : `must be one of ${ALONE.join(', ')}`;
    refuse('request_malformed', { fields: [{ pointer: '/only', message }] });
  }
  if (only.length > 0) return ERASURES.filter(({ alone }) => alone !== undefined && only.includes(alone));
  // what is deleted with its license needs no other exit
  return endLicenses ? ERASURES.filter(({ table }) => !['licenses', 'owners'].includes(table)) : ERASURES;
}

function idsOf(rows: readonly { id: Id }[]): Id[] {
  return rows.map(({ id }) => id);
}
