/**
 * The contract between the Quietkey server and its clients: URL paths, message shapes and claim names, each written
 * once. The error codes are in `codes.ts`, the shapes of products in `product-terms.ts`. A client in any language can be
 * written from these files alone. The compiler checks the server's schemas against these types.
 */

import type { AuditHead } from './audit.ts';
import type { Code } from './codes.ts';

/** The URL paths of the JSON API. `:name` is one path segment. */
export const PATHS = {
  activations: '/v1/activations',
  lease: '/v1/activations/:activation/lease',
  release: '/v1/activations/:activation/release',
  signIns: '/v1/sign-ins',
  signInActivations: '/v1/sign-in-activations',
  trials: '/v1/trials',
  bundles: '/v1/support-bundles',
  keySet: '/v1/key-set',
  offlineAnswers: '/v1/offline-answers',
  products: '/v1/products',
  product: '/v1/products/:product',
  licenses: '/v1/licenses',
  licenseSearches: '/v1/license-searches',
  license: '/v1/licenses/:license',
  licenseTerm: '/v1/licenses/:license/term',
  licenseSuspension: '/v1/licenses/:license/suspension',
  licenseRevocation: '/v1/licenses/:license/revocation',
  licenseEntitlements: '/v1/licenses/:license/entitlements',
  licenseSeats: '/v1/licenses/:license/seats',
  licenseCopies: '/v1/licenses/:license/copies',
  licenseCorrection: '/v1/licenses/:license/correction',
  licenseActivations: '/v1/licenses/:license/activations',
  licenseActivation: '/v1/licenses/:license/activations/:activation',
  mails: '/v1/mails',
  mail: '/v1/mails/:mail',
  mailFailure: '/v1/mails/:mail/failure',
  mailBatches: '/v1/mail-batches',
  counts: '/v1/counts',
  auditHead: '/audit/head',
  health: '/healthz',
  ready: '/readyz',
  openApi: '/openapi.json',
} as const;

/** The `typ` header of each kind of signed token. A verifier accepts exactly one kind. */
export const TOKEN_TYPES = {
  lease: 'quietkey-lease+jwt',
  statement: 'quietkey-statement+jwt',
  keySet: 'quietkey-key-set+jwt',
  receipt: 'quietkey-receipt+jwt',
  farewell: 'quietkey-farewell+jwt',
} as const;

/** The maximum number of characters of a token of any kind, checked before parsing. */
export const TOKEN_CHARACTERS_MAX = 4096;
/** The maximum number of device tags of one machine. */
export const TAGS_MAX = 4;

/**
 * What the device tags of a request are made of: addresses of network adapters, the random id of the installation, or
 * nothing. `none` has no tags; any other identity has 1 to 4. If absent, as in requests of older clients, the tags
 * count as those of adapters. A proof does not cover this member.
 */
export type Identity = 'adapters' | 'install' | 'none';

/**
 * A problem document (RFC 9457, problem+json) with additional members. `errors` names each bad field by an RFC 6901
 * pointer into the body.
 */
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

/**
 * The proof of an activation that the machine already stores, so that the machine keeps its seat under another license
 * key or with other adapters.
 */
export interface HeldActivation {
  activation: string;
  epoch: number;
  sequence: number;
  /** The proof: HMAC-SHA-256 as in {@link ProvenRequest}, keyed by the stored secret, with the verb `activate`. */
  proof: string;
}

/**
 * The body of `POST /v1/activations`. `tags` are 0 to 4 strings of 22 base64url characters (16 bytes), see
 * {@link Identity}. `nonce` is random and has 22 base64url characters too.
 */
export interface ActivateRequest {
  product: string;
  licenseKey: string;
  username?: string;
  tags: string[];
  identity?: Identity;
  nonce: string;
  held?: HeldActivation;
}

/** The answer that grants a seat. `secret` (32 bytes, base64url) proves later renewals; the server never stores it. */
export interface ActivateAnswer {
  activation: string;
  epoch: number;
  sequence: number;
  secret: string;
  lease: string;
  keySet: string;
  /** The farewell of the product, once the vendor has published it; see {@link FarewellClaims}. */
  farewell?: string | undefined;
}

/**
 * The body of `POST …/lease` (renew) and `POST …/release`. `epoch` and `sequence` are the values of the stored lease.
 * The client stores `nonce` before it sends the request, so that it can request a lost answer again.
 *
 * `proof` is HMAC-SHA-256 in base64url, keyed by the secret's 32 bytes, over the fields `[verb, activation, epoch,
 * sequence, nonce, ...tags]`. The verb is `renew`, `release` or `activate`; numbers are in decimal; tags are as sent.
 * Each field is written as a four-byte big-endian byte length and then its UTF-8 bytes.
 */
export interface ProvenRequest {
  epoch: number;
  sequence: number;
  nonce: string;
  tags: string[];
  identity?: Identity;
  proof: string;
}

/** The longest time in days for which a machine can ask to borrow a seat. */
export const BORROW_DAYS_MAX = 366;

/** The body of `POST …/lease`. */
export interface RenewRequest extends ProvenRequest {
  /**
   * Only with a floating license: the days for which the machine borrows its seat, 1 to 366; it gets no more than the
   * terms allow. The verb of the proof is then `borrow`, and the number follows the tags as its last field.
   */
  borrowDays?: number;
}

/**
 * What the answer to a renewal tells the person at the machine; it is not signed. `takeover`: somebody asks to become the
 * license's owner, who can refuse in the portal. `policy`: a version of the policy on the stored data waits for its day.
 */
