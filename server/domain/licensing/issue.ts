/**
 * Issuing a license. The license key is derived from the buyer's email; neither the key nor the email is stored. A
 * repeated order reference gets the key of the first issue again. Without a reference, each issue makes a new license
 * with its own key.
 */

import { SEATS_MAX } from '../../../client-sdk/typescript/contract/product-terms.ts';
import type { IssueAnswer } from '../../../client-sdk/typescript/contract/wire.ts';
import { readLicenseKey } from '../../../client-sdk/typescript/contract/license-key.ts';
import { dayOf, readDate, addDays, type Day } from '../kernel/day.ts';
import { canonicalEmail, type EmailFault } from './email.ts';
import { currentIndex, requireEmailOf } from './email-index.ts';
import { once, type Repeatable } from '../kernel/idempotency.ts';
import { keysMail } from '../mail/key-mail.ts';
import {
  type License,
  licenseQueries,
  type LicenseRow,
  moveVerifier,
  requireLicense,
  viewLicense,
} from './license.ts';
import { postMail } from '../mail/outbox.ts';
import { recordAction } from '../operator/operator.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { requireProduct, type ProductRow } from './product.ts';
import type { Query } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Generation } from '../kernel/generation.ts';

export interface IssueLicense extends Repeatable {
  product: string;
  email: string;
  /** The payment processor's reference of the order. */
  order?: string | undefined;
  seats?: number | undefined;
  /** The last day of the license, `YYYY-MM-DD`; null: perpetual; absent: by the product's terms. */
  endsOn?: string | null | undefined;
  /**
   * When the key is mailed to the buyer. `always`: at every issue. `new`: only when the license is issued now, so that
   * a repeated run mails no buyer twice.
   */
  mail?: 'always' | 'new' | undefined;
}

const EMAIL_FAULTS: Readonly<Record<EmailFault, string>> = {
  empty: 'is empty',
  too_long: 'is longer than 254 bytes',
  ill_formed: 'is not well-formed text',
  control_character: 'contains a control or invisible character',
  quoted_or_comment: 'contains a quote, a comment or a display name: use the plain address',
  not_one_at: 'must contain exactly one @',
  local_part: 'has an invalid part before the @',
  domain: 'has an invalid domain',
};

/** The form of an order reference. An @ is refused, so that no email address is stored as a reference. */
const ORDER = /^[\x21-\x3f\x41-\x7e]{1,100}$/;

/** Whether a text can be the reference of an order. */
export function isOrder(text: string): boolean {
  return ORDER.test(text);
}

/**
 * The first step of a bulk issue. The step records the bulk issue once, since a bulk issue shows existing keys again.
 * Its commit also makes durable what a killed run may have written and not synced: the keys of these licenses would
 * otherwise be shown without another write.
 */
export function* beginBulkIssue(
  _input: Record<never, never>,
  call: Call,
  vault: Vault,
): Operation<Record<never, never>> {
  requireIssueGeneration(vault);
  yield* ask(recordAction(call, vault, { action: 'license bulk issue', license: null }));
  return {};
}

export function* issueLicense(input: IssueLicense, call: Call, vault: Vault): Operation<IssueAnswer> {
  requireIssueGeneration(vault);
  const email = requireEmail(input.email, vault);
  return yield* once({
    input: { ...input, email },
    call,
    vault,
    verb: 'issueLicense',
    first: () => issueByOrder({ ...input, email }, call, vault),
    again: (license) => showKeyAgain(license, { ...input, email }, call, vault),
    resultId: (answer) => answer.license.license,
  });
}

/** The generation of the issue secret that derives new license keys. */
export function requireIssueGeneration(vault: Vault): number {
  return vault.issueGenerations[0] ?? refuse('issue_secret_absent');
}

/** The canonical form of a typed address, or a refusal that names the field. */
export function requireEmail(typed: string, vault: Vault, pointer = '/email'): string {
  const read = canonicalEmail(typed, vault.domainToAscii);
  if (read.ok) return read.email;
  return refuse('email_malformed', { fields: [{ pointer, message: EMAIL_FAULTS[read.fault] }] });
}

function* issueByOrder(input: IssueLicense, call: Call, vault: Vault): Operation<IssueAnswer> {
  const product = yield* requireProduct(input.product);
  if (input.order === undefined) return yield* issueNew(input, product, call, vault);
  if (!isOrder(input.order)) {
    refuse('request_malformed', {
      fields: [
        { pointer: '/order', message: 'must have 1 to 100 printable ASCII characters, without @ or spaces' },
      ],
    });
  }
  const [order] = yield* ask(licenseQueries.findOrder({ reference: input.order, product: product.id }));
  if (order === undefined) return yield* issueNew(input, product, call, vault);
  if (order.license === null) refuse('license_unknown', { detail: 'The license of this order was deleted.' });
  return yield* showKeyAgain(order.license, input, call, vault);
}

