/**
 * The contract between the Quietkey server and its clients: paths, shapes and claim names, each written once. The codes
 * are in `codes.ts`, the shapes of products in `product-terms.ts`. It contains no code, so a client in any language
 * can be written from these files alone. The compiler checks the server's schemas against these types.
 */

import type { Code } from './codes.ts';

/** Paths of the JSON API. `:name` is one path segment. */
export const PATHS = {
  activations: '/v1/activations',
  lease: '/v1/activations/:activation/lease',
  release: '/v1/activations/:activation/release',
  keySet: '/v1/key-set',
  products: '/v1/products',
  product: '/v1/products/:product',
  licenses: '/v1/licenses',
  licenseSearches: '/v1/license-searches',
  license: '/v1/licenses/:license',
  licenseTerm: '/v1/licenses/:license/term',
  licenseSuspension: '/v1/licenses/:license/suspension',
  licenseRevocation: '/v1/licenses/:license/revocation',
  licenseSeats: '/v1/licenses/:license/seats',
  licenseActivations: '/v1/licenses/:license/activations',
  licenseActivation: '/v1/licenses/:license/activations/:activation',
  mails: '/v1/mails',
  mail: '/v1/mails/:mail',
  mailBatches: '/v1/mail-batches',
  counts: '/v1/counts',
  health: '/healthz',
  ready: '/readyz',
  openApi: '/openapi.json',
} as const;

/** `typ` header of each signed token. A verifier accepts exactly one of them. */
export const TOKEN_TYPES = {
  lease: 'quietkey-lease+jwt',
  statement: 'quietkey-statement+jwt',
  keySet: 'quietkey-key-set+jwt',
  receipt: 'quietkey-receipt+jwt',
} as const;

/** The most characters of any token (checked before parsing). */
export const TOKEN_CHARACTERS_MAX = 4096;
/** The most device tags of one machine. */
export const TAGS_MAX = 4;

/** RFC 9457 problem+json with more members. `errors` names each bad field by an RFC 6901 pointer into the body. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: Code;
  detail: string;
  remedy: string;
  requestId: string;
  errors?: { pointer: string; message: string }[];
}

/** Proves a stored activation, so that the machine keeps its seat under another license key or with other adapters. */
export interface HeldActivation {
  activation: string;
  epoch: number;
  sequence: number;
  /** HMAC-SHA-256 as in {@link ProvenRequest}, keyed by the stored secret, with the verb `activate`. */
  proof: string;
}

/** `POST /v1/activations`. Tags: 1 to 4 strings of 22 base64url characters (16 bytes). Nonce: 22 likewise, random. */
export interface ActivateRequest {
  product: string;
  licenseKey: string;
  username?: string;
  tags: string[];
  nonce: string;
  held?: HeldActivation;
}

/** A granted seat. `secret` (32 bytes, base64url) proves later renewals and is never stored by the server. */
export interface ActivateAnswer {
  activation: string;
  epoch: number;
  sequence: number;
  secret: string;
  lease: string;
  keySet: string;
}

/**
 * `POST …/lease` (renew) and `POST …/release`. `epoch` and `sequence` are those of the stored lease. The client stores
 * `nonce` before it sends, so that a lost answer can be requested again.
 *
 * `proof` is HMAC-SHA-256 keyed by the secret's 32 bytes, base64url, over the fields
 * `[verb, activation, epoch, sequence, nonce, ...tags]` (verb `renew`, `release` or `activate`; numbers in decimal;
 * tags as sent), each as a four-byte big-endian byte length and then its UTF-8 bytes.
 */
export interface ProvenRequest {
  epoch: number;
  sequence: number;
  nonce: string;
  tags: string[];
  proof: string;
}

/** A renewal returns a lease, or the signed statement that ends it. `secret` comes with every lease. */
export type RenewAnswer = ActivateAnswer | StatementAnswer;

export interface StatementAnswer {
  statement: string;
  keySet: string;
}

/** `GET /v1/key-set`. */
export interface KeySetAnswer {
  keySet: string;
}

/** Claims of a lease. Times are seconds since 1970 and fall on UTC day boundaries, except `refresh_after`. */
export interface LeaseClaims {
  iss: string;
  /** The product. */
  aud: string;
  /** The license. */
  sub: string;
  /** `<activation>.<sequence>` */
  jti: string;
  iat: number;
  nbf: number;
  /** The first second in which the lease is over. */
  exp: number;
  tags: string[];
  entitlements: string[];
  /** The first second after the license; null: perpetual. */
  license_end: number | null;
  /** The first second after the last day whose versions the license covers; null: all. */
  updates_until: number | null;
  refresh_after: number;
  /** Seconds after `exp` in which the app still runs. */
  grace: number;
  /** Version of the key set that was current at signing. */
  key_set: number;
}

export type StatementKind = 'released' | 'suspended' | 'revoked';

/** Claims of a statement, which ends every lease of the activation with this sequence or a lower one. */
export interface StatementClaims {
  iss: string;
  /** The product. */
  aud: string;
  license: string;
  activation: string;
  sequence: number;
  kind: StatementKind;
  /** Seconds since 1970, start of the UTC day on which it took effect. */
  effective: number;
}

/**
 * Claims of the key set, signed by the root. `x`: an Ed25519 public key as 43 base64url characters. `kid`: the first 22
 * characters of base64url(SHA-256(its 32 bytes)).
 */
export interface KeySetClaims {
  iss: string;
  version: number;
  /** Seconds since 1970, start of a UTC day. */
  issued: number;
  expires: number;
  keys: { kid: string; x: string; use: 'lease' | 'statement' }[];
}

/**
 * Claims of a receipt: what a purge or an erasure deleted. It identifies no person. It is signed with its own key,
 * which apps do not need. Null: the engine cannot measure it.
 */
export interface ReceiptClaims {
  iss: string;
  jti: string;
  kind: 'purge' | 'erasure';
  /** Seconds since 1970, start of the UTC day of the deletion. */
  iat: number;
  /** Version of the retention policy: lifetimes and forms of the stored data. */
  policy: number;
  /** SHA-256 of the inventory in force, base64url. */
  inventory: string;
  /** Rows by class. */
  counts: Record<string, number>;
  engine: 'sqlite' | 'postgresql';
  bytes_scanned: number | null;
  /** Bytes that do not belong to live data. */
  residue_bytes: number | null;
}

/** Dates are `YYYY-MM-DD`, inclusive, UTC. */
export interface LicenseView {
  license: string;
  product: string;
  status: 'active' | 'suspended' | 'revoked' | 'ended';
  seats: number;
  used: number;
  endsOn: string | null;
  updatesUntil: string | null;
  entitlements: string[];
  createdOn: string;
  suspendedOn: string | null;
  revokedOn: string | null;
}

export interface IssueRequest {
  product: string;
  email: string;
  order?: string;
  seats?: number;
  /** Last day of the license; null: perpetual; absent: from the product's terms. */
  endsOn?: string | null;
}

export interface IssueAnswer {
  license: LicenseView;
  licenseKey: string;
}

export interface ActivationView {
  activation: string;
  machine: string;
  status: 'active' | 'lapsed' | 'released';
  username: string | null;
  /** The network prefix (/24 or /48), stored for 30 days; null if none. */
  network: string | null;
  createdOn: string;
  lastSeenOn: string;
  leaseEndsOn: string;
}