export type RenewalNotice = 'takeover' | 'policy';

/** A lease in the answer to a renewal. A client ignores notices that it does not know. */
export interface RenewedAnswer extends ActivateAnswer {
  notices?: RenewalNotice[] | undefined;
}

/**
 * The answer to a renewal: a lease, or the signed statement that ends the lease. Every lease comes with its `secret`.
 * The lease can belong to another activation of the same license, because a copy that was found can get an activation
 * of its own (see the term `forks`).
 */
export type RenewAnswer = RenewedAnswer | StatementAnswer;

export interface StatementAnswer {
  statement: string;
  keySet: string;
}

/** The answer of `GET /v1/key-set`. */
export interface KeySetAnswer {
  keySet: string;
}

/** What a trial is counted by: the machine that shows hardware of its own, or else the installation. */
export type TrialPer = 'machine' | 'install';

/**
 * How a machine has a seat of a floating license: for some minutes, or for the days that it has borrowed the seat for.
 */
export type Floating = 'checked_out' | 'borrowed';

/**
 * The claims of a lease. Times are in seconds since 1970. All of them except `refresh_after`, and `exp` of a floating
 * license, fall on UTC day boundaries.
 */
export interface LeaseClaims {
  iss: string;
  /** The id of the product. */
  aud: string;
  /** The id of the license. */
  sub: string;
  /** The id of the lease: `<activation>.<sequence>`. */
  jti: string;
  iat: number;
  nbf: number;
  /** The end of the lease: the first second in which the lease is no longer valid. */
  exp: number;
  /** The device tags of the machine, as it sent them; empty for a machine whose identity is `none`. */
  tags: string[];
  entitlements: string[];
  /**
   * The end of each entitlement, in the order of `entitlements`: the first second after its last day, or null without an
   * end of its own. Absent if none has one. Only an end that is not after `exp` ends an entitlement, after the grace.
   */
  entitlement_ends?: (number | null)[];
  /** The end of the license: the first second in which the license is no longer valid; null: perpetual. */
  license_end: number | null;
  /** The first second after the last day whose versions of the app the license covers; null: all versions. */
  updates_until: number | null;
  refresh_after: number;
  /** The number of seconds after `exp` in which the app still runs. */
  grace: number;
  /**
   * The number of distinct days on which the app may see another machine's hardware, and none of the lease's, before it
   * is limited; 0: never limited. Absent in an older lease: 14.
   */
  machine_days?: number;
  /** Only in the lease of a trial: what the trial was counted by. It ends with the lease, and is not renewed. */
  trial?: TrialPer;
  /** Only in the lease of a floating license. Such a lease is due at `refresh_after`, however long it is. */
  floating?: Floating;
  /** The version of the key set that was current when the lease was signed. */
  key_set: number;
}

export type StatementKind = 'released' | 'suspended' | 'revoked';

/** The claims of a statement, which ends every lease of its activation with the statement's sequence or a lower one. */
export interface StatementClaims {
  iss: string;
  /** The id of the product. */
  aud: string;
  license: string;
  activation: string;
  sequence: number;
  kind: StatementKind;
  /** The start of the UTC day of the decision, in seconds since 1970. */
  effective: number;
  /** The number of seconds after `effective` for which the app still runs. Absent: 0. A `released` one has none. */
  notice?: number;
  /**
   * Only in a `released` one of a floating license: the machine has given back its seat and keeps its activation, so a
   * renewal takes a seat again.
   */
  returned?: true;
}

/**
 * The claims of a farewell, which the root signs: the vendor no longer verifies licenses of this product. It has no end.
 */
export interface FarewellClaims {
  iss: string;
  /** The id of the product. */
  aud: string;
  /** The start of the UTC day from which it is in force, in seconds since 1970. */
  effective: number;
  /** The entitlements of every app from that day on, in addition to those of its lease. */
  entitlements: string[];
}

/**
 * The claims of the key set, which the root signs. `x` is an Ed25519 public key as 43 base64url characters. `kid` is
 * the first 22 characters of base64url(SHA-256(the key's 32 bytes)).
 */
export interface KeySetClaims {
  iss: string;
  version: number;
  /** The start of the UTC day on which the key set was issued, in seconds since 1970. */
  issued: number;
  expires: number;
  keys: { kid: string; x: string; use: 'lease' | 'statement' }[];
}

/**
 * The claims of a receipt, which states what a purge or an erasure deleted. A receipt identifies no person. It is
 * signed with its own key, which apps do not need. A null value means that the database engine cannot measure it.
 */
export interface ReceiptClaims {
  iss: string;
  jti: string;
  kind: 'purge' | 'erasure';
  /** The start of the UTC day of the deletion, in seconds since 1970. */
  iat: number;
  /** The version of the retention policy, which sets the lifetimes and forms of the stored data. */
  policy: number;
  /** The SHA-256 hash of the inventory that was in force, base64url. */
  inventory: string;
  /** The number of deleted rows, by class of data; and of those that a legal hold kept from an erasure, if any. */
  counts: Record<string, number>;
  held?: Record<string, number>;
  engine: 'sqlite' | 'postgresql';
  bytes_scanned: number | null;
  /** The number of bytes in the database files that do not belong to live data; null: not measurable. */
  residue_bytes: number | null;
  /** The audit chain when the receipt was signed. Absent in a receipt of an earlier version. */
  audit?: AuditHead;
}
