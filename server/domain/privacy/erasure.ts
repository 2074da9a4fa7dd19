/**
 * Erasure: deletes a customer's data on request. The inventory declares what is deleted. A bought license stays valid
 * without a link to a person, unless its owner ends the license. Rows are deleted license by license in small slices,
 * and the erasure can continue after any slice. The receipt confirms that the bytes are gone. The record of the action
 * names no person. What is a member's of a license stays: it is another person's. What a legal hold keeps is named.
 */

import { accountsOfEmail } from '../account/email.ts';
import { dayOf } from '../kernel/day.ts';
import { listRecipients, type Recipient } from './disclosure.ts';
import { eraseOf, planOf, rulesOf, type Extent } from './erasure-rows.ts';
import { accountHold, holdQueries, isAccountHeld, type PutOff } from './hold-record.ts';
import { licensesOfEmail } from '../licensing/email-index.ts';
import { licenseQueries } from '../licensing/license.ts';
import { requireEmail } from '../licensing/issue.ts';
import { bury } from '../kernel/erasure-count.ts';
import { erasing, idempotent, write } from '../kernel/named-operation.ts';
import { recordAction, recordActions } from '../operator/action.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { looking } from '../kernel/purpose.ts';
import type { Query } from '../kernel/query.ts';
import { addCounts, newReceipt, receiptQueries, type ReceiptRow } from './receipt.ts';
import { refuse } from '../kernel/refusal.ts';
import { accountQueries } from '../account/account.ts';
import { buryEnded, endMemberships, type Ended } from '../ownership/remove-member.ts';
import { isOpen, stageOfTakeover, takeoverQueries } from '../ownership/takeovers.ts';
import { activationQueries } from '../activation/activation.ts';
import { ask, type Operation } from '../kernel/operation.ts';

/** The class under which accounts are counted. An account is deleted with its sessions, recovery codes and links. */
const ACCOUNTS = 'accounts';

/**
 * The customer whose data is erased: by email, by the account in which the customer is logged in, or by the licenses and
 * accounts that the person of a request has proved.
 */
type Forgotten = { email: string } | { account: Id } | { licenses: readonly Id[]; accounts: readonly Id[] };

export type Erase = Forgotten & Extent;

interface ClassCount {
  class: string;
  rows: number;
}

export interface ErasurePlan {
  /** The number of licenses of the customer. */
  licenses: number;
  accounts: number;
  /** The number of rows that are deleted, by class. */
  counts: ClassCount[];
  /** The number of rows that a legal hold keeps, by class. They are erased by the next purge after it is lifted. */
  held: ClassCount[];
  /** Everyone who was given the data, and must be informed of the erasure (GDPR Art. 19). */
  recipients: Recipient[];
}

/** What an erasure would delete. When an operator views the plan, the view is recorded with each license. */
function* planErasure(input: Erase, call: Call, vault: Vault): Operation<ErasurePlan> {
  const rules = rulesOf(input);
  const counts = new Map(rules.map((rule) => [rule.class, 0]));
  const held = new Map<string, number>();
  const { licenses, accounts } = yield* foundOf(input, vault);
  for (const id of licenses) {
    const plan = yield* planOf(id, yield* extentOf(id, input, call));
    addTo(counts, plan.counts);
    addTo(held, plan.held);
  }
  for (const id of accounts) addTo((yield* isAccountHeld(id)) ? held : counts, new Map([[ACCOUNTS, 1]]));
  const looks = licenses.map((license) => ({ action: 'erasure planned', license }) as const);
  const tables = input.only.length === 0 ? undefined : rules.map(({ table }) => table);
  const recipients = yield* listRecipients({ licenses, tables });
  if (!('account' in input)) yield* recordActions(call, vault, looks);
  return {
    licenses: licenses.length,
    accounts: accounts.length,
    counts: listed(counts),
    held: listed(held),
    recipients,
  };
}

