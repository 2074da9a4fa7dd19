/**
 * A license: the right to run a product, held by whoever has its key. This file says what is stored of it, what its
 * status is (derived from dates, never stored), and how it is shown. It never holds the key or the email: only a
 * keyed verifier, a keyed index, and a nonce that is useless without both the email and the issue secret.
 */

import type { LicenseView } from '../../client-sdk/wire.ts';
import { writeDate, type Day } from './day.ts';
import type { Id } from './ports.ts';
import type { ProductRow } from './product.ts';
import { readEntitlements } from './product.ts';
import { ask, query, type Operation } from './query.ts';
import { refuse } from './refusal.ts';

/** A row of `licenses`. */
export interface LicenseRow {
  id: Id;
  product: string;
  seats: number;
  /** How many activations hold a seat; equal to the count of those rows in every committed state. */
  used: number;
  emailIndex: string | null;
  nonce: string | null;
  /** Last day; null: perpetual. */
  endsDay: Day | null;
  updatesUntilDay: Day | null;
  entitlements: string;
  createdDay: Day;
  suspendedDay: Day | null;
  revokedDay: Day | null;
  /** Raised whenever a lease of it would now say something else. */
  revision: number;
  /** Day of the latest release by the customer, and how many there were in that year (UTC). */
  releasedDay: Day | null;
  releaseYear: number | null;
  releaseCount: number;
}

/** What of a license is shown: nothing of it finds a person. */
export type ShownLicense = Omit<
  LicenseRow,
  'emailIndex' | 'nonce' | 'revision' | 'releasedDay' | 'releaseYear' | 'releaseCount'
>;

/** A license with the terms of its product. */
export interface License {
  row: LicenseRow;
  product: ProductRow;
}

interface OrderRow {
  reference: string;
  product: string;
  license: Id | null;
  day: Day;
}

export interface LicenseQueries {
  /** Locks the license's row, so that its seat count cannot change until the end. */
  lockLicense(of: { license: Id }): LicenseRow | undefined;
  findLicense(of: { license: Id }): LicenseRow | undefined;
  findLicenseByKey(of: { verifier: string }): LicenseRow | undefined;
  lockLicenseByKey(of: { verifier: string }): LicenseRow | undefined;
  findLicenseByActivation(of: { activation: Id }): LicenseRow | undefined;
  listLicensesByEmail(of: { emailIndex: string }): LicenseRow[];
  /** The next `rows` licenses by id, without what belongs to a person. */
  listLicensesAfter(of: { after: Id; rows: number }): ShownLicense[];
  addLicense(row: LicenseRow): number;
  addLicenseKey(row: { verifier: string; license: Id; createdDay: Day }): number;
  listLicenseKeys(of: { license: Id }): { verifier: string; license: Id; createdDay: Day }[];
  listOrders(of: { license: Id }): OrderRow[];
  findOrder(of: { reference: string; product: string }): OrderRow | undefined;
  addOrder(row: OrderRow): number;
  /** Writes end, updates, suspension, revocation and seats, and raises the revision. */
  changeLicense(
    row: Pick<LicenseRow, 'id' | 'endsDay' | 'updatesUntilDay' | 'suspendedDay' | 'revokedDay' | 'seats'>,
  ): number;
  /** Takes one seat; 0 where none is free. The guard is in the statement. */
  takeSeat(of: { license: Id }): number;
  giveSeatsBack(of: { license: Id; seats: number }): number;
  countRelease(of: { license: Id; day: Day; year: number; count: number }): number;
}

export type Standing = LicenseView['status'];

/** Whether a license is good on a day. Revoked beats suspended, and both beat ended. */
export function standing(
  row: Pick<LicenseRow, 'endsDay' | 'suspendedDay' | 'revokedDay'>,
  today: Day,
): Standing {
  if (row.revokedDay !== null) return 'revoked';
  if (row.suspendedDay !== null) return 'suspended';
  return row.endsDay !== null && row.endsDay < today ? 'ended' : 'active';
}

export function* requireLicense(license: Id): Operation<LicenseRow> {
  const [row] = yield* ask(query('lockLicense', { license }));
  return row ?? refuse('license_unknown');
}

export function viewLicense(row: ShownLicense, today: Day): LicenseView {
  return {
    license: row.id,
    product: row.product,
    status: standing(row, today),
    seats: row.seats,
    used: row.used,
    endsOn: dateOrNull(row.endsDay),
    updatesUntil: dateOrNull(row.updatesUntilDay),
    entitlements: readEntitlements(row.entitlements),
    createdOn: writeDate(row.createdDay),
    suspendedOn: dateOrNull(row.suspendedDay),
    revokedOn: dateOrNull(row.revokedDay),
  };
}

function dateOrNull(day: Day | null): string | null {
  return day === null ? null : writeDate(day);
}
