/**
 * An operator's correction of what a shop delivered wrong: the email, the product or the quantity of an order. The
 * order stays on record: the shop may repeat the wrong or the corrected request, and no second license is issued. A key
 * is derived from email and product, so a correction of either gives a new key. The key that went to the wrong address
 * ends unless it is kept; activated machines stay activated. The accounts that a corrected email concerns are notified.
 */

import type { CorrectionAnswer } from '../../../client-sdk/typescript/contract/license-view.ts';
import { firstEntitlements } from '../licensing/entitlements.ts';
import { accountQueries, type AccountRow } from '../account/account.ts';
import { accountEmailQueries } from '../account/email.ts';
import { notifyOwner } from '../account/notify-owner.ts';
import { dayOf, addDays, type Day } from '../kernel/day.ts';
import { once, type Repeatable } from '../kernel/idempotency.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import type { Query } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { changesBetween } from '../licensing/change.ts';
import { addKey, derivedFor } from '../licensing/derived-key.ts';
import { currentIndex, isEmailOf, wrapped } from '../licensing/email-index.ts';
import { requireEmail } from '../licensing/issue.ts';
import { requireSeats } from '../licensing/license-terms.ts';
import {
  licenseQueries,
  type License,
  type LicenseRow,
  refuseRevoked,
  requireLicense,
  viewLicense,
} from '../licensing/license.ts';
import { keepOrdered } from '../licensing/order.ts';
import { requireProduct, requireSold, type ProductRow } from '../licensing/product.ts';
import { postKey } from '../mail/key-mail.ts';
import { memberMachineQueries } from '../activation/member-machine.ts';
import { memberQueries } from './members.ts';
import { offerQueries } from './offers.ts';
import { takeoverQueries } from './takeovers.ts';
import { transferQueries } from './transfers.ts';
import { recordActions } from '../operator/action.ts';
import { disclosureQueries } from '../operator/disclosure.ts';

export interface CorrectLicense extends Repeatable {
  license: Id;
  /** The buyer's correct email. */
  email?: string | undefined;
  /** The product that was sold. Requires `email`, from which the new key is derived. */
  product?: string | undefined;
  seats?: number | undefined;
  /** Whether the key of the old email still activates machines. */
  keepKey?: boolean | undefined;
  /** Whether the new key is mailed to the buyer. */
  mail?: boolean | undefined;
  reason?: string | undefined;
}

export function* correctLicense(
  typed: CorrectLicense,
  call: Call,
  vault: Vault,
): Operation<CorrectionAnswer> {
  const email = typed.email === undefined ? undefined : requireEmail(typed.email, vault);
  const input = { ...typed, email };
  return yield* once({
    input,
    call,
    vault,
    verb: 'license correct',
    first: () => correctOnce(input, call, vault),
    again: (license) => showCorrected(license, email, call, vault),
    resultId: (answer) => answer.license.license,
  });
}

function* correctOnce(input: CorrectLicense, call: Call, vault: Vault): Operation<CorrectionAnswer> {
  const row = yield* requireLicense(input.license);
  if (row.revokedDay !== null) refuseRevoked(row.revokedDay);
  requireCorrections(input, row);
  const { email, product: wanted, seats = row.seats } = input;
  const concerned = email === undefined ? [] : yield* accountsConcerned(row, email, vault);
  const product = yield* requireProduct(wanted ?? row.product);
  if (product.id !== row.product) requireSold(product);
  const ordered = { ...row, seats: requireSeats(seats) };
  const corrected = product.id === row.product ? ordered : replacing(ordered, product, call);
  if (corrected.id === row.id) yield* ask(...changesBetween(row, corrected));
  else yield* replaceLicense(row, corrected, call);
  const license = { row: corrected, product };
  const licenseKey = email === undefined ? null : yield* giveKey(license, email, input, call, vault);
  yield* ask(...concerned.flatMap((account, nth) => notice(account, call, vault, nth + 1)));
  const { reason } = input;
  yield* recordActions(call, vault, [
    ...(corrected.id === row.id ? [] : [{ action: 'license revoke', license: row.id, reason } as const]),
    { action: 'license correct', license: corrected.id, reason },
  ]);
  return { license: viewLicense(corrected, dayOf(call.now)), licenseKey };
}

/** Refuses a request that corrects nothing or lacks an email, or whose license has no link to its buyer. */
function requireCorrections(
  { email, product, seats, keepKey, mail }: CorrectLicense,
  { nonce, emailIndex }: LicenseRow,
): void {
  const refuseEmail = (message: string): never =>
    refuse('request_malformed', { fields: [{ pointer: '/email', message }] });
  if (email === undefined && product !== undefined)
    refuseEmail('is required with a product, since the key is derived from both');
  if (email === undefined && seats === undefined) refuseEmail('or seats is required');
  if (email === undefined && (keepKey === true || mail === true))
    refuseEmail('is required with keepKey and with mail, since only a new email gives a new key');
  if (email !== undefined && (nonce === null || emailIndex === null))
    refuseEmail('cannot be corrected, since the license has no link to its buyer');
}

