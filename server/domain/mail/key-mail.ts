/**
 * The mail with license keys for their buyer: to the canonical address that they are derived from, never to the typed
 * text. `outbox.ts` seals it immediately.
 */

import type { Call } from '../kernel/ports.ts';
import { usefulUntil } from './outbox.ts';
import type { KeyLine, Mail } from '../kernel/letter.ts';

/** Keys in one mail; they fit whatever the products are called. The mail says how many more there are. */
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
