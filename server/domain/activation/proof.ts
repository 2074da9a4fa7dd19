/**
 * Proofs: a machine proves its activation by a keyed digest of its request, under the secret that came with its lease.
 * The server derives that secret from the request alone, so that a wrong proof costs no query.
 */

import type { Vault } from '../kernel/ports.ts';
import type { Generation } from '../kernel/generation.ts';

export interface Proven {
  activation: string;
  epoch: number;
  sequence: number;
  nonce: string;
  tags: readonly string[];
  /** Only in a renewal: the days for which the machine borrows its seat. */
  borrowDays?: number | undefined;
  proof: string;
  /** The key to which the answer to a request file is sealed; absent in an online request. */
  answerKey?: string | undefined;
}

/**
 * The maximum number by which a client's sequence may be ahead of the server's. A server restored from a backup is
 * behind by the leases that were made since the backup. A sequence that is further ahead is forged. If it were
 * accepted, the next sequences could be too large for clients.
 */
const SEQUENCES_AHEAD_MAX = 10_000;

/** Whether a machine can have reached the shown sequence, given the stored sequence. */
export function isWithinReach(shown: number, stored: number): boolean {
  return shown - stored <= SEQUENCES_AHEAD_MAX;
}

/** A proof that holds: the generation of the secret under which it was made, and the renewal secret that made it. */
export interface Proved {
  readonly generation: Generation;
  readonly activation: string;
  readonly epoch: number;
  readonly secret: string;
}

/** The proof of a machine, checked under each live generation of the secret; undefined: the proof is wrong. */
export function provenUnder(
  vault: Vault,
  verb: 'activate' | 'renew' | 'borrow' | 'release' | 'bundle',
  shown: Proven,
): Proved | undefined {
  const { activation, epoch, sequence, nonce, tags, borrowDays, proof, answerKey } = shown;
  const fields = [verb, activation, String(epoch), String(sequence), nonce, ...tags];
  if (verb === 'borrow') fields.push(String(borrowDays));
  if (answerKey !== undefined) fields.push(answerKey);
  for (const generation of vault.live) {
    const secret = generation.renewSecret(activation, epoch);
    if (vault.proofHolds(proof, secret, fields)) return { generation, activation, epoch, secret };
  }
  return undefined;
}
