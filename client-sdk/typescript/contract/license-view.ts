/**
 * Licenses and activations as the API of operators shows them, and the requests that issue and correct a license. Dates
 * are `YYYY-MM-DD`, inclusive, UTC. This file contains no code.
 */

/** A license as the API shows it. Dates are `YYYY-MM-DD`, inclusive, UTC. */
export interface LicenseView {
  license: string;
  product: string;
  status: 'active' | 'suspended' | 'revoked' | 'ended';
  seats: number;
  used: number;
  endsOn: string | null;
  updatesUntil: string | null;
  /** What the license includes, each with its last day or without, as `cloud:2027-12-31`. */
  entitlements: string[];
  createdOn: string;
  suspendedOn: string | null;
  revokedOn: string | null;
}

/** The copies of one machine that were found: other machines that renewed its activation. */
export interface FoundCopies {
  activation: string;
  /** The two-word name of the machine. */
  machine: string;
  copies: number;
  firstFoundOn: string;
  lastFoundOn: string;
}

/** A license after a change. */
export interface LicenseChange extends LicenseView {
  /** False: the license already was as requested. */
  changed: boolean;
}

/** A license with the further details that an operator needs. */
export interface LicenseDetails extends LicenseView {
  /** The reason that was given for the suspension or revocation; null: none. It is kept for a year. */
  reason: string | null;
  /** The orders by which the license was bought. `product` is the product that was ordered. */
  orders: { order: string; product: string; orderedOn: string }[];
  /** The username of the portal account that owns the license; null: no account owns it. */
  account: string | null;
  /** The copies that were found of the license's machines; absent: none were found. */
  copies?: FoundCopies[];
}

/** What a correction changes; absent members stay. The new key is derived from the email and the product. */
export interface CorrectionRequest {
  email?: string;
  /** Requires `email`. The license for the wrong product is revoked and replaced by a new one. */
  product?: string;
  seats?: number;
  /** True: the key of the old email still activates machines. */
  keepKey?: boolean;
  reason?: string;
}

export interface CorrectionAnswer {
  license: LicenseView;
  /** The key of the corrected email; null: the request names no email, so the key is unchanged. */
  licenseKey: string | null;
}

export interface IssueRequest {
  product: string;
  email: string;
  order?: string;
  seats?: number;
  /** The last day of the license. Null: a perpetual license. Absent: the day follows from the product's terms. */
  endsOn?: string | null;
  /** What the license includes, as in {@link LicenseView}. Absent: what the product's terms say. */
  entitlements?: string[];
}

export interface IssueAnswer {
  license: LicenseView;
  licenseKey: string;
  /** Whether an earlier request issued the license. */
  alreadyIssued: boolean;
}

export interface ActivationView {
  activation: string;
  machine: string;
  status: 'active' | 'lapsed' | 'released';
  username: string | null;
  /** The network prefix (/24 or /48) of the request, stored for 30 days; null if no prefix is stored. */
  network: string | null;
  createdOn: string;
  lastSeenOn: string;
  leaseEndsOn: string;
}
