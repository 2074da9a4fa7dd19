/**
 * Proofs: a machine that holds an activation proves it by a keyed digest of its request, under the secret that it got
 * with its lease. The server derives that secret again from the request alone, so that a false proof costs no query.
 */

import type { Generation, Vault } from '../kernel/ports.ts';

export interface Proven {
  activation: string;
  epoch: number;
  sequence: number;
  nonce: string;
  tags: readonly string[];
  proof: string;
}

/**
 * How far ahead of the server a sequence is believed. A server that was restored from a backup is behind by the leases
 * since then; what is further ahead was made up, and would outgrow what a client can read.
 */
const SEQUENCES_AHEAD_MAX = 10_000;

/** Whether a sequence can have been reached from the one that is stored. */
export function isWithinReach(shown: number, stored: number): boolean {
  return shown - stored <= SEQUENCES_AHEAD_MAX;
}

/** The generation whose secret the machine holds; undefined: the proof is false. */
export function provenUnder(
  vault: Vault,
  verb: 'activate' | 'renew' | 'release',
  shown: Proven,
): Generation | undefined {
  const { activation, epoch, sequence, nonce, tags, proof } = shown;
  const fields = [verb, activation, String(epoch), String(sequence), nonce, ...tags];
  return vault.live.find((generation) =>
    vault.proofHolds(proof, generation.renewSecret(activation, epoch), fields),
  );
}
