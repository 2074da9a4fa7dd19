/**
 * A license: the right to run a product, for the person who has the license key. This file declares what is stored, the
 * status (derived from dates, never stored), and the view. Neither the key nor the email is stored. Stored are a keyed
 * verifier, a keyed index, and a nonce that is useless without the email and the issue secret.
 */

import type { LicenseView } from '../../../client-sdk/typescript/contract/license-view.ts';
import { writeDate, type Day } from '../kernel/day.ts';
import type { Id, Vault } from '../kernel/ports.ts';
import type { ProductRow } from './product.ts';
import { readWords } from '../kernel/words.ts';
import { defineQueries, optionalRow, type Query, rowCount, rows } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { InPage, PageParams } from '../kernel/page.ts';
import type { Generation } from '../kernel/generation.ts';

/** A row of `licenses`. */
export interface LicenseRow {
  id: Id;
  product: string;
  seats: number;
  /**
   * The number of activations that occupy a seat of the license. In every committed state, the number equals the count
   * of these activation rows.
   */
  used: number;
  emailIndex: string | null;
  /**
   * `emailGeneration`: the generation of the secret that made the email index. `emailWrapped`: the latest generation
   * that wrapped the index; equal to `emailGeneration` if none did.
   */
  emailGeneration: number;
  emailWrapped: number;
  nonce: string | null;
  /** The generation of the issue secret that derives the key from email and nonce. */
  issueGeneration: number;
  /** The last day of the license; null: perpetual. */
  endsDay: Day | null;
  updatesUntilDay: Day | null;
  entitlements: string;
  createdDay: Day;
  suspendedDay: Day | null;
  revokedDay: Day | null;
  /** The revision of the license, which is incremented whenever the next lease of the license would differ. */
  revision: number;
  /** The day of the latest release by the customer, and the number of releases by the customer in that year (UTC). */
  releasedDay: Day | null;
  releaseCount: number;
  /** The day since when no machine has a seat of the license; null while one has. */
  idleDay: Day | null;
}

/** The columns of a license that are shown; none of these columns identifies a person. */
export type ShownLicense = Omit<
  LicenseRow,
  | 'emailIndex'
  | 'emailGeneration'
  | 'emailWrapped'
  | 'nonce'
  | 'issueGeneration'
  | 'revision'
  | 'releasedDay'
  | 'releaseCount'
  | 'idleDay'
>;

/** A license with the terms of its product. */
export interface License {
  row: LicenseRow;
  product: ProductRow;
}

export interface OrderRow {
  reference: string;
  /** The product that was ordered. */
  product: string;
  license: Id | null;
  day: Day;
  /** The seats and last day that were ordered, kept when a change of the license replaced them; null: none did. */
  terms: string | null;
  /** The license, if it was transferred to another owner since the order. */
  formerLicense: Id | null;
  /** The seats of the license, and the day on which its person went; null: it has its person, or is not kept for accounting. */
  seats: number | null;
  severedDay: Day | null;
}

interface LicenseKeyRow {
  verifier: string;
  /** The generation of the secret that made the verifier. */
  generation: number;
  license: Id;
  createdDay: Day;
  /** Set if the key no longer activates: the email of the license was corrected. */
  endedDay: Day | null;
}