function* issueNew(
  input: IssueLicense,
  product: ProductRow,
  call: Call,
  vault: Vault,
): Operation<IssueAnswer> {
  const today = dayOf(call.now);
  const { current } = vault;
  const row: LicenseRow = {
    id: call.id,
    product: product.id,
    seats: requireSeats(input.seats ?? product.seats),
    used: 0,
    ...currentIndex(input.email, current),
    nonce: call.random,
    issueGeneration: requireIssueGeneration(vault),
    endsDay: endsDay(input.endsOn, product, today),
    updatesUntilDay: product.updatesDays === null ? null : addDays(today, product.updatesDays),
    entitlements: product.entitlements,
    createdDay: today,
    suspendedDay: null,
    revokedDay: null,
    revision: 1,
    releasedDay: null,
    releaseYear: null,
    releaseCount: 0,
  };
  const licenseKey = deriveKey(row, product, input.email, vault);
  yield* ask(
    licenseQueries.addLicense(row),
    addKey(licenseKey, row.id, { today, current }),
    recordAction(call, vault, { action: 'license issue', license: row.id }),
    ...(input.order === undefined
      ? []
      : [
          licenseQueries.addOrder({
            reference: input.order,
            product: product.id,
            license: row.id,
            day: today,
          }),
        ]),
    ...mailed(input.mail !== undefined, { email: input.email, product, licenseKey }, call, vault),
  );
  return { license: viewLicense(row, today), licenseKey };
}

/**
 * Shows the key of an order again, for the email of the order. The key is derived from the nonce, since the key is not
 * stored.
 */
function* showKeyAgain(
  license: Id,
  { email, mail }: IssueLicense,
  call: Call,
  vault: Vault,
): Operation<IssueAnswer> {
  const row = yield* requireLicense(license);
  if (row.nonce === null || row.emailIndex === null) refuse('already_shown');
  yield* requireEmailOf(row, email, vault);
  const product = yield* requireProduct(row.product);
  const { licenseKey, isNew } = yield* deriveAgain({ row, product }, email, call, vault);
  const action = isNew ? 'license key issued anew' : 'license key shown again';
  yield* ask(
    recordAction(call, vault, { action, license: row.id }),
    ...mailed(mail === 'always', { email, product, licenseKey }, call, vault),
  );
  return { license: viewLicense(row, dayOf(call.now)), licenseKey };
}

/**
 * Derives the key of a license that has a nonce, for its email. Where the issue secret of the first key was destroyed,
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
 * The key of a license for an email. The key is derived under the issue secret of the license or, where that secret is
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

function mailed(
  isWanted: boolean,
  { email, product, licenseKey }: { email: string; product: ProductRow; licenseKey: string },
  call: Call,
  vault: Vault,
): Query<number>[] {
  if (!isWanted) return [];
  return [postMail(keysMail(email, [{ product: product.name, licenseKey }], call), call, vault)];
}

function deriveKey(row: LicenseRow, product: ProductRow, email: string, vault: Vault): string {
  if (row.nonce === null) return refuse('already_shown');
  const { issueGeneration: generation, nonce } = row;
  return vault.licenseKey({ generation, product: product.id, email, nonce, prefix: product.prefix });
}

function addKey(licenseKey: string, license: Id, { today, current }: KeyMaking): Query<number> {
  const verifier = current.keyVerifier(canonicalOf(licenseKey));
  return licenseQueries.addLicenseKey({ verifier, generation: current.number, license, createdDay: today });
}

interface KeyMaking {
  today: Day;
  current: Generation;
}

function canonicalOf(licenseKey: string): string {
  const key = readLicenseKey(licenseKey);
  if (!key.ok) throw new Error(`a derived key is ${key.fault}`);
  return key.canonical;
}

function endsDay(endsOn: string | null | undefined, product: ProductRow, today: Day): Day | null {
  if (endsOn === undefined)
    return product.durationDays === null ? null : addDays(today, product.durationDays);
  return requireEnd(endsOn, today);
}

/** The last day of a license, which may not be in the past; null: perpetual. */
export function requireEnd(endsOn: string | null, today: Day): Day | null {
  if (endsOn === null) return null;
  const day = readDate(endsOn);
  if (day === undefined || day < today) {
    return refuse('request_malformed', {
      fields: [
        { pointer: '/endsOn', message: 'must be a date YYYY-MM-DD, today or later, or null for perpetual' },
      ],
    });
  }
  return day;
}

export function requireSeats(seats: number): number {
  if (Number.isInteger(seats) && seats >= 1 && seats <= SEATS_MAX) return seats;
  return refuse('request_malformed', {
    fields: [{ pointer: '/seats', message: `must be 1 to ${SEATS_MAX}` }],
  });
}
