/**
 * The mail that brings license keys to their buyer: to the canonical address that they are derived from, never to what
 * was typed. Leaves to `outbox.ts` that it is sealed at once.
 */

import type { Call } from '../kernel/ports.ts';
import { usefulUntil } from './outbox.ts';
import type { KeyLine, Mail } from '../kernel/letter.ts';

/** Keys in one mail; they fit whatever their products are called. The customer is told how many are left. */
const KEYS_MAX = 30;

/** @param email canonical @param language of the request that this mail answers, if it answers one */
export function keysMail(email: string, keys: readonly KeyLine[], call: Call, language?: string): Mail {
  const named = keys.slice(0, KEYS_MAX);
  return {
    to: { email },
    until: usefulUntil(call),
    letter: { kind: 'keys', keys: named, left: keys.length - named.length },
    language,
  };
}
