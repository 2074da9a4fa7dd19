/**
 * What an operator does to an existing license: find, show, renew, suspend, reinstate, revoke, change its seats
 * and entitlements. Each
 * action is recorded with actor and reason in the transaction of the action; viewing a license is an action too. A
 * repeated action keeps the date of the first action.
 */

import type { LicenseChange, LicenseView } from '../../../client-sdk/typescript/contract/license-view.ts';
import { dayOf, addDays, later, type Day } from '../kernel/day.ts';
import { pageOfEmail } from './email-index.ts';
import { once, type Repeatable } from '../kernel/idempotency.ts';
import { requireEmail } from './issue.ts';
import { requireLicenseEntitlements } from './entitlements.ts';
import { requireDate, requireEnd, requireSeats } from './license-terms.ts';
import { findOrders, keepOrdered } from './order.ts';
import {
  type License,
  licenseQueries,
  type LicenseRow,
  refuseRevoked,
  requireLicense,
  viewLicense,
} from './license.ts';
import { recordAction, recordActions, type Action } from '../operator/action.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { requireProduct } from './product.ts';
import type { Query } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { write } from '../kernel/named-operation.ts';
import { looking } from '../kernel/purpose.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { mapItems, type Page, type PageAsked } from '../kernel/page.ts';
import { onlyShown } from '../kernel/restriction.ts';

export interface FindLicenses extends PageAsked {
  /** The buyer's email. */
  email?: string | undefined;
  /** The reference of the order. */
  order?: string | undefined;
}

/** The licenses that were bought with an email or by an order, oldest first, without those that are restricted. */
function* findLicenses(input: FindLicenses, call: Call, vault: Vault): Operation<Page<LicenseView>> {
  const found = yield* licensesOf(input, vault);
  const page = { ...found, items: yield* onlyShown(found.items, call) };
  yield* recordActions(
    call,
    vault,
    page.items.map(({ id }) => ({ action: 'license find', license: id })),
  );
  return mapItems(page, (row) => viewLicense(row, dayOf(call.now)));
}

function* licensesOf({ email, order, ...asked }: FindLicenses, vault: Vault): Operation<Page<LicenseRow>> {
  if (email !== undefined && order === undefined)
    return yield* pageOfEmail(requireEmail(email, vault), asked, vault);
  if (order === undefined || email !== undefined) {
    return refuse('request_malformed', {
      fields: [{ pointer: '/order', message: 'or an email is required, and not both' }],
    });
  }
  const orders = yield* findOrders(order);
  const licenses = yield* ask(
    ...orders.map(({ license, formerLicense }) =>
      licenseQueries.findLicense({ license: license ?? formerLicense ?? '' }),
    ),
  );
  // an order has a license for each of its products at most
  return { items: licenses.filter((row) => row !== undefined), next: null, more: 0 };
}

export interface ChangeLicense extends Repeatable {
  license: Id;
  /** The reason for the change, for the record that the customer can see. The reason may not contain an address. */
  reason?: string | undefined;
}

export interface RenewLicense extends ChangeLicense {
  /**
   * The new last day of the license; null: perpetual; absent: the product's duration, counted from the later of today
   * and the current end.
   */
  endsOn?: string | null | undefined;
  /** The new last day of updates; null: all updates; absent: by the product's terms, computed like `endsOn`. */
  updatesUntil?: string | null | undefined;
}

function* renewLicense(input: RenewLicense, call: Call, vault: Vault): Operation<LicenseChange> {
  return yield* changeLicense('license renew', input, call, vault, ({ row, product }, today) => ({
    endsDay:
      input.endsOn === undefined
        ? prolonged(row.endsDay, product.durationDays, today)
        : requireEnd(input.endsOn, today),
    updatesUntilDay: renewedUpdates(input.updatesUntil, row.updatesUntilDay, product.updatesDays, today),
  }));
}

function* suspendLicense(input: ChangeLicense, call: Call, vault: Vault): Operation<LicenseChange> {
  return yield* changeLicense('license suspend', input, call, vault, ({ row }, today) => ({
    suspendedDay: row.suspendedDay ?? today,
  }));
}

function* reinstateLicense(input: ChangeLicense, call: Call, vault: Vault): Operation<LicenseChange> {
  return yield* changeLicense('license reinstate', input, call, vault, () => ({ suspendedDay: null }));
}

