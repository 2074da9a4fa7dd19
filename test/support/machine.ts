/**
 * A client's side of the protocol, written a second time from the contract alone, so that server and SDK are not only
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

type Held = Pick<ActivateAnswer, 'activation' | 'epoch' | 'sequence' | 'secret'>;

/** A renewal or release by a machine that holds an answer to its activation. */
export function proven(
  verb: 'renew' | 'release',
  held: Held,
  tags: string[],
  nonce = random22(),
): ProvenRequest & { activation: string; network: null } {
  const { activation, epoch, sequence, secret } = held;
  const proof = proofOf(secret, [verb, activation, String(epoch), String(sequence), nonce, ...tags]);
  return { activation, epoch, sequence, nonce, tags, proof, network: null };
}
