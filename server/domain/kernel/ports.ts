/**
 * What the domain requires from outside: keyed digests, derived keys, signatures, and the context of one call.
 * `server/crypto` implements the first three; `server/composition/world.ts` makes the context.
 */

import type {
  LeaseClaims,
  ReceiptClaims,
  StatementClaims,
} from '../../../client-sdk/typescript/contract/wire.ts';
import type { Day, Instant } from './day.ts';
import type { Mail } from './letter.ts';
import type { Generation } from './generation.ts';

/** Converts a domain to its ASCII form, or to '' where it has none: `domainToASCII` of `node:url`, in practice. */
export type DomainToAscii = (domain: string) => string;

/**
 * `license`: the person was erased from it. `activation`: the machine's records were deleted. `account`: it was
 * deleted.
 */
export const BURIED = ['license', 'activation', 'account'] as const;
export type Buried = (typeof BURIED)[number];

/** 16 random bytes as 22 base64url characters. Never time-ordered: such an id would reveal the second. */
export type Id = string;

/** The actor, and the time and randomness that the operation may use. Both are parameters, never read inside. */
export interface Call {
  readonly now: Instant;
  /** A fresh random id for the one object that an operation makes. */
  readonly id: Id;
  /** 32 fresh random bytes, base64url, for the one secret or nonce that an operation makes. */
  readonly random: string;
  /** `client`, `customer`, `operator:<token id>` or `terminal:<name>`. */
  readonly actor: string;
}

/** The two secrets in their live generations, and the functions that need no generation. */
export interface Vault {
  /** Keys everything that is written now. */
  readonly current: Generation;
  /**
   * All generations that may have keyed stored values, earliest first. Values move upward only, so a search in this
   * order misses none that moves at the same time.
   */
  readonly live: readonly Generation[];
  /** Generations of `K_issue`, the one that derives new keys first; empty on a node that cannot issue or recover. */
  readonly issueGenerations: readonly number[];
  readonly domainToAscii: DomainToAscii;
  /** The license key with its prefix: HMAC(K_issue, product ‖ email ‖ nonce), under one of `issueGenerations`. */
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
   * Digest of a code that needs no key, since it cannot be guessed: it is valid under every generation. 22 characters.
   */
  codeDigest(fields: readonly string[]): string;
  /** Constant-time comparison of two digests. */
  same(first: string, second: string): boolean;
  /** Encrypts a network prefix with the key of the day, which is destroyed after 30 days. */
  sealNetwork(prefix: string, day: Day): string;
  /** The prefix, or undefined where the day's key is destroyed. */
  openNetwork(sealed: string, day: Day): string | undefined;
  /** Encrypts a mail for the mailer alone; undefined where there is no mailer. All results have one length. */
  sealMail(mail: Mail): string | undefined;
  /** Encrypts a canonical address for the mailer alone; likewise. */
  sealAddress(email: string): string | undefined;
  /** Writes a tombstone, durable on return: call it before the erasure commits. */
  bury(kind: Buried, id: Id, day: Day): void;
  /** Whether it has a tombstone. */
  isBuried(kind: Buried, id: Id): boolean;
}

/** Slow hashes of passwords, a few at a time. Both refuse with `busy` where too many wait. */
export interface Passwords {
  /** The encoded argon2id hash. @param password in its canonical form */
  hash(password: string): Promise<string>;
  /** Whether the hash is of this password. With an undefined hash: false, after the same time. */
  verify(hash: string | undefined, password: string): Promise<boolean>;
}

/** Signs the domain's decisions after the commit. */
export interface Signer {
  readonly issuer: string;
  /** The current key set, signed by the root. */
  readonly keySet: string;
  /** Each signature comes with the key set under which it verifies: the keys may be rotated between two calls. */
  signLease(claims: Omit<LeaseClaims, 'iss' | 'key_set'>): { lease: string; keySet: string };
  signStatement(claims: Omit<StatementClaims, 'iss'>): { statement: string; keySet: string };
  /** Adds the hash of the inventory, and signs with the receipt key. */
  signReceipt(claims: Omit<ReceiptClaims, 'inventory'>): string;
}
