/**
 * Whether a node may work with a database. The first node stores fingerprints of its secrets and its root key. The
 * fingerprints are digests, made by the caller, that reveal nothing without the secrets. A node with other secrets
 * would find no license, answer "unknown key" to every customer, and sign what no app accepts. No node may use a
 * database while a copy into that database is unfinished.
 */

import { defineQueries, type NoParams, rowCount, rows } from '../kernel/query.ts';
import { leaderQueries } from './leader.ts';
import { ask, type Operation } from '../kernel/operation.ts';

export interface SecretFingerprintRow {
  /** Which secret or key the fingerprint was made from. */
  kind: string;
  mark: string;
}

export const admissionQueries = defineQueries({
  listSecretFingerprints: rows<NoParams, SecretFingerprintRow>(),
  /** Adds a fingerprint unless it is already stored. */
  addSecretFingerprint: rowCount<SecretFingerprintRow>(),
});

/** The name of the lock that exists while a copy into the database is unfinished. */
const COPY = 'copy';
/**
 * The name of the row that every node writes before it stores fingerprints, so that concurrent nodes wait for each
 * other.
 */
const ADMISSION = 'admission';

export interface Judgement {
  isCopying: boolean;
  /**
   * The kinds of secrets for which the database has fingerprints, but none of this node's, in the order of the node's
   * fingerprints.
   */
  others: string[];
  /** The fingerprints of the node that the database does not have. */
  fresh: SecretFingerprintRow[];
}

/**
 * Judges a node by its fingerprints. A node may have several fingerprints of a kind; one known fingerprint of the kind
 * is enough.
 */
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

/** Stores the fingerprints of a node, unless another node was first in the meantime. */
export function* recordNode({
  fingerprints,
}: {
  fingerprints: SecretFingerprintRow[];
}): Operation<Judgement> {
  yield* ask(leaderQueries.acquireLeaderLock({ task: ADMISSION, holder: '', silent: null }));
  const judgement = yield* judgeNode({ fingerprints });
  if (judgement.others.length > 0) return judgement;
  for (const fingerprint of judgement.fresh) {
    yield* ask(admissionQueries.addSecretFingerprint({ ...fingerprint }));
  }
  return judgement;
}
