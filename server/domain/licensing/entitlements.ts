/**
 * Entitlements: words for what a license includes, each with an end of its own or none. A license stores the last day of
 * an entitlement; a product may also say for how many days a new license has it. The server leaves an entitlement out of
 * a lease that begins after its end. An app that cannot ask keeps it for the grace of its lease, as the license itself.
 */

import { splitEntitlement } from '../../../client-sdk/typescript/contract/entitlement.ts';
import { TERMS } from '../../../client-sdk/typescript/contract/product-terms.ts';
import type { LeaseClaims } from '../../../client-sdk/typescript/contract/wire.ts';
import { addDays, endOf, readDate, writeDate, type Day, type Instant } from '../kernel/day.ts';
import { isDemo } from './demo.ts';
import { contentFault } from '../kernel/free-text.ts';
import { readWords } from '../kernel/words.ts';
import { refuse } from '../kernel/refusal.ts';

const NAME = /^[a-z0-9][a-z0-9._-]{0,31}$/;
/** The days for which a new license has an entitlement, 1 to 99,999. */
const DAYS = /^[1-9][0-9]{0,4}$/;
/** A text after every date. */
const ENDLESS = 'never';
const { wordsMax } = TERMS.entitlements;
const NAMES = `must be at most ${wordsMax} words of small letters, digits, dots, dashes and underscores`;

/** What is wrong with the entitlements of a product; undefined: nothing. */
export function productEntitlementsFault(words: readonly string[]): string | undefined {
  return wordsFault(words, (end) => DAYS.test(end) || isDate(end), 'YYYY-MM-DD or a number of days');
}

/**
 * The column of a license with the given entitlements. Those of a demo are fixed.
 * @throws Refusal `request_malformed`
 */
export function requireLicenseEntitlements(
  words: readonly string[],
  product: { readonly demo: number },
): string {
  const fault = wordsFault(words, isDate, 'YYYY-MM-DD');
  const message = isDemo(product) ? 'cannot be changed for a demo product' : fault;
  if (message !== undefined) refuse('request_malformed', { fields: [{ pointer: '/entitlements', message }] });
  return words.join(' ');
}

/** Refuses names of entitlements that no license could have. @throws Refusal `terms_malformed` */
export function requireEntitlementNames(words: readonly string[]): void {
  const message = wordsFault(words, () => false, '');
  if (message !== undefined) refuse('terms_malformed', { fields: [{ pointer: '/entitlements', message }] });
}

/** The column of a new license: a number of days becomes the day by which they are over. */
export function firstEntitlements(ofProduct: string, today: Day): string {
  return readWords(ofProduct)
    .map((word) => {
      const { name, end } = splitEntitlement(word);
      return end !== undefined && DAYS.test(end) ? `${name}:${writeDate(addDays(today, Number(end)))}` : word;
    })
    .join(' ');
}

/** The names of entitlements, whatever their ends. */
export function entitlementNames(words: readonly string[]): string[] {
  return words.map((word) => splitEntitlement(word).name);
}

/** The names of those that a change takes away, or lets end earlier. */
export function lostEntitlements(before: readonly string[], after: readonly string[]): string[] {
  const ends = new Map(
    after.map(splitEntitlement).map(({ name, end = ENDLESS }): [string, string] => [name, end]),
  );
  return before
    .map(splitEntitlement)
    .filter(({ name, end = ENDLESS }) => (ends.get(name) ?? '') < end)
    .map(({ name }) => name);
}

/** The claims of a lease that begins on a day: what has not ended before that day. */
export function entitlementClaims(
  stored: string,
  leaseDay: Day,
): Pick<LeaseClaims, 'entitlements' | 'entitlement_ends'> {
  const lasting = readWords(stored)
    .map(readWord)
    .filter(({ endsDay }) => endsDay === null || endsDay >= leaseDay);
  const ends = lasting.map(({ endsDay }) => (endsDay === null ? null : endOf(endsDay)));
  return {
    entitlements: lasting.map(({ name }) => name),
    ...(ends.some((end) => end !== null) && { entitlement_ends: ends }),
  };
}

/** The end of the first entitlement that ends in a lease from its first day on; undefined: none does. */
export function firstEntitlementEnd(
  stored: string,
  { leaseDay, leaseEndsDay }: { readonly leaseDay: Day; readonly leaseEndsDay: Day },
): Instant | undefined {
  // most licenses have no entitlement with an end
  if (!stored.includes(':')) return undefined;
  const [first] = readWords(stored)
    .flatMap((word) => readWord(word).endsDay ?? [])
    .filter((day) => day >= leaseDay && day < leaseEndsDay)
    .sort((a, b) => a - b);
  return first === undefined ? undefined : endOf(first);
}

function readWord(word: string): { name: string; endsDay: Day | null } {
  const { name, end } = splitEntitlement(word);
  return { name, endsDay: readDate(end ?? '') ?? null };
}

const isDate = (text: string): boolean => readDate(text) !== undefined;

function wordsFault(
  words: readonly string[],
  isEnd: (end: string) => boolean,
  ends: string,
): string | undefined {
  const read = words.map(splitEntitlement);
  if (read.length > wordsMax || read.some(({ name }) => !NAME.test(name))) return NAMES;
  const wrong = read.find(({ end }) => end !== undefined && !isEnd(end));
  if (wrong !== undefined) return ends === '' ? NAMES : `must have ${ends} after the colon of ${wrong.name}`;
  const names = read.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? contentFault('entitlement', names.join(' ')) : `must not name ${twice} twice`;
}
