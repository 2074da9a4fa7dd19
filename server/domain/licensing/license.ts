/**
 * A license: the right to run a product, for the person who has its key. This file declares what is stored, the status
 * (derived from dates, never stored), and the view. Neither the key nor the email is stored: only a keyed verifier, a
 * keyed index, and a nonce that is useless without both the email and the issue secret.
 */

import type { LicenseView } from '../../../client-sdk/typescript/contract/wire.ts';
import { writeDate, type Day } from '../kernel/day.ts';
import type { Id, Vault } from '../kernel/ports.ts';
import type { ProductRow } from './product.ts';
import { readEntitlements } from './product.ts';
import { defineQueries, optionalRow, type Query, rowCount, rows } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Generation } from '../kernel/generation.ts';

/** A row of `licenses`. */
export interface LicenseRow {
  id: Id;
  product: string;
  seats: number;
  /** How many activations occupy a seat; equal to the count of those rows in every committed state. */
  used: number;
  emailIndex: string | null;
  /** The generation that made the index, and the latest that wrapped it: the same one where none has. */
  emailGeneration: number;
  emailWrapped: number;
  nonce: string | null;
  /** The generation of the issue secret that derives the key from email and nonce. */
  issueGeneration: number;
  /** Last day; null: perpetual. */
  endsDay: Day | null;
  updatesUntilDay: Day | null;
  entitlements: string;
  createdDay: Day;
  suspendedDay: Day | null;
  revokedDay: Day | null;
  /** Incremented whenever its next lease would differ. */
  revision: number;
  /** Day of the latest release by the customer, and how many there were in that year (UTC). */
  releasedDay: Day | null;
  releaseYear: number | null;
  releaseCount: number;
}

/** What is shown of a license: nothing that identifies a person. */
export type ShownLicense = Omit<
  LicenseRow,
  | 'emailIndex'
  | 'emailGeneration'
  | 'emailWrapped'
  | 'nonce'
  | 'issueGeneration'
  | 'revision'
  | 'releasedDay'
  | 'releaseYear'
  | 'releaseCount'
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

interface LicenseKeyRow {
  verifier: string;
  /** Generation of the secret that made the verifier. */
  generation: number;
  license: Id;
  createdDay: Day;
}

export const licenseQueries = defineQueries({
  /** Locks the license's row, so that its seat count cannot change until the commit. */
  lockLicense: optionalRow<{ license: Id }, LicenseRow>(),
  findLicense: optionalRow<{ license: Id }, LicenseRow>(),
  findLicenseByKey: optionalRow<{ verifier: string }, LicenseRow>(),
  lockLicenseByKey: optionalRow<{ verifier: string }, LicenseRow>(),
  findLicenseByActivation: optionalRow<{ activation: Id }, LicenseRow>(),
  listLicensesByEmail: rows<{ emailIndex: string }, LicenseRow>(),
  /** The next `rows` licenses by id, without personal data. */
  listLicensesAfter: rows<{ after: Id; rows: number }, ShownLicense>(),
  addLicense: rowCount<LicenseRow>(),
  addLicenseKey: rowCount<LicenseKeyRow>(),
  /** Replaces the old verifier of a key; 0 where the old one does not exist. */
  moveLicenseKey: rowCount<{ old: string; verifier: string; generation: number }>(),
  listLicenseKeys: rows<{ license: Id }, LicenseKeyRow>(),
  /** 0 where the old index is not stored any more. */
  moveEmailIndex: rowCount<
    Pick<LicenseRow, 'id' | 'emailGeneration' | 'emailWrapped'> & { old: string; emailIndex: string }
  >(),
  /** Sets which issue secret derives the key from now on. */
  changeIssueGeneration: rowCount<Pick<LicenseRow, 'id' | 'issueGeneration'>>(),
  listOrders: rows<{ license: Id }, OrderRow>(),
  findOrder: optionalRow<{ reference: string; product: string }, OrderRow>(),
  addOrder: rowCount<OrderRow>(),
  /** Writes end, updates, suspension, revocation and seats, and raises the revision. */
  changeLicense:
    rowCount<
      Pick<LicenseRow, 'id' | 'endsDay' | 'updatesUntilDay' | 'suspendedDay' | 'revokedDay' | 'seats'>
    >(),
  /** Takes one seat; 0 where none is free. The condition is in the statement. */
  takeSeat: rowCount<{ license: Id }>(),
  giveSeatsBack: rowCount<{ license: Id; seats: number }>(),
  countRelease: rowCount<{ license: Id; day: Day; year: number; count: number }>(),
});

export type Standing = LicenseView['status'];

/** Whether a license is valid on a day. Revoked takes precedence over suspended, and both over ended. */
export function standing(
  row: Pick<LicenseRow, 'endsDay' | 'suspendedDay' | 'revokedDay'>,
  today: Day,
): Standing {
  if (row.revokedDay !== null) return 'revoked';
  if (row.suspendedDay !== null) return 'suspended';
  return row.endsDay !== null && row.endsDay < today ? 'ended' : 'active';
}

export function* requireLicense(license: Id): Operation<LicenseRow> {
  const [row] = yield* ask(licenseQueries.lockLicense({ license }));
  return row ?? refuse('license_unknown');
}

/** Locks the license of a key, searching under every live generation, earliest first. */
export function lockByVerifiers(canonicalKey: string, vault: Vault): Query<LicenseRow | undefined>[] {
  return vault.live.map((generation) =>
    licenseQueries.lockLicenseByKey({ verifier: generation.keyVerifier(canonicalKey) }),
  );
}

/** Moves the verifier of a key from one generation to a later one; never to an earlier one. */
export function moveVerifier(canonicalKey: string, from: Generation, to: Generation): Query<number>[] {
  if (from.number >= to.number) return [];
  const [old, verifier] = [from.keyVerifier(canonicalKey), to.keyVerifier(canonicalKey)];
  return [licenseQueries.moveLicenseKey({ old, verifier, generation: to.number })];
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
