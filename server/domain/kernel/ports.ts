/**
 * What the domain requires from outside: keyed digests, derived keys, signatures, and the context of one call.
 * `server/crypto` implements the digests, keys and signatures; `server/composition/world.ts` makes the context.
 */

import type { AuditHeadClaims, RestoredClaims } from '../../../client-sdk/typescript/contract/audit.ts';
import type { SealedAnswer } from '../../../client-sdk/typescript/contract/offline.ts';
import type {
  LeaseClaims,
  ReceiptClaims,
  StatementClaims,
} from '../../../client-sdk/typescript/contract/wire.ts';
import type { CallTime } from './confirmed-day.ts';
import type { Day } from './day.ts';
import type { Mail, OpenedAddress } from './letter.ts';
import type { Generation } from './generation.ts';

/**
 * Converts a domain to its ASCII form, or to '' if the domain has no ASCII form. The implementation in use is
 * `domainToASCII` of `node:url`.
 */
export type DomainToAscii = (domain: string) => string;

/**
 * The kinds of tombstones. `license`: the person was erased from the license. `activation`: the machine's records were
 * deleted. `account`: the account was deleted. `member`: an account is no longer a member of a license.
 */
export const BURIED = ['license', 'activation', 'account', 'member'] as const;
export type Buried = (typeof BURIED)[number];

/**
 * An id: 16 random bytes as 22 base64url characters. Ids are never ordered by time, since an ordered id would reveal
 * the second in which it was made.
 */
export type Id = string;

/** That the law forbids to notify a customer of a look before a day. `purpose.ts` explains the bases. */
export interface DelayedNotice {
  /** The last day on which the customer is not notified, written `YYYY-MM-DD`. */
  readonly until: string;
  readonly basis: 'order' | 'investigation' | 'others';
}

/**
 * The context of one call: the actor, and the time and randomness that the operation may use. Time and randomness are
 * parameters and are never read inside an operation.
 */
export interface Call extends CallTime {
  /** A fresh random id for the one object that an operation makes. */
  readonly id: Id;
  /** 32 fresh random bytes, base64url, for the one secret or nonce that an operation makes. */
  readonly random: string;
  /** 16 fresh random bytes, base64url, for what the audit chain commits to. They are never stored as they are. */
  readonly salt: string;
  /** The actor of the call: `client`, `customer`, `operator:<token id>` or `terminal:<name>`. */
  readonly actor: string;
  /** The purpose of an operator's look at a customer's record: see `purpose.ts`. */
  readonly purpose?: string | undefined;
  /** Until when the customer is not notified of an operator's look; undefined: the customer is notified within a day. */
  readonly heldBack?: DelayedNotice | undefined;
}

