/**
 * Issuing a license. The license key is derived from the buyer's email; neither the key nor the email is stored. A
 * repeated order reference gets the key of the first issue again. Without a reference, each issue makes a new license
 * with its own key.
 */

import type { IssueAnswer } from '../../../client-sdk/typescript/contract/license-view.ts';
import { dayOf, addDays } from '../kernel/day.ts';
import {
  addKey,
  deriveAgain,
  deriveKey,
  findOldKey,
  requireIssueGeneration,
  requireValid,
} from './derived-key.ts';
import { canonicalEmail, type EmailFault } from './email.ts';
import { currentIndex, isEmailOf, matches } from './email-index.ts';
import { once, type Repeatable } from '../kernel/idempotency.ts';
import { keyMailQueries, postKey } from '../mail/key-mail.ts';
import { firstEntitlements, requireLicenseEntitlements } from './entitlements.ts';
import { firstEnd, requireDate, requireSeats } from './license-terms.ts';
import { licenseQueries, type LicenseRow, type OrderRow, refuseRevoked, viewLicense } from './license.ts';
import { findOrder, orderFault, requireSameOrder } from './order.ts';
import { recordAction } from '../operator/action.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { requireProduct, requireSold, type ProductRow } from './product.ts';
import { refuse } from '../kernel/refusal.ts';
import { ask, type Operation } from '../kernel/operation.ts';

export interface IssueLicense extends Repeatable {
  product: string;
  email: string;
  /** The payment processor's reference of the order. */
  order?: string | undefined;
  seats?: number | undefined;
  /** The last day of the license, `YYYY-MM-DD`; null: perpetual; absent: by the product's terms. */
  endsOn?: string | null | undefined;
  /**
   * What the license includes, each with its last day or without, as `cloud:2027-12-31`; absent: by the product's terms.
   * A repeated order is not compared by it.
   */
  entitlements?: readonly string[] | undefined;
  /**
   * When the key is mailed to the buyer. `always`: at every issue. `new`: only if no mail has delivered the key to the
   * buyer and none is waiting, so that repeated runs mail each buyer once.
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

/**
 * The first step of a bulk issue. The step records the bulk issue once, since a bulk issue shows existing keys again.
 * Its commit also syncs what a killed run wrote without a sync: otherwise this run could show the keys of licenses that
 * a crash would still lose.
 */
export function* beginBulkIssue(
  _input: Record<never, never>,
  call: Call,
  vault: Vault,
): Operation<Record<never, never>> {
  requireIssueGeneration(vault);
  yield* recordAction(call, vault, { action: 'license bulk issue', license: null });
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
    again: (license) => repeatIssue(license, undefined, { ...input, email }, call, vault),
    resultId: (answer) => answer.license.license,
  });
}

/** The canonical form of a typed address, or a refusal that names the field. */
export function requireEmail(typed: string, vault: Vault, pointer = '/email'): string {
  const read = canonicalEmail(typed, vault.domainToAscii);
  if (read.ok) return read.email;
  return refuse('email_malformed', { fields: [{ pointer, message: EMAIL_FAULTS[read.fault] }] });
}

/** Checks a request as `issueLicense` does, and writes nothing. It refuses exactly as the issue would. */
export function* considerIssue(
  input: Omit<IssueLicense, 'idempotencyKey'>,
  call: Call,
  vault: Vault,
): Operation<{ alreadyIssued: boolean }> {
  requireIssueGeneration(vault);
  const email = requireEmail(input.email, vault);
  const { product, order } = yield* loadForIssue(input);
  if (order === undefined) {
    firstEnd(input.endsOn, product, dayOf(call.now));
    return { alreadyIssued: false };
  }
  const [row] =
    order.license === null ? [] : yield* ask(licenseQueries.findLicense({ license: order.license }));
  yield* judgeRepeat(row, order, { ...input, email }, vault);
  return { alreadyIssued: true };
}

function* issueByOrder(input: IssueLicense, call: Call, vault: Vault): Operation<IssueAnswer> {
  const { product, order } = yield* loadForIssue(input);
  if (order === undefined) return yield* issueNew(input, product, call, vault);
  return yield* repeatIssue(order.license, order, input, call, vault);
}

/** The product of a request and, if the order was placed before, the order. */
function* loadForIssue(input: IssueLicense): Operation<{ product: ProductRow; order: OrderRow | undefined }> {
  if (input.seats !== undefined) requireSeats(input.seats);
  if (input.endsOn !== undefined) requireDate(input.endsOn, '/endsOn');
  const product = yield* requireProduct(input.product);
  chosenEntitlements(input, product);
  const order = input.order === undefined ? undefined : yield* findOrder(input.order, product.id);
  const message = input.order === undefined || order !== undefined ? undefined : orderFault(input.order);
  if (message !== undefined) refuse('request_malformed', { fields: [{ pointer: '/order', message }] });
  if (order === undefined) requireSold(product);
  return { product, order };
}

