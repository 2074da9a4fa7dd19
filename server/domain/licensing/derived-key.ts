/**
 * The license key of a license, derived from the buyer's email, the product and the license's nonce under the issue
 * secret. The key itself is never stored, only a verifier of it.
 */

import { readLicenseKey } from '../../../client-sdk/typescript/contract/license-key.ts';
import { dayOf, writeDate, type Day } from '../kernel/day.ts';
import type { Generation } from '../kernel/generation.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import type { Query } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { licenseQueries, moveVerifier, type License, type LicenseRow } from './license.ts';
import type { ProductRow } from './product.ts';

/** The generation of the issue secret that derives new license keys. */
export function requireIssueGeneration(vault: Vault): number {
  return vault.issueGenerations[0] ?? refuse('issue_secret_absent');
}

/**
 * Derives the key of a license that has a nonce, for its email. If the issue secret of the first key was destroyed,
 * the result is a new key, and the first key stays valid.
 */
export function* deriveAgain(
  { row, product }: License,
  email: string,
  call: Call,
  vault: Vault,
): Operation<{ licenseKey: string; isNew: boolean }> {
  const { current, live } = vault;
  if (vault.issueGenerations.includes(row.issueGeneration)) {
    const licenseKey = deriveKey(row, product, email, vault);
    yield* ask(...live.flatMap((generation) => moveVerifier(canonicalOf(licenseKey), generation, current)));
    return { licenseKey, isNew: false };
  }
  const { licenseKey, issueGeneration } = derivedFor({ row, product }, email, vault);
  yield* ask(
    licenseQueries.changeIssueGeneration({ id: row.id, issueGeneration }),
    addKey(licenseKey, row.id, { today: dayOf(call.now), current }),
  );
  return { licenseKey, isNew: true };
}

/**
 * The key of a license for an email. The key is derived under the issue secret of the license or, if that secret is
 * destroyed, under the current issue secret.
 */
export function derivedFor(
  { row, product }: License,
  email: string,
  vault: Vault,
): { licenseKey: string; verifier: string; issueGeneration: number } {
  const { issueGenerations, current } = vault;
  const issueGeneration = issueGenerations.includes(row.issueGeneration)
    ? row.issueGeneration
    : requireIssueGeneration(vault);
  const licenseKey = deriveKey({ ...row, issueGeneration }, product, email, vault);
  return { licenseKey, verifier: current.keyVerifier(canonicalOf(licenseKey)), issueGeneration };
}

export function deriveKey(row: LicenseRow, product: ProductRow, email: string, vault: Vault): string {
  if (row.nonce === null) return refuse('already_shown');
  const { issueGeneration: generation, nonce } = row;
  return vault.licenseKey({ generation, product: product.id, email, nonce, prefix: product.prefix });
}

/** Stores the verifier of a key, or makes an ended key valid again. */
export function addKey(
  licenseKey: string,
  license: Id,
  { today, current }: { today: Day; current: Generation },
): Query<number> {
  const verifier = current.keyVerifier(canonicalOf(licenseKey));
  return licenseQueries.addLicenseKey({ verifier, generation: current.number, license, createdDay: today });
}

/** A license key that was derived from an earlier email of the license. */
interface OldKey {
  readonly licenseKey: string;
  /** The day on which the key ended; null: it still activates. */
  readonly endedDay: Day | null;
}

/**
 * The key that was derived from the email of an order, if the license has another email by now. The verifier of this
 * key, which is kept even after the key has ended, is all that is stored of the old email.
 */
export function* findOldKey(
  email: string,
  { row, product }: License,
  vault: Vault,
): Operation<OldKey | undefined> {
  if (!vault.issueGenerations.includes(row.issueGeneration)) return undefined;
  const licenseKey = deriveKey(row, product, email, vault);
  const canonical = canonicalOf(licenseKey);
  const found = yield* ask(
    ...vault.live.map((maker) => licenseQueries.findLicenseKey({ verifier: maker.keyVerifier(canonical) })),
  );
  const key = found.find((candidate) => candidate !== undefined);
  return key === undefined ? undefined : { licenseKey, endedDay: key.endedDay };
}

/** The key of an earlier email. Refuses if that key has ended. */
export function requireValid({ licenseKey, endedDay }: OldKey, license: Id): string {
  if (endedDay === null) return licenseKey;
  const detail = `The email of this order was corrected on ${writeDate(endedDay)}.`;
  return refuse('order_corrected', { detail, license });
}

function canonicalOf(licenseKey: string): string {
  const key = readLicenseKey(licenseKey);
  if (!key.ok) throw new Error(`a derived key is ${key.fault}`);
  return key.canonical;
}
