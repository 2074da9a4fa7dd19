/**
 * The mail with license keys for their buyer. The mail goes to the canonical address from which the keys are derived,
 * never to the typed text. `outbox.ts` seals the mail immediately.
 */

import type { Call } from '../kernel/ports.ts';
import { usefulUntil } from './outbox.ts';
import type { KeyLine, Mail } from '../kernel/letter.ts';

/**
 * The maximum number of keys in one mail. They fit into a mail with product names of any allowed length. The mail says
 * how many more keys exist.
 */
const KEYS_MAX = 30;

/**
 * Makes the mail with license keys for their buyer.
 * @param email the canonical address
 * @param language the language of the request that this mail answers, if the mail answers a request
 */
export function keysMail(email: string, keys: readonly KeyLine[], call: Call, language?: string): Mail {
  const named = keys.slice(0, KEYS_MAX);
  return {
    to: { email },
    until: usefulUntil(call),
    letter: { kind: 'keys', keys: named, left: keys.length - named.length },
    language,
  };
}
