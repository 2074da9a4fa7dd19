/**
 * Shows the key of a license to its owner again. The key is not stored: the owner types the email, and the key is
 * derived from the email. Typing an email counts as a guess, with the growing delay of password attempts, since an
 * intruder must not learn from the account which person owns the account. A license without an email, such as after a
 * transfer, gets a random key, which is shown once; with that key, its owner can give it an email.
 */

import { countLoginTry, resetLoginThrottle } from '../account/login-throttle.ts';
import { isEmailOf } from '../licensing/email-index.ts';
import { addKey, deriveAgain, requireIssueGeneration } from '../licensing/derived-key.ts';
import { requireEmail } from '../licensing/issue.ts';
import { hasNoEmail, licenseQueries, refuseRevoked } from '../licensing/license.ts';
import { accessTo, type OfLicense } from './access.ts';
import { dayOf } from '../kernel/day.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import { requireProduct } from '../licensing/product.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { refuse } from '../kernel/refusal.ts';

/**
 * Shows the key of a license to its owner.
 * @returns the key; null: the typed email is not the email of the license, and the attempt is counted as a guess
 */
export function* showOwnKey(
  input: OfLicense & { email: string },
  call: Call,
  vault: Vault,
): Operation<{ licenseKey: string | null }> {
  requireIssueGeneration(vault);
  const email = requireEmail(input.email, vault);
  const { row } = yield* accessTo(input, 'lock', 'seeKey');
  if (row.nonce === null || row.emailIndex === null) refuse('already_shown');
  const guesser = { guessed: 'email', username: input.account, asker: 'owner' } as const;
  yield* countLoginTry(guesser, call, vault);
  if (!(yield* isEmailOf(row, email, vault))) return { licenseKey: null };
  const product = yield* requireProduct(row.product);
  yield* ask(...resetLoginThrottle(guesser, vault));
  const { licenseKey } = yield* deriveAgain({ row, product }, email, call, vault);
  return { licenseKey };
}

/**
 * Makes a key for a license without an email. It replaces all earlier keys of the license.
 * @throws Refusal `license_unknown`, `license_revoked`; `already_shown` if the license has a key of its email, or an
 * imported one
 */
export function* makeOwnKey(asked: OfLicense, call: Call, vault: Vault): Operation<{ licenseKey: string }> {
  const generation = requireIssueGeneration(vault);
  const { license } = asked;
  const { row } = yield* accessTo(asked, 'lock', 'seeKey');
  if (row.revokedDay !== null) refuseRevoked(row.revokedDay);
  if (!hasNoEmail(row)) return refuse('already_shown');
  const { id: product, prefix } = yield* requireProduct(row.product);
  const licenseKey = vault.licenseKey({ generation, product, email: '', nonce: call.random, prefix });
  const { current } = vault;
  yield* ask(
    licenseQueries.dropLicenseKeys({ license }),
    addKey(licenseKey, license, { today: dayOf(call.now), current }),
  );
  return { licenseKey };
}
