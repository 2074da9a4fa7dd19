/**
 * Whether a node may work over a database. The first one leaves marks of its secrets and root key there, digests that
 * tell nothing without the secrets; a node with others would find nothing, say "unknown key" to every customer, and sign
 * what no app believes. A database into which a copy has not ended admits nobody. Leaves the digests to the caller.
 */

import { defineQueries, type NoParams, rowCount, rows } from '../kernel/query.ts';
import { leaderQueries } from './leader.ts';
import { ask, type Operation } from '../kernel/operation.ts';

export interface SecretFingerprintRow {
  /** What it is a digest of. */
  kind: string;
  mark: string;
}

export const admissionQueries = defineQueries({
  listSecretFingerprints: rows<NoParams, SecretFingerprintRow>(),
  /** Adds it unless it is there. */
  addSecretFingerprint: rowCount<SecretFingerprintRow>(),
});

/** The duty that stands while a copy into the database has not ended. */
const COPY = 'copy';
/** Written by whoever leaves marks, so that of several nodes at once each waits for the one before it. */
const ADMISSION = 'admission';

export interface Judgement {
  isCopying: boolean;
  /** Kinds of which the database has marks, and none of them is this node's; in the order of the node's marks. */
  others: string[];
  /** Marks that the database has not. */
  fresh: SecretFingerprintRow[];
}

/** A node may have several marks of a kind; one that is known is enough. */
export function* judgeNode({ fingerprints }: { fingerprints: SecretFingerprintRow[] }): Operation<Judgement> {
  const [known, copy] = yield* ask(
    admissionQueries.listSecretFingerprints({}),
    leaderQueries.findLeaderLock({ task: COPY }),
  );
  const isKnown = (fingerprint: SecretFingerprintRow): boolean =>
    known.some(({ kind, mark }) => kind === fingerprint.kind && mark === fingerprint.mark);
  const kinds = [...new Set(fingerprints.map(({ kind }) => kind))].filter((kind) =>
    known.some((fingerprint) => fingerprint.kind === kind),
  );
  const others = kinds.filter(
    (kind) => !fingerprints.some((fingerprint) => fingerprint.kind === kind && isKnown(fingerprint)),
  );
  return {
    isCopying: copy !== undefined,
    others,
    fresh: fingerprints.filter((fingerprint) => !isKnown(fingerprint)),
  };
}

/** Leaves the marks of a node, unless another one that came at the same moment has begun the database meanwhile. */
export function* recordNode({
  fingerprints,
}: {
  fingerprints: SecretFingerprintRow[];
}): Operation<Judgement> {
  yield* ask(leaderQueries.acquireLeaderLock({ task: ADMISSION, holder: '', silent: null }));
  const judgement = yield* judgeNode({ fingerprints });
  if (judgement.others.length > 0) return judgement;
  for (const mark of judgement.fresh) yield* ask(admissionQueries.addSecretFingerprint({ ...mark }));
  return judgement;
}