/**
 * The accounts that a corrected email concerns: the account that owns the license, and those that the old address
 * recovers.
 */
function* accountsConcerned(row: LicenseRow, email: string, vault: Vault): Operation<AccountRow[]> {
  if (row.emailIndex === null || (yield* isEmailOf(row, email, vault))) return [];
  const old = { ...row, emailIndex: row.emailIndex };
  const indexes = [...new Set([old.emailIndex, wrapped(old, vault).emailIndex])];
  const [owner, ...found] = yield* ask(
    accountQueries.findOwner({ license: row.id }),
    ...indexes.map((emailIndex) => accountEmailQueries.listAccountsByEmail({ emailIndex })),
  );
  const [owning] =
    owner === undefined ? [] : yield* ask(accountQueries.findAccount({ account: owner.account }));
  const accounts = [...found.flat(), ...(owning === undefined ? [] : [owning])];
  return [...new Map(accounts.map((account) => [account.id, account])).values()];
}

function notice(account: AccountRow, call: Call, vault: Vault, nth: number): Query<number>[] {
  const letter = { kind: 'changed', what: 'order', username: account.username } as const;
  return notifyOwner(account, letter, call, vault, nth);
}

/**
 * The license that replaces one of the wrong product. Its terms are those that the right product gives to a new
 * license.
 */
function replacing(row: LicenseRow, product: ProductRow, { id, now }: Call): LicenseRow {
  const after = (days: number | null): Day | null => (days === null ? null : addDays(row.createdDay, days));
  return {
    ...row,
    id,
    product: product.id,
    used: 0,
    endsDay: after(product.durationDays),
    updatesUntilDay: after(product.updatesDays),
    entitlements: firstEntitlements(product.entitlements, row.createdDay),
    revision: 1,
    releasedDay: null,
    releaseCount: 0,
    idleDay: dayOf(now),
  };
}

/**
 * Moves the order, the owner, the members and the disclosures of a license to the license that replaces it. The license
 * of the wrong product is revoked, so that its machines get a signed statement for their own product.
 */
function* replaceLicense(old: LicenseRow, license: LicenseRow, call: Call): Operation<void> {
  const [owner] = yield* ask(accountQueries.findOwner({ license: old.id }));
  yield* ask(
    licenseQueries.addLicense(license),
    keepOrdered(old),
    licenseQueries.moveOrders({ from: old.id, to: license.id }),
    licenseQueries.moveFormerOrders({ from: old.id, to: license.id }),
    licenseQueries.endLicenseKeys({ license: old.id, day: dayOf(call.now) }),
    ...changesBetween(old, { ...old, revokedDay: dayOf(call.now) }),
    memberMachineQueries.dropMemberMachines({ license: old.id }),
    memberQueries.moveMembers({ from: old.id, to: license.id }),
    disclosureQueries.moveDisclosures({ from: old.id, to: license.id }),
    offerQueries.dropOffers({ license: old.id }),
    takeoverQueries.dropTakeover({ license: old.id }),
    accountQueries.dropOwner({ license: old.id }),
    ...(owner === undefined
      ? []
      : [accountQueries.addOwner({ ...owner, license: license.id, provedDay: null })]),
  );
}

/** Moves the license to an email, and gives it the key of that email and its product. */
function* giveKey(
  { row, product }: License,
  email: string,
  { keepKey = false, mail = false }: CorrectLicense,
  call: Call,
  vault: Vault,
): Operation<string> {
  const { licenseKey, issueGeneration } = derivedFor({ row, product }, email, vault);
  const isSame = yield* isEmailOf(row, email, vault);
  const [today, { current }] = [dayOf(call.now), vault];
  const index = currentIndex(email, current);
  const [[order]] = yield* ask(licenseQueries.listOrders({ license: row.id, rows: 1 }));
  const key = { product: product.name, licenseKey, order: order?.reference };
  yield* ask(
    ...(isSame || keepKey ? [] : [licenseQueries.endLicenseKeys({ license: row.id, day: today })]),
    ...(isSame || row.emailIndex === null
      ? []
      : [
          licenseQueries.moveEmailIndex({ id: row.id, old: row.emailIndex, ...index }),
          accountQueries.unproveOwner({ license: row.id }),
          transferQueries.dropTransfer({ license: row.id }),
          licenseQueries.dropLicenseFromRequests({ license: row.id }),
          takeoverQueries.dropTakeover({ license: row.id }),
        ]),
    licenseQueries.changeIssueGeneration({ id: row.id, issueGeneration }),
    addKey(licenseKey, row.id, { today, current }),
    ...(mail ? postKey({ license: row.id, email, key }, call, vault) : []),
  );
  return licenseKey;
}

function* showCorrected(
  license: Id,
  email: string | undefined,
  call: Call,
  vault: Vault,
): Operation<CorrectionAnswer> {
  const row = yield* requireLicense(license);
  const product = yield* requireProduct(row.product);
  const isShown = email !== undefined && (yield* isEmailOf(row, email, vault));
  const licenseKey = isShown ? derivedFor({ row, product }, email, vault).licenseKey : null;
  return { license: viewLicense(row, dayOf(call.now)), licenseKey };
}