function chosenEntitlements({ entitlements }: IssueLicense, product: ProductRow): string | undefined {
  return entitlements && requireLicenseEntitlements(entitlements, product);
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
    seats: input.seats ?? product.seats,
    used: 0,
    ...currentIndex(input.email, current),
    nonce: call.random,
    issueGeneration: requireIssueGeneration(vault),
    endsDay: firstEnd(input.endsOn, product, today),
    updatesUntilDay: product.updatesDays === null ? null : addDays(today, product.updatesDays),
    entitlements: chosenEntitlements(input, product) ?? firstEntitlements(product.entitlements, today),
    createdDay: today,
    suspendedDay: null,
    revokedDay: null,
    revision: 1,
    releasedDay: null,
    releaseCount: 0,
    idleDay: today,
  };
  const licenseKey = deriveKey(row, product, input.email, vault);
  const key = { product: product.name, licenseKey, order: input.order };
  yield* ask(
    licenseQueries.addLicense(row),
    addKey(licenseKey, row.id, { today, current }),
    ...(input.order === undefined
      ? []
      : [
          licenseQueries.addOrder({
            reference: input.order,
            product: product.id,
            license: row.id,
            day: today,
            seats: null,
            severedDay: null,
          }),
        ]),
    ...(input.mail === undefined ? [] : postKey({ license: row.id, email: input.email, key }, call, vault)),
  );
  yield* recordAction(call, vault, { action: 'license issue', license: row.id });
  return { license: viewLicense(row, today), licenseKey, alreadyIssued: false };
}

function* repeatIssue(
  license: Id | null,
  order: OrderRow | undefined,
  input: IssueLicense,
  call: Call,
  vault: Vault,
): Operation<IssueAnswer> {
  const [found] = license === null ? [] : yield* ask(licenseQueries.lockLicense({ license }));
  const { row, oldKey } = yield* judgeRepeat(found, order, input, vault);
  const licenseKey = oldKey ?? (yield* showKeyAgain(row, input, call, vault));
  // the first answer is given again to a repeated idempotency key, and to an operation that runs again after a lost
  // commit
  const isFirst = input.order === undefined || row.id === call.id;
  return { license: viewLicense(row, dayOf(call.now)), licenseKey, alreadyIssued: !isFirst };
}

/**
 * Judges a request whose license exists. A repeated order must ask for the same terms: a difference is refused. A
 * request is also refused if its key would activate nothing, because the license was revoked or the email corrected.
 */
function* judgeRepeat(
  row: LicenseRow | undefined,
  order: OrderRow | undefined,
  input: IssueLicense,
  vault: Vault,
): Operation<{ row: LicenseRow; oldKey: string | undefined }> {
  if (order !== undefined && order.formerLicense !== null) refuseTransferred(order.formerLicense);
  if (row === undefined) refuse('license_unknown', { detail: 'The license of this order was deleted.' });
  if (row.nonce === null || row.emailIndex === null) refuse('already_shown');
  const isEmail = matches(row, input.email, vault);
  const product = yield* requireProduct(order?.product ?? input.product);
  const old = isEmail ? undefined : yield* findOldKey(input.email, { row, product }, vault);
  requireSameOrder({ ...input, isEmail: isEmail || old !== undefined }, order, row);
  if (row.revokedDay !== null) refuseRevoked(row.revokedDay, { license: row.id });
  return { row, oldKey: old && requireValid(old, row.id) };
}

/** The key of a transferred license is its new owner's, and is not shown to those who repeat the order. */
function refuseTransferred(license: Id): never {
  const detail = 'The license of this order was transferred to another owner, whose key is another one.';
  return refuse('already_shown', { detail, license });
}

function* showKeyAgain(
  row: LicenseRow,
  { email, mail, order }: IssueLicense,
  call: Call,
  vault: Vault,
): Operation<string> {
  yield* isEmailOf(row, email, vault);
  const product = yield* requireProduct(row.product);
  const { licenseKey, isNew } = yield* deriveAgain({ row, product }, email, call, vault);
  const action = isNew ? 'license key issued anew' : 'license key shown again';
  const [undelivered] = mail === 'new' ? yield* ask(keyMailQueries.findUndelivered({ license: row.id })) : [];
  const isMailed = mail === 'always' || undelivered !== undefined;
  const key = { product: product.name, licenseKey, order };
  yield* ask(...(isMailed ? postKey({ license: row.id, email, key }, call, vault) : []));
  yield* recordAction(call, vault, { action, license: row.id });
  return licenseKey;
}
