/**
 * Decides whether the audit chain is whole. Each fault names its leaf. A leaf that was changed or moved does not fit the
 * leaf before it; a removed one leaves a gap in the numbers; a changed record does not fit its commitment; and a record
 * may be absent only after its time. A chain that was computed again fits itself: only an earlier signed head shows that.
 */

import type { AuditHead, RestoredClaims } from '../../../client-sdk/typescript/contract/audit.ts';
import { addDays, dayOf, startOfHour, writeDate, type Day } from '../kernel/day.ts';
import type { Vault } from '../kernel/ports.ts';
import { kindOf } from './action.ts';
import { commitmentOf, leafHash, restoredCommitment, type AuditRecord, type RecordedLeaf } from './chain.ts';

/**
 * `leaf_changed`: the leaf was changed or moved. `leaf_missing`: it was removed. `record_changed`: the record does not fit
 * the leaf. `record_missing`: the record was deleted before its time. `head_changed`: the stored head is not that of the
 * last leaf.
 */
type LeafFault = 'leaf_changed' | 'leaf_missing' | 'record_changed' | 'record_missing' | 'head_changed';

export interface ChainFault {
  fault: LeafFault;
  /** The number of the leaf, or of the first one of those that are missing. */
  leaf: number;
  /** The number of the last leaf that the fault concerns. */
  through: number;
  /** The day of the leaf, `YYYY-MM-DD`; null if the leaf is missing. */
  day: string | null;
}

/**
 * The point from which a verification continues. `previous`: the hash of the leaf before `number`; null if that leaf is
 * missing.
 */
export interface LeafPlace {
  number: number;
  previous: string | null;
}

export interface ChainWindow {
  faults: ChainFault[];
  /** The leaves whose records were verified, whose records are deleted, and from whose records a person was erased. */
  records: { verified: number; deleted: number; erased: number };
  next: LeafPlace;
}

interface Rules {
  /** The number after the last leaf that must be there. */
  below: number;
  today: Day;
  /** The days for which records are kept. */
  keptDays: number;
  vault: Pick<Vault, 'hash'>;
}

/** Checks the given leaves, in the order of their numbers, from a place on. */
export function checkLeaves(
  { number, previous }: LeafPlace,
  leaves: readonly RecordedLeaf[],
  rules: Rules,
): ChainWindow {
  const window: ChainWindow = {
    faults: [],
    records: { verified: 0, deleted: 0, erased: 0 },
    next: { number, previous },
  };
  for (const leaf of leaves) {
    goOnAt(leaf.number, window);
    checkLeaf(leaf, window, rules);
  }
  goOnAt(rules.below, window);
  return window;
}

/** Goes on at a number, and names the leaves before it that are missing. */
function goOnAt(number: number, window: ChainWindow): void {
  const { number: missing } = window.next;
  if (missing >= number) return;
  window.faults.push({ fault: 'leaf_missing', leaf: missing, through: number - 1, day: null });
  window.next = { number, previous: null };
}

function checkLeaf(leaf: RecordedLeaf, window: ChainWindow, rules: Rules): void {
  const { previous } = window.next;
  const name = (fault: LeafFault): unknown =>
    window.faults.push({ fault, leaf: leaf.number, through: leaf.number, day: writeDate(leaf.day) });
  if (previous !== null && leafHash(previous, leaf, rules.vault) !== leaf.hash) name('leaf_changed');
  const record = recordState(leaf, rules);
  if (record === 'record_changed' || record === 'record_missing') name(record);
  else if (record !== 'none') window.records[record] += 1;
  window.next = { number: leaf.number + 1, previous: leaf.hash };
}

type RecordState = keyof ChainWindow['records'] | 'record_changed' | 'record_missing' | 'none';

function recordState(leaf: RecordedLeaf, { today, keptDays, vault }: Rules): RecordState {
  if (leaf.kind === 'restored')
    return restoredCommitment(leaf.token ?? '', vault) === leaf.commitment ? 'none' : 'record_changed';
  // the purge counts hours, so a record may go on the last day of its time
  if (leaf.id === null) return addDays(leaf.day, keptDays) > today ? 'record_missing' : 'deleted';
  if (leaf.salt === null) return isErased(leaf) ? 'erased' : 'record_changed';
  return commitmentOf(leaf as AuditRecord, leaf.salt, vault) === leaf.commitment
    ? 'verified'
    : 'record_changed';
}

/** Whether a record without a salt has what an erasure leaves of it, and fits what its leaf says openly. */
function isErased({ license, purpose, reason, hour, action, day, kind }: RecordedLeaf): boolean {
  const isBare = [license, purpose, reason].every((text) => text === null);
  const known = kindOf(action ?? '');
  return isBare && hour !== null && dayOf(startOfHour(hour)) === day && (known ?? kind) === kind;
}

/**
 * How an earlier head relates to the chain. `restored`: a restore explains why the chain does not have it. `rolled back`:
 * the chain has fewer leaves. `replaced`: it has other leaves.
 */
export type HeadRelation = 'kept' | 'restored' | 'rolled back' | 'replaced';

/**
 * Compares an earlier head with the chain.
 * @param hash the hash of the leaf that was the last one then; undefined if there is none
 * @param restores the claims of the restored leaves, whose signatures were verified
 */
export function relationOf(
  head: AuditHead & { iat: number },
  hash: string | undefined,
  restores: readonly RestoredClaims[],
): HeadRelation {
  if (head.leaves === 0 || hash === head.head) return 'kept';
  const isRestored = restores.some(
    ({ leaf, lost, iat }) =>
      leaf < head.leaves && head.iat <= iat && (lost === null || head.leaves <= lost.leaves),
  );
  if (isRestored) return 'restored';
  return hash === undefined ? 'rolled back' : 'replaced';
}
