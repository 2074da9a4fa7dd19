/**
 * The audit chain: one leaf for each recorded action of an operator, and for each restore. A leaf has a salted
 * commitment to the record, and a hash over the leaf before it, so that no leaf can be changed or removed unnoticed.
 * Records and salts are deleted in their time, and the chain stays verifiable. Appends wait for each other at the row of
 * the head: it must be the last row that a transaction locks, apart from a count of erasures.
 */

import type { AuditHead, AuditLeaf } from '../../../client-sdk/typescript/contract/audit.ts';
import { dayOf, type Day, type Hour } from '../kernel/day.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { mustAffect, ask, type Operation } from '../kernel/operation.ts';
import {
  defineQueries,
  optionalRow,
  row,
  rowCount,
  rows,
  type NoParams,
  type Query,
} from '../kernel/query.ts';

export type LeafKind = AuditLeaf['kind'];

/** A leaf of the chain as it is stored. */
export interface LeafRow extends AuditLeaf {
  day: Day;
}

/** What a leaf commits to. */
export interface AuditRecord {
  id: Id;
  hour: Hour;
  actor: string;
  action: string;
  license: Id | null;
  purpose: string | null;
  reason: string | null;
}

/** A leaf with the record to which it commits. `id` is null if the record was deleted. */
export type RecordedLeaf = LeafRow & {
  [Name in keyof AuditRecord]: AuditRecord[Name] | null;
} & {
  /** Null: the record was deleted, or a person was erased from it. */
  salt: string | null;
};

export const chainQueries = defineQueries({
  /** Adds the row of the head to a database without one. */
  beginHead: rowCount<NoParams>(),
  lockHead: row<NoParams, AuditHead>(),
  findHead: optionalRow<NoParams, AuditHead>(),
  /** Moves the head of a chain that has as many leaves as expected. */
  moveHead: rowCount<AuditHead & { expected: number }>(),
  addLeaf: rowCount<LeafRow>(),
  listLeaves: rows<{ from: number; rows: number }, LeafRow>(),
  findLeaf: optionalRow<{ number: number }, LeafRow>(),
  listRestoredLeaves: rows<NoParams, LeafRow>(),
  /** The leaves from a number on, with their records. */
  listRecordedLeaves: rows<{ from: number; below: number; rows: number }, RecordedLeaf>(),
});

const [RECORD, SALT, LEAF, RESTORED] = ['record', 'salt', 'leaf', 'restored'].map(
  (name) => `audit ${name} v1`,
) as [string, string, string, string];

/** The salt of a record. It is random, and cannot be computed again after the record is deleted. */
export function saltOf(id: Id, { salt }: Pick<Call, 'salt'>, vault: Pick<Vault, 'hash'>): string {
  return vault.hash([SALT, salt, id]);
}

export function commitmentOf(record: AuditRecord, salt: string, vault: Pick<Vault, 'hash'>): string {
  const { id, hour, actor, action, license, purpose, reason } = record;
  const texts = [license, purpose, reason].map((text) => text ?? '');
  return vault.hash([RECORD, salt, id, String(hour), actor, action, ...texts]);
}

export function restoredCommitment(token: string, vault: Pick<Vault, 'hash'>): string {
  return vault.hash([RESTORED, token]);
}

/** @param previous the hash of the leaf before; '' for the first leaf */
export function leafHash(
  previous: string,
  { commitment, day, kind }: Pick<LeafRow, 'commitment' | 'day' | 'kind'>,
  vault: Pick<Vault, 'hash'>,
): string {
  return vault.hash([LEAF, previous, commitment, String(day), kind]);
}

export type NewLeaf = Pick<LeafRow, 'kind' | 'commitment' | 'token'>;

/** The queries that append leaves after a locked head. */
export function appended(
  head: AuditHead,
  leaves: readonly NewLeaf[],
  call: Pick<Call, 'now'>,
  vault: Pick<Vault, 'hash'>,
): Query<number>[] {
  const day = dayOf(call.now);
  let hash = head.head;
  const added = leaves.map((leaf, nth) => {
    hash = leafHash(hash, { ...leaf, day }, vault);
    return chainQueries.addLeaf({ ...leaf, number: head.leaves + nth, day, hash });
  });
  const moved = { leaves: head.leaves + leaves.length, head: hash, expected: head.leaves };
  return [...added, mustAffect(chainQueries.moveHead(moved))];
}

/** The head of the chain. */
export function* readHead(): Operation<AuditHead> {
  const [head] = yield* ask(chainQueries.findHead({}));
  return head ?? { leaves: 0, head: '' };
}
