/**
 * What is asked of the audit chain: its signed head, whether its leaves are whole, the hashes of earlier heads, and the
 * leaf that says that the database was restored. The caller verifies signatures.
 */

import type {
  AuditHead,
  AuditHeadAnswer,
  AuditLeaf,
  RestoredClaims,
} from '../../../client-sdk/typescript/contract/audit.ts';
import { dayOf, startOf } from '../kernel/day.ts';
import { idempotent, read } from '../kernel/named-operation.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Call, Signer, Vault } from '../kernel/ports.ts';
import { appended, chainQueries, readHead, restoredCommitment } from './chain.ts';
import { checkLeaves, type ChainWindow, type LeafPlace } from './verify-chain.ts';

/** The number of leaves that are read in one step. */
const WINDOW_LEAVES = 1_000;

type Unsigned<Claims> = Omit<Claims, 'iss'>;

function* showHead(_input: Record<never, never>, call: Call): Operation<AuditHead & { iat: number }> {
  return { ...(yield* readHead()), iat: startOf(dayOf(call.now)) };
}

function signHead({ leaves, head, iat }: AuditHead & { iat: number }, signer: Signer): AuditHeadAnswer {
  return { leaves, head, token: signer.signAuditHead({ iat, leaves, head }) };
}

interface VerifyWindow extends LeafPlace {
  /** The number of leaves of the chain; later ones are not verified. */
  below: number;
  /** The days for which records are kept. */
  keptDays: number;
}

/** Verifies some leaves of the chain, and says where to go on. */
function* verifyWindow(
  { number, previous, below, keptDays }: VerifyWindow,
  call: Call,
  vault: Vault,
): Operation<ChainWindow> {
  const [leaves] = yield* ask(chainQueries.listRecordedLeaves({ from: number, below, rows: WINDOW_LEAVES }));
  const last = leaves.at(-1);
  return checkLeaves({ number, previous }, leaves, {
    below: last === undefined || leaves.length < WINDOW_LEAVES ? below : last.number + 1,
    today: dayOf(call.now),
    keptDays,
    vault,
  });
}

/** Some leaves, from a number on; none if the chain has no more. */
function* listLeaves({ from }: { from: number }): Operation<AuditLeaf[]> {
  const [leaves] = yield* ask(chainQueries.listLeaves({ from, rows: WINDOW_LEAVES }));
  return leaves;
}

/** The hashes of the leaves that were the last ones in chains of these lengths; null where there is no such leaf. */
function* findHashes({ leaves }: { leaves: readonly number[] }): Operation<(string | null)[]> {
  const found = yield* ask(...leaves.map((length) => chainQueries.findLeaf({ number: length - 1 })));
  return found.map((leaf) => leaf?.hash ?? null);
}

/** The signed texts of the restored leaves, by the numbers of their leaves. */
function* listRestores(): Operation<{ number: number; token: string }[]> {
  const [found] = yield* ask(chainQueries.listRestoredLeaves({}));
  return found.map(({ number, token }) => ({ number, token: token ?? '' }));
}

/** A restored leaf that is signed and not appended yet. */
interface RestoredDraft {
  leaf: number;
  previous: string;
  token: string;
}

/** What a restored leaf states. @param lost the latest head that was seen before the restore */
function* draftRestored(
  { lost }: Pick<RestoredClaims, 'lost'>,
  call: Call,
): Operation<Unsigned<RestoredClaims>> {
  const { leaves, head } = yield* readHead();
  return { iat: startOf(dayOf(call.now)), leaf: leaves, previous: head, lost };
}

function signRestored(claims: Unsigned<RestoredClaims>, signer: Signer): RestoredDraft {
  return { leaf: claims.leaf, previous: claims.previous, token: signer.signRestored(claims) };
}

/** Appends a restored leaf; false if another leaf was appended since the draft. Idempotent. */
function* appendRestored(
  { leaf, previous, token }: RestoredDraft,
  call: Call,
  vault: Vault,
): Operation<boolean> {
  const [, head, known] = yield* ask(
    chainQueries.beginHead({}),
    chainQueries.lockHead({}),
    chainQueries.findLeaf({ number: leaf }),
  );
  if (known?.token === token) return true;
  if (head.leaves !== leaf || head.head !== previous) return false;
  const commitment = restoredCommitment(token, vault);
  yield* ask(...appended(head, [{ kind: 'restored', commitment, token }], call, vault));
  return true;
}

export const auditOperations = {
  showHead: read(showHead, signHead),
  verifyWindow: read(verifyWindow),
  listLeaves: read(listLeaves),
  findHashes: read(findHashes),
  listRestores: read(listRestores),
  draftRestored: read(draftRestored, signRestored),
  appendRestored: idempotent(appendRestored),
};
