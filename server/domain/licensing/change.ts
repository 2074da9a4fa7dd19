/**
 * What an operator does to an existing license: find, show, renew, suspend, reinstate, revoke, change its seats. Each
 * action is recorded with actor and reason in the transaction of the action; viewing a license is an action too. A
 * repeated action keeps the date of the first action.
 */

import type { LicenseView } from '../../../client-sdk/typescript/contract/wire.ts';
import { dayOf, readDate, addDays, later, type Day } from '../kernel/day.ts';
import { copyQueries, viewCopies } from './copies.ts';
import { licensesOfEmail } from './email-index.ts';
import { once, type Repeatable } from '../kernel/idempotency.ts';
import { requireEmail, requireEnd, requireSeats } from './issue.ts';
import { type License, licenseQueries, type LicenseRow, requireLicense, viewLicense } from './license.ts';
import { recordAction, type Action } from '../operator/operator.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { requireProduct } from './product.ts';
import { refuse } from '../kernel/refusal.ts';
import { ask, type Operation } from '../kernel/operation.ts';

/** The licenses that were bought with an email, oldest first. */
export function* findLicenses(input: { email: string }, call: Call, vault: Vault): Operation<LicenseView[]> {
  const rows = yield* licensesOfEmail(requireEmail(input.email, vault), vault);
  yield* ask(...rows.map((row) => recordAction(call, vault, { action: 'license find', license: row.id })));
  return rows.map((row) => viewLicense(row, dayOf(call.now)));
}

export function* showLicense(input: { license: Id }, call: Call, vault: Vault): Operation<LicenseView> {
  const row = yield* requireLicense(input.license);
  const [copies] = yield* ask(
    copyQueries.listCopies({ license: row.id }),
    recordAction(call, vault, { action: 'license show', license: row.id }),
  );
  return { ...viewLicense(row, dayOf(call.now)), ...viewCopies(copies) };
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
  /**
   * The new last day of updates; null: all updates; absent: by the product's terms, in the way that the last day of the
   * license is computed.
   */
  updatesUntil?: string | null | undefined;
}

export function* renewLicense(input: RenewLicense, call: Call, vault: Vault): Operation<LicenseView> {
  return yield* changeLicense('license renew', input, call, vault, ({ row, product }, today) => ({
    endsDay:
      input.endsOn === undefined
        ? prolonged(row.endsDay, product.durationDays, today)
        : requireEnd(input.endsOn, today),
    updatesUntilDay: renewedUpdates(input.updatesUntil, row.updatesUntilDay, product.updatesDays, today),
  }));
}

export function* suspendLicense(input: ChangeLicense, call: Call, vault: Vault): Operation<LicenseView> {
  return yield* changeLicense('license suspend', input, call, vault, ({ row }, today) => ({
    suspendedDay: row.suspendedDay ?? today,
  }));
}

export function* reinstateLicense(input: ChangeLicense, call: Call, vault: Vault): Operation<LicenseView> {
  return yield* changeLicense('license reinstate', input, call, vault, () => ({ suspendedDay: null }));
}

const REVOKE = 'license revoke';

/** Revokes a license. The revocation is final: a revoked license cannot be changed. */
export function* revokeLicense(input: ChangeLicense, call: Call, vault: Vault): Operation<LicenseView> {
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
export function* setSeats(input: SetSeats, call: Call, vault: Vault): Operation<LicenseView> {
  return yield* changeLicense('license seats', input, call, vault, () => ({
    seats: requireSeats(input.seats),
  }));
}

type Changes = Partial<
  Pick<LicenseRow, 'endsDay' | 'updatesUntilDay' | 'suspendedDay' | 'revokedDay' | 'seats'>
>;

/**
 * Changes a license and records actor and reason. The change is repeatable by its idempotency key.
 * @param action the action in the record of the operator
 */
export function* changeLicense(
  action: Action,
  input: ChangeLicense,
  call: Call,
  vault: Vault,
  decide: (license: License, today: Day) => Changes,
): Operation<LicenseView> {
  const today = dayOf(call.now);
  const changeOnce = function* (): Operation<LicenseView> {
    const row = yield* requireLicense(input.license);
    if (row.revokedDay !== null && action !== REVOKE) refuse('license_revoked');
    const product = yield* requireProduct(row.product);
    const changed = { ...row, ...decide({ row, product }, today) };
    yield* ask(
      licenseQueries.changeLicense(changed),
      recordAction(call, vault, { action, license: row.id, reason: input.reason }),
    );
    return viewLicense(changed, today);
  };
  return yield* once({
    input,
    call,
    vault,
    verb: action,
    first: changeOnce,
    again: function* (license) {
      return viewLicense(yield* requireLicense(license), today);
    },
    resultId: (view) => view.license,
  });
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
  if (until === null) return null;
  const day = readDate(until);
  return (
    day ??
    refuse('request_malformed', {
      fields: [{ pointer: '/updatesUntil', message: 'must be a date YYYY-MM-DD' }],
    })
  );
}
