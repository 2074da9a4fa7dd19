/**
 * The mail with license keys for their buyer. The mail goes to the canonical address from which the keys are derived,
 * never to the typed text. `outbox.ts` seals the mail immediately. If an operator mails a key, a row of `key_mails`
 * names that mail until it is delivered.
 */

import { dayOf, type Day } from '../kernel/day.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { defineQueries, optionalRow, rowCount, type Query } from '../kernel/query.ts';
import { mailId, postMail, usefulUntil } from './outbox.ts';
import type { KeyLine, Mail } from '../kernel/letter.ts';

/**
 * The maximum number of keys in one mail. They fit into a mail with product names of any allowed length. The mail says
 * how many more keys exist.
 */
export const KEYS_MAX = 30;
/** The maximum number of keys whose orders are in the mail too: an order may be as long as a product's name. */
const ORDERED_MAX = 10;

/** A row of `key_mails`: a license key that was mailed and that no mail has delivered yet. */
interface KeyMailRow {
  license: Id;
  /** The mail with the key. If it is not in the queue, the key was not delivered. */
  mail: Id;
  /** The latest answer to the mail, as codes; null: there is none. */
  answer: string | null;
  day: Day;
}

export const keyMailQueries = defineQueries({
  /** Stores which mail has the key of a license; replaces the row of an earlier mail. */
  putKeyMail: rowCount<KeyMailRow>(),
  /** The license, if its key was mailed, was not delivered, and waits in no mail; undefined otherwise. */
  findUndelivered: optionalRow<{ license: Id }, { license: Id }>(),
  noteKeyAnswer: rowCount<{ mail: Id; answer: string }>(),
  dropKeyMail: rowCount<{ mail: Id }>(),
});

/** Mails the key of a license to its buyer, for an operator. @param email the canonical address */
export function postKey(
  { license, email, key }: { license: Id; email: string; key: KeyLine },
  call: Call,
  vault: Vault,
): Query<number>[] {
  const mail = mailId(call, vault);
  return [
    postMail(keysMail(email, [key], call), call, vault),
    keyMailQueries.putKeyMail({ license, mail, answer: null, day: dayOf(call.now) }),
  ];
}

/**
 * Makes the mail with license keys for their buyer.
 * @param email the canonical address
 * @param language the language of the request that this mail answers, if the mail answers a request
 * @param left the number of licenses of the buyer whose keys are not given
 */
export function keysMail(
  email: string,
  keys: readonly KeyLine[],
  call: Call,
  { language, left = 0 }: { language?: string | undefined; left?: number } = {},
): Mail {
  const named = keys.length <= ORDERED_MAX ? keys : keys.slice(0, KEYS_MAX).map(withoutOrder);
  return {
    to: { email },
    until: usefulUntil(call),
    letter: { kind: 'keys', keys: named, left: left + keys.length - named.length },
    language,
  };
}

function withoutOrder({ product, licenseKey }: KeyLine): KeyLine {
  return { product, licenseKey };
}