/** The two secrets in their live generations, and the functions that need no generation. */
export interface Vault {
  /** The generation that keys everything that is written now. */
  readonly current: Generation;
  /**
   * All generations that may have keyed stored values, earliest first. Stored values only move to later generations. A
   * search in this order therefore misses no value that moves during the search.
   */
  readonly live: readonly Generation[];
  /**
   * The generations of the issue secret, beginning with the generation that derives new keys; empty on a node that
   * cannot issue or recover.
   */
  readonly issueGenerations: readonly number[];
  readonly domainToAscii: DomainToAscii;
  /** A license key with its prefix: HMAC(K_issue, product ‖ email ‖ nonce), under one of `issueGenerations`. */
  licenseKey(parts: {
    generation: number;
    product: string;
    email: string;
    nonce: string;
    prefix: string | null;
  }): string;
  /** Whether `proof` is HMAC(secret, fields), compared in constant time. See `ProvenRequest`. */
  proofHolds(proof: string, secret: string, fields: readonly string[]): boolean;
  /**
   * The digest of a code that needs no key, since the code cannot be guessed. The digest is valid under every
   * generation and has 22 characters.
   */
  codeDigest(fields: readonly string[]): string;
  /** The SHA-256 hash of a list of fields, without a key, with 43 characters. The audit chain consists of such hashes. */
  hash(fields: readonly string[]): string;
  /** Whether two digests are equal, compared in constant time. */
  same(first: string, second: string): boolean;
  /** Encrypts a network prefix with the key of the day. The key is destroyed after 30 days. */
  sealNetwork(prefix: string, day: Day): string;
  /** The decrypted network prefix, or undefined if the key of the day is destroyed. */
  openNetwork(sealed: string, day: Day): string | undefined;
  /**
   * A digest under the secret of trials, which is in a file of its own: the stored form of a trial's tag, or the id of
   * a trial. Has 22 characters.
   */
  trialDigest(purpose: 'tag' | 'id', fields: readonly string[]): string;
  /**
   * Encrypts a mail so that only the mailer can read it; undefined if no mailer exists. All encrypted mails have one
   * length.
   */
  sealMail(mail: Mail): string | undefined;
  /**
   * Encrypts a canonical address, and the language that its reader chose, so that only the mailer can read them;
   * undefined if no mailer exists.
   */
  sealAddress(address: OpenedAddress): string | undefined;
  /**
   * Encrypts a support bundle so that only the holder of the support key can read it; undefined if there is none.
   * @param zip base64
   */
  sealBundle(zip: string): string | undefined;
  /** The random id of the data folder with the tombstones. */
  readonly folder: Id;
  /** Whether an answer can be sealed to the public key in a request file. */
  canSealTo(key: string): boolean;
  /** Encrypts the answer to a request file so that only the machine that asked can read it. */
  sealAnswer(answer: string, to: { readonly key: string; readonly nonce: string }): SealedAnswer;
  /** Writes a tombstone, which is durable when the function returns. It must be called before the erasure commits. */
  bury(kind: Buried, id: Id, day: Day): void;
  /** Reads the tombstones that other processes have written, so that `isBuried` finds them. */
  refreshTombstones(): void;
  /** Whether a license, an activation, an account or a member has a tombstone. */
  isBuried(kind: Buried, id: Id): boolean;
}

/** A place in the queue for slow hashes. */
export interface Turn {
  /** The network, account or known browser that asks. Turns are divided among the askers. */
  readonly asker: string;
  /** The number of the asker's recent turns that do not count. */
  readonly allowance: number;
  /** The latest moment at which a hash of the turn may begin, in milliseconds of a clock of the process. */
  readonly until: number;
}

/**
 * Slow hashes of passwords, a few at a time. `hash` and `verify` refuse with `server_unavailable` if the turn does not
 * come in time; then nothing was done.
 */
export interface Passwords {
  /** A turn for all hashes of one request. @param allowance the number of recent turns that do not count; default 0 */
  turnOf(asker: string, allowance?: number): Turn;
  /** The encoded argon2id hash of a password. @param password in its canonical form */
  hash(password: string, turn?: Turn): Promise<string>;
  /**
   * Whether a hash was made from this password. If the hash is undefined, the answer is false, after the same time.
   * @param load loads the hash once the turn has come
   */
  verify(load: () => Promise<string | undefined>, password: string, turn?: Turn): Promise<boolean>;
}

/** Signs the decisions of the domain after the commit. */
export interface Signer {
  readonly issuer: string;
  /** The current key set, signed by the root key. */
  readonly keySet: string;
  /**
   * Signs a lease and returns the key set under which the signature verifies, since the keys may be rotated between two
   * calls.
   */
  signLease(claims: Omit<LeaseClaims, 'iss' | 'key_set'>): { lease: string; keySet: string };
  signStatement(claims: Omit<StatementClaims, 'iss'>): { statement: string; keySet: string };
  signAuditHead(claims: Omit<AuditHeadClaims, 'iss'>): string;
  signRestored(claims: Omit<RestoredClaims, 'iss'>): string;
  /** Adds the hash of the inventory to the claims of a receipt, and signs the receipt with the receipt key. */
  signReceipt(claims: Omit<ReceiptClaims, 'inventory'>): string;
}