export const licenseQueries = defineQueries({
  /** Locks the row of a license, so that its seat count cannot change until the commit. */
  lockLicense: optionalRow<{ license: Id }, LicenseRow>(),
  findLicense: optionalRow<{ license: Id }, LicenseRow>(),
  findLicenseByKey: optionalRow<{ verifier: string }, LicenseRow>(),
  lockLicenseByKey: optionalRow<{ verifier: string }, LicenseRow>(),
  findLicenseByActivation: optionalRow<{ activation: Id }, LicenseRow>(),
  /** The license of an activation, with the names of the notices for its machines; null: none. */
  findRenewedLicense: optionalRow<{ activation: Id; today: Day }, LicenseRow & { notices: string | null }>(),
  /** The licenses that were bought with an email, earliest first. */
  pageByEmail: rows<PageParams & { emailIndex: string }, InPage<LicenseRow>>(),
  /** The next `rows` licenses after the id `after`, without personal data. */
  listLicensesAfter: rows<{ after: Id; rows: number }, ShownLicense>(),
  addLicense: rowCount<LicenseRow>(),
  /** Adds a key, or makes a key of the same license valid again. */
  addLicenseKey: rowCount<Omit<LicenseKeyRow, 'endedDay'>>(),
  findLicenseKey: optionalRow<{ verifier: string }, LicenseKeyRow>(),
  /** Ends the keys of a license that are valid. */
  endLicenseKeys: rowCount<{ license: Id; day: Day }>(),
  /** Replaces the verifier `old` of a license key; returns 0 if `old` is not stored. */
  moveLicenseKey: rowCount<{ old: string; verifier: string; generation: number }>(),
  /** Replaces a license's email index if it still is `old` ('': no index). Returns 0 if it is another. */
  moveEmailIndex: rowCount<
    Pick<LicenseRow, 'id' | 'emailGeneration' | 'emailWrapped'> & { old: string; emailIndex: string }
  >(),
  /** Takes a license out of requests about personal data, which concern an earlier owner or a wrong address. */
  dropLicenseFromRequests: rowCount<{ license: Id }>(),
  /** Deletes all keys of a license, also those that have ended. */
  dropLicenseKeys: rowCount<{ license: Id }>(),
  /** Deletes the email of a license, and replaces the nonce of its derived keys. */
  replaceBuyer: rowCount<{ id: Id; nonce: string }>(),
  /**
   * Replaces the nonce of a license's derived keys; its email stays. Its issue generation becomes 0, of which there is no
   * secret, so the next key that is derived is stored.
   */
  replaceNonce: rowCount<{ id: Id; nonce: string }>(),
  /** Sets which issue secret derives the key of a license from now on. */
  changeIssueGeneration: rowCount<Pick<LicenseRow, 'id' | 'issueGeneration'>>(),
  /** The latest orders of a license by its present owner, latest first. */
  listOrders: rows<{ license: Id; rows: number }, OrderRow>(),
  /** The latest orders of a license, also those by earlier owners, latest first. */
  listAllOrders: rows<{ license: Id; rows: number }, OrderRow>(),
  listOrdersOf: rows<{ reference: string }, OrderRow>(),
  /** Keeps the terms of a license's order, unless an earlier change has kept them. */
  keepOrderedTerms: rowCount<{ license: Id; terms: string }>(),
  /** Gives the orders of a license to another license. */
  moveOrders: rowCount<{ from: Id; to: Id }>(),
  moveFormerOrders: rowCount<{ from: Id; to: Id }>(),
  /** Makes the orders of a license those of an earlier owner. */
  partFromOrders: rowCount<{ license: Id }>(),
  addOrder: rowCount<Omit<OrderRow, 'terms' | 'formerLicense'>>(),
  /** Writes the end, updates, suspension, revocation and seats of a license, and raises its revision. */
  changeLicense:
    rowCount<
      Pick<LicenseRow, 'id' | 'endsDay' | 'updatesUntilDay' | 'suspendedDay' | 'revokedDay' | 'seats'>
    >(),
  /**
   * Takes one seat of a license; returns 0 if no seat is free. The SQL statement itself checks that a seat is free.
   */
  takeSeat: rowCount<{ license: Id }>(),
  /** Returns seats; a license without a taken seat is idle from `day` on. */
  giveSeatsBack: rowCount<{ license: Id; seats: number; day: Day }>(),
  countRelease: rowCount<{ license: Id; day: Day; count: number }>(),
});

export type Standing = LicenseView['status'];

/**
 * The status of a license on a day. Revoked takes precedence over suspended, and suspended takes precedence over ended.
 */
export function standing(
  row: Pick<LicenseRow, 'endsDay' | 'suspendedDay' | 'revokedDay'>,
  today: Day,
): Standing {
  if (row.revokedDay !== null) return 'revoked';
  if (row.suspendedDay !== null) return 'suspended';
  return row.endsDay !== null && row.endsDay < today ? 'ended' : 'active';
}

/** Whether a key of the license cannot be derived because it has no email, such as after a transfer. */
export function hasNoEmail({ nonce, emailIndex }: Pick<LicenseRow, 'nonce' | 'emailIndex'>): boolean {
  return nonce !== null && emailIndex === null;
}

export function refuseRevoked(day: Day, parts: { license?: Id } = {}): never {
  return refuse('license_revoked', { detail: `The license was revoked on ${writeDate(day)}.`, ...parts });
}

export function* requireLicense(license: Id): Operation<LicenseRow> {
  const [row] = yield* ask(licenseQueries.lockLicense({ license }));
  return row ?? refuse('license_unknown');
}

/** Locks the license of a key. The search tries the verifier of every live generation of the secret, earliest first. */
export function lockByVerifiers(canonicalKey: string, vault: Vault): Query<LicenseRow | undefined>[] {
  return vault.live.map((generation) =>
    licenseQueries.lockLicenseByKey({ verifier: generation.keyVerifier(canonicalKey) }),
  );
}

/**
 * Moves the verifier of a license key from one generation of the secret to a later one, and never to an earlier one.
 */
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
    entitlements: readWords(row.entitlements),
    createdOn: writeDate(row.createdDay),
    suspendedOn: dateOrNull(row.suspendedDay),
    revokedOn: dateOrNull(row.revokedDay),
  };
}

function dateOrNull(day: Day | null): string | null {
  return day === null ? null : writeDate(day);
}
