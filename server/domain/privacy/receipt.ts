/**
 * Receipts: what a purge or an erasure deleted, class by class, as a signed statement. A receipt is due from the
 * deletion until the secure delete has verified that no byte is left. Until then the receipt is not signed, and its
 * rows do not count as gone. A receipt names no person. The store implements the secure delete.
 */

import type { ReceiptClaims } from '../../../client-sdk/typescript/contract/wire.ts';
import { dayOf, startOf, writeDate, type Day } from '../kernel/day.ts';
import { POLICY_VERSION } from '../inventory/inventory.ts';
import type { Call, Id, Signer } from '../kernel/ports.ts';
import { defineQueries, type NoParams, optionalRow, rowCount, rows } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { readHead } from '../operator/chain.ts';
import {
  mapItems,
  readPage,
  type InPage,
  type Page,
  type PageAsked,
  type PageParams,
} from '../kernel/page.ts';

/** The result of the secure delete. A count of bytes is null if the database engine cannot verify the deletion. */
export type SecureDeletion =
  | {
      readonly kind: 'deleted';
      readonly engine: ReceiptClaims['engine'];
      readonly bytesScanned: number | null;
      readonly residueBytes: number | null;
    }
  | { readonly kind: 'put off'; readonly because: PutOff };

/**
 * Why the secure delete was not done. `held`: a reader needs old pages. `beside`: another process has the database
 * open; if it is a server, it does the secure delete. `copied`: a backup is in progress, with a readable copy of the
 * old rows. `no_room`: the disk is full. `busy`: another process writes, or another secure delete is running.
 * `unscanned`: the search for residue failed. `lost`: the writer or the disk failed, or the server is closed.
 */
export type PutOff = 'held' | 'beside' | 'copied' | 'busy' | 'no_room' | 'unscanned' | 'lost';

/** The number of deleted rows by class. */
export type Counts = Readonly<Record<string, number>>;

/** Before the classes of which a legal hold has kept rows from an erasure, in the stored counts. */
const HELD = 'held: ';

/** A row of `receipts`. */
export interface ReceiptRow {
  id: Id;
  kind: ReceiptClaims['kind'];
  begunDay: Day;
  /** The plan that the purge follows, if an operator saw a plan; null otherwise. */
  plan: string | null;
  /** The deleted rows by class, and those that a legal hold has kept, as the JSON of {@link Counts}. */
  counts: string;
  /** 1 if the secure delete is requested immediately, and not at the quiet hour. */
  urgent: number;
  /** The day on which the last row was deleted; null: the purge or erasure continues, or was interrupted. */
  deletedDay: Day | null;
  doneDay: Day | null;
  token: string | null;
}

/** The maximum number of receipts that are signed at once; the others follow. */
const OWED_MAX = 1_000;

export const receiptQueries = defineQueries({
  addReceipt: rowCount<ReceiptRow>(),
  findReceipt: optionalRow<{ receipt: Id }, ReceiptRow>(),
  lockReceipt: optionalRow<{ receipt: Id }, ReceiptRow>(),
  pageReceipts: rows<PageParams, InPage<ReceiptRow>>(),
  /** The receipt of the purge that is not signed yet. */
  findOpenPurge: optionalRow<NoParams, ReceiptRow>(),
  /** Marks a purge as continued: its receipt is not due until the purge has ended again. */
  reopenPurge: rowCount<{ receipt: Id }>(),
  /** The receipts whose rows are deleted, but whose bytes are not yet verified to be gone. */
  listOwedReceipts: rows<{ rows: number }, ReceiptRow>(),
  saveCounts: rowCount<{ receipt: Id; counts: string }>(),
  endDeleting: rowCount<{ receipt: Id; day: Day }>(),
  /** Ends interrupted erasures of earlier days, so that their receipts confirm the rows that were deleted. */
  endCutShort: rowCount<{ today: Day }>(),
  /**
   * Stores a signed receipt; returns 0 if the receipt is signed already, or its run has continued and deleted more
   * rows.
   */
  keepReceipt: rowCount<{ receipt: Id; counts: string; token: string; day: Day }>(),
});

/**
 * The state of a receipt. `deleting`: rows are being deleted. `erasing`: the rows are deleted, and their bytes may
 * remain. `done`: the receipt is signed.
 */
type ReceiptState = 'deleting' | 'erasing' | 'done';

export interface ReceiptView {
  receipt: Id;
  kind: ReceiptRow['kind'];
  state: ReceiptState;
  begunOn: string;
  doneOn: string | null;
  counts: Counts;
  /** The rows by class that a legal hold has kept from the erasure. */
  held: Counts;
  token: string | null;
}

export function newReceipt(
  call: Call,
  { kind, plan, urgent, held = {} }: Pick<ReceiptRow, 'kind' | 'plan'> & { urgent: boolean; held?: Counts },
): ReceiptRow {
  const kept = Object.entries(held).filter(([, rows]) => rows > 0);
  return {
    id: call.id,
    kind,
    begunDay: dayOf(call.now),
    plan,
    counts: JSON.stringify(Object.fromEntries(kept.map(([name, rows]) => [HELD + name, rows]))),
    urgent: urgent ? 1 : 0,
    deletedDay: null,
    doneDay: null,
    token: null,
  };
}