const REVOKE = 'license revoke';

/** Revokes a license. The revocation is final: a revoked license cannot be changed. */
function* revokeLicense(input: ChangeLicense, call: Call, vault: Vault): Operation<LicenseChange> {
  return yield* changeLicense(REVOKE, input, call, vault, ({ row }, today) => ({
    revokedDay: row.revokedDay ?? today,
  }));
}

export interface SetSeats extends ChangeLicense {
  seats: number;
}

/**
 * Changes the number of seats of a license. If the number is below the current use, no machine loses its seat, and no
 * new seat is given.
 */
function* setSeats(input: SetSeats, call: Call, vault: Vault): Operation<LicenseChange> {
  return yield* changeLicense('license seats', input, call, vault, () => ({
    seats: requireSeats(input.seats),
  }));
}

export interface SetEntitlements extends ChangeLicense {
  /** All entitlements of the license from now on, each with its last day or without. */
  entitlements: readonly string[];
}

/** Replaces the entitlements of a license. An app learns of it with its next lease. */
function* setEntitlements(input: SetEntitlements, call: Call, vault: Vault): Operation<LicenseChange> {
  return yield* changeLicense('license entitlements', input, call, vault, ({ product }) => ({
    entitlements: requireLicenseEntitlements(input.entitlements, product),
  }));
}

type Changes = Partial<Pick<LicenseRow, (typeof CHANGED)[number]>>;

/**
 * Changes a license and records actor and reason. The change is repeatable by its idempotency key. An action that finds
 * nothing to change is recorded too, and its answer says so.
 * @param action the name under which the action is recorded
 */
export function* changeLicense(
  action: Action,
  input: ChangeLicense,
  call: Call,
  vault: Vault,
  decide: (license: License, today: Day) => Changes,
): Operation<LicenseChange> {
  const today = dayOf(call.now);
  const changeOnce = function* (): Operation<LicenseChange> {
    const row = yield* requireLicense(input.license);
    if (row.revokedDay !== null && action !== REVOKE) refuseRevoked(row.revokedDay);
    const product = yield* requireProduct(row.product);
    const after = { ...row, ...decide({ row, product }, today) };
    yield* ask(...changesBetween(row, after));
    yield* recordAction(call, vault, { action, license: row.id, reason: input.reason });
    return { ...viewLicense(after, today), changed: isOther(row, after) };
  };
  return yield* once({
    input,
    call,
    vault,
    verb: action,
    first: changeOnce,
    again: function* (changed) {
      return { ...viewLicense(yield* requireLicense(input.license), today), changed: changed !== '' };
    },
    resultId: ({ license, changed }) => (changed ? license : ''),
  });
}

const CHANGED = [
  'endsDay',
  'updatesUntilDay',
  'suspendedDay',
  'revokedDay',
  'seats',
  'entitlements',
] as const;

function isOther(before: LicenseRow, after: LicenseRow): boolean {
  return CHANGED.some((name) => before[name] !== after[name]);
}

/** Writes a changed license. Its order keeps what was ordered, so that a repetition of the order is recognised. */
export function changesBetween(before: LicenseRow, after: LicenseRow): Query<number>[] {
  if (!isOther(before, after)) return [];
  const isAsOrdered = before.seats === after.seats && before.endsDay === after.endsDay;
  return [...(isAsOrdered ? [] : [keepOrdered(before)]), licenseQueries.changeLicense(after)];
}

function prolonged(end: Day | null, days: number | null, today: Day): Day {
  if (end !== null && days !== null) return addDays(later(end, today), days);
  const why = end === null ? 'the license is perpetual' : 'the product has no duration';
  return refuse('request_malformed', {
    fields: [{ pointer: '/endsOn', message: `is required, because ${why}` }],
  });
}

function renewedUpdates(
  until: string | null | undefined,
  old: Day | null,
  days: number | null,
  today: Day,
): Day | null {
  if (until === undefined) return old === null || days === null ? old : addDays(later(old, today), days);
  return requireDate(until, '/updatesUntil');
}

export const changeOperations = {
  findLicenses: looking(write(findLicenses)),
  renewLicense: write(renewLicense),
  suspendLicense: write(suspendLicense),
  reinstateLicense: write(reinstateLicense),
  revokeLicense: write(revokeLicense),
  setSeats: write(setSeats),
  setEntitlements: write(setEntitlements),
};