function addTo(sums: Map<string, number>, more: ReadonlyMap<string, number>): void {
  for (const [name, rows] of more) sums.set(name, (sums.get(name) ?? 0) + rows);
}

function listed(sums: ReadonlyMap<string, number>): ClassCount[] {
  return [...sums].map(([name, rows]) => ({ class: name, rows }));
}

export interface BeginErasure {
  /** Whether the secure delete is requested immediately, and not at the quiet hour. */
  urgent: boolean;
  /** The reason for the erasure, for the record. The reason may not name a person. */
  reason?: string | undefined;
  /** The rows by class that a legal hold keeps, as the plan has named them. */
  held?: readonly ClassCount[] | undefined;
  /** Whether customers erase their own data. If so, no operator action is recorded. */
  bySelf?: boolean | undefined;
}

/** Opens the receipt of an erasure and records the operator's action. */
function* beginErasure(input: BeginErasure, call: Call, vault: Vault): Operation<Id> {
  const held = Object.fromEntries((input.held ?? []).map(({ class: name, rows }) => [name, rows]));
  const row = newReceipt(call, { kind: 'erasure', plan: null, urgent: input.urgent, held });
  yield* ask(receiptQueries.addReceipt(row));
  if (input.bySelf !== true)
    yield* recordAction(call, vault, { action: 'erasure', license: null, reason: input.reason });
  return row.id;
}

export type EraseSlice = Erase & {
  receipt: Id;
  /** The last license that was erased; the slice begins with the next one. Empty in the first slice. */
  after: Id;
};

/** The answer of a slice of an erasure. `next` is the license to continue after; null: everything is erased. */
export interface EraseSliceAnswer {
  erased: number;
  next: Id | null;
}

function* eraseSlice(input: EraseSlice, call: Call, vault: Vault): Operation<EraseSliceAnswer> {
  const { after, receipt } = input;
  const [row] = yield* ask(receiptQueries.lockReceipt({ receipt }));
  if (row === undefined || row.deletedDay !== null) return refuse('receipt_unknown');
  const { licenses, accounts } = yield* foundOf(input, vault);
  const [license, following] = licenses.filter((id) => id > after);
  if (license === undefined) {
    const putOff = input.endLicenses ? 'end' : 'erase';
    return { erased: yield* eraseAccounts(accounts, { row, putOff }, call, vault), next: null };
  }
  if (!(yield* isStillOf(license, input, vault))) return { erased: 0, next: license };
  const counted = yield* buryOf(license, input, call, vault);
  const { counts, more } = yield* eraseOf(license, yield* extentOf(license, input, call), dayOf(call.now));
  yield* addCounts(row, counts);
  yield* ask(counted);
  const erased = Object.values(counts).reduce((sum, rows) => sum + rows, 0);
  if (more) return { erased, next: after };
  if (following !== undefined || accounts.length > 0) return { erased, next: license };
  // this must be in the transaction of the last row, since no stored value leads to the person afterwards
  yield* endErasure({ receipt }, call);
  return { erased, next: null };
}

/**
 * The licenses of a customer in the order of their ids, and the customer's accounts. Accounts are not deleted where
 * only a part of the data is erased.
 */
function* foundOf(input: Erase, vault: Vault): Operation<{ licenses: Id[]; accounts: Id[] }> {
  const { bought, accounts } = yield* namedBy(input, vault);
  const owned = yield* ask(...accounts.map((account) => accountQueries.listOwners({ account })));
  const licenses = new Set([...bought, ...owned.flat().map(({ license }) => license)]);
  return { licenses: [...licenses].toSorted(), accounts: input.only.length > 0 ? [] : [...accounts] };
}

function* namedBy(
  input: Forgotten,
  vault: Vault,
): Operation<{ bought: readonly Id[]; accounts: readonly Id[] }> {
  if ('account' in input) return { bought: [], accounts: [input.account] };
  if ('licenses' in input) return { bought: input.licenses, accounts: input.accounts };
  const email = requireEmail(input.email, vault);
  const accounts = idsOf(yield* accountsOfEmail(email, vault));
  return { bought: yield* licensesOfEmail(email, vault), accounts };
}