/** Adds the number of rows that a slice deleted to a receipt's counts, in the transaction of the slice. */
export function* addCounts(row: Pick<ReceiptRow, 'id' | 'counts'>, added: Counts): Operation<void> {
  const counts = JSON.parse(row.counts) as Record<string, number>;
  for (const [name, rows] of Object.entries(added)) if (rows > 0) counts[name] = (counts[name] ?? 0) + rows;
  const text = JSON.stringify(counts);
  if (text !== row.counts) yield* ask(receiptQueries.saveCounts({ receipt: row.id, counts: text }));
}

export interface Owed {
  receipt: Id;
  urgent: boolean;
  /** The counts as stored when the receipt was listed, before the secure delete. */
  counts: string;
}

export function* owedReceipts(): Operation<Owed[]> {
  const [rows] = yield* ask(receiptQueries.listOwedReceipts({ rows: OWED_MAX }));
  return rows.map(({ id, urgent, counts }) => ({ receipt: id, urgent: urgent === 1, counts }));
}

export interface DraftReceipts {
  /** The receipts whose rows were deleted before the secure delete began. */
  receipts: Owed[];
  deletion: SecureDeletion & { kind: 'deleted' };
}

/** A receipt that is decided and not yet signed. */
export interface Draft {
  claims: Omit<ReceiptClaims, 'iss' | 'inventory'>;
  counts: string;
}

export function* draftReceipts({ receipts, deletion }: DraftReceipts, call: Call): Operation<Draft[]> {
  const [owed] = yield* ask(receiptQueries.listOwedReceipts({ rows: OWED_MAX }));
  const audit = yield* readHead();
  const covered = owed.filter((row) =>
    receipts.some(({ receipt, counts }) => receipt === row.id && counts === row.counts),
  );
  return covered.map(({ id, kind, counts }) => ({
    counts,
    claims: {
      jti: id,
      kind,
      iat: startOf(dayOf(call.now)),
      policy: POLICY_VERSION,
      ...claimsOf(readCounts(counts)),
      engine: deletion.engine,
      bytes_scanned: deletion.bytesScanned,
      residue_bytes: deletion.residueBytes,
      audit,
    },
  }));
}

export interface SignedReceipt {
  receipt: Id;
  counts: string;
  token: string;
}

export function signReceipts(drafts: readonly Draft[], signer: Signer): SignedReceipt[] {
  return drafts.map(({ claims, counts }) => ({
    receipt: claims.jti,
    counts,
    token: signer.signReceipt({ iss: signer.issuer, ...claims }),
  }));
}

/** Stores the signed receipts that are not stored yet, so that each receipt is stored once. */
export function* keepReceipts({ receipts }: { receipts: SignedReceipt[] }, call: Call): Operation<number> {
  const day = dayOf(call.now);
  const kept = yield* ask(...receipts.map((receipt) => receiptQueries.keepReceipt({ ...receipt, day })));
  return kept.reduce((sum: number, count) => sum + count, 0);
}

export function* listReceipts(asked: PageAsked): Operation<Page<ReceiptView>> {
  const page = yield* readPage(asked, {
    query: receiptQueries.pageReceipts,
    placeOf: ({ begunDay, id }) => ({ order: begunDay, id }),
  });
  return mapItems(page, viewReceipt);
}

export function* showReceipt({ receipt }: { receipt: Id }): Operation<ReceiptView> {
  const [row] = yield* ask(receiptQueries.findReceipt({ receipt }));
  return viewReceipt(row ?? refuse('receipt_unknown'));
}

function viewReceipt(row: ReceiptRow): ReceiptView {
  const unsigned = row.deletedDay === null ? 'deleting' : 'erasing';
  return {
    receipt: row.id,
    kind: row.kind,
    state: row.token === null ? unsigned : 'done',
    begunOn: writeDate(row.begunDay),
    doneOn: row.doneDay === null ? null : writeDate(row.doneDay),
    ...readCounts(row.counts),
    token: row.token,
  };
}

/** A receipt without anything that is held is as it always was. */
function claimsOf({
  counts,
  held,
}: {
  counts: Counts;
  held: Counts;
}): Pick<ReceiptClaims, 'counts' | 'held'> {
  return Object.keys(held).length === 0 ? { counts } : { counts, held };
}

function readCounts(text: string): { counts: Counts; held: Counts } {
  const entries = Object.entries(JSON.parse(text) as Counts);
  const kept = entries.filter(([name]) => name.startsWith(HELD));
  return {
    counts: Object.fromEntries(entries.filter((entry) => !kept.includes(entry))),
    held: Object.fromEntries(kept.map(([name, rows]) => [name.slice(HELD.length), rows])),
  };
}
