/**
 * A client's side of the protocol, implemented independently from the contract, so that server and SDK are not only
 * tested against each other.
 */

import { createHmac, randomBytes } from 'node:crypto';
import type { ActivateAnswer, ProvenRequest } from '../../client-sdk/typescript/contract/wire.ts';

export const random22 = (): string => randomBytes(16).toString('base64url');

/** `proof` of the contract: HMAC-SHA-256 over length-prefixed fields. */
export function proofOf(secret: string, fields: readonly string[]): string {
  const hmac = createHmac('sha256', Buffer.from(secret, 'base64url'));
  for (const field of fields) {
    const bytes = Buffer.from(field);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hmac.update(length).update(bytes);
  }
  return hmac.digest('base64url');
}

type Activated = Pick<ActivateAnswer, 'activation' | 'epoch' | 'sequence' | 'secret'>;

/** A renewal or release by a machine that has the answer to its activation. */
export function proven(
  verb: 'renew' | 'release',
  activated: Activated,
  tags: string[],
  nonce = random22(),
): ProvenRequest & { activation: string; network: null } {
  const { activation, epoch, sequence, secret } = activated;
  const proof = proofOf(secret, [verb, activation, String(epoch), String(sequence), nonce, ...tags]);
  return { activation, epoch, sequence, nonce, tags, proof, network: null };
}