/** Locks a license; false if another transaction has given it to another account meanwhile. */
function* isStillOf(license: Id, input: Erase, vault: Vault): Operation<boolean> {
  yield* ask(licenseQueries.lockLicense({ license }));
  return (yield* foundOf(input, vault)).licenses.includes(license);
}

/**
 * Deletes the accounts of the customer that no hold keeps after all other rows, since these rows are found through the
 * accounts. Where an account is a member of others' licenses, its machines are released, unless a hold keeps everything
 * of it. The deletion of the accounts ends the erasure.
 */
function* eraseAccounts(
  accounts: readonly Id[],
  { row, putOff }: { row: Pick<ReceiptRow, 'id' | 'counts'>; putOff: PutOff },
  call: Call,
  vault: Vault,
): Operation<number> {
  const today = dayOf(call.now);
  const ended: Ended[] = [];
  const free: Id[] = [];
  for (const account of accounts) {
    const held = yield* accountHold(account);
    if (held !== 'all') ended.push(yield* endMemberships(account, today));
    if (held === undefined) free.push(account);
    else yield* ask(holdQueries.putOffAccount({ account, putOff }));
  }
  const deleted = yield* ask(...free.map((account) => accountQueries.deleteAccount({ account })));
  const erased = deleted.reduce((sum: number, count) => sum + count, 0);
  yield* addCounts(row, { [ACCOUNTS]: erased });
  yield* ask(...ended.flatMap((each) => buryEnded(each, today, vault)), bury(vault, 'account', free, today));
  yield* endErasure({ receipt: row.id }, call);
  return erased;
}

/**
 * Writes tombstones, so that a restored backup erases the data again, for the full retention of backups from today. The
 * tombstone of an earlier erasure is not enough. A part that is erased alone gets a tombstone for its whole activation:
 * a restore then erases too much rather than too little. Returns the query that counts the erasure at its end.
 */
function* buryOf(license: Id, { only }: Erase, call: Call, vault: Vault): Operation<Query<number>> {
  const today = dayOf(call.now);
  if (only.length === 0) return bury(vault, 'license', [license], today);
  const [activations] = yield* ask(activationQueries.listOwnersActivationIds({ license }));
  return bury(vault, 'activation', idsOf(activations), today);
}

/**
 * Ends an erasure whose rows are all deleted, or that was stopped. The receipt of the erasure is due from now on.
 * Idempotent.
 */
function* endErasure({ receipt }: { receipt: Id }, call: Call): Operation<number> {
  const [ended] = yield* ask(receiptQueries.endDeleting({ receipt, day: dayOf(call.now) }));
  return ended;
}

/** The tables of what belongs to the buyer, who has proved the email and takes the license over. */
const BUYERS: readonly string[] = ['licenses', 'takeovers'];

/**
 * An owner who leaves during a take-over leaves the license as it is to the account that has proved its email: the email
 * stays, and so does the license.
 */
function* extentOf(license: Id, input: Erase, call: Call): Operation<Extent> {
  if (!('account' in input)) return input;
  const [found] = yield* ask(takeoverQueries.findTakeover({ license }));
  if (!isOpen(stageOfTakeover(found, call))) return input;
  return { only: input.only, endLicenses: false, spared: BUYERS };
}

function idsOf(rows: readonly { id: Id }[]): Id[] {
  return rows.map(({ id }) => id);
}

/** The operations of an erasure, by their names. */
export const erasureOperations = {
  // a customer who plans the erasure of their own data is no operator
  planErasure: looking(write(planErasure), (erase) => !('account' in erase)),
  beginErasure: write(beginErasure),
  eraseSlice: erasing(idempotent(eraseSlice)),
  endErasure: idempotent(endErasure),
};
