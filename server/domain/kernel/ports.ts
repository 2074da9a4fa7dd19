/**
 * What the domain needs from the outside, as the domain sees it: keyed digests, derived keys, signatures, and the
 * particulars of one call. `server/crypto` implements the first two; `server/composition/world.ts` makes the third.
 */

import type {
  LeaseClaims,
  ReceiptClaims,
  StatementClaims,
} from '../../../client-sdk/typescript/contract/wire.ts';
import type { Day, Instant } from './day.ts';
import type { Mail } from './letter.ts';

/** Turns a domain into its ASCII form, or into '' where it is none: `domainToASCII` of `node:url`, in practice. */
export type DomainToAscii = (domain: string) => string;

/** `license`: the person was erased from it. `activation`: the machine's traces are gone. `account`: it was deleted. */
export const BURIED = ['license', 'activation', 'account'] as const;
export type Buried = (typeof BURIED)[number];

/** 16 random bytes as 22 base64url characters. Never time-ordered: such an id would say the second. */
export type Id = string;

/** Who asks, and the time and randomness that the operation may use. Both are parameters, never read inside. */
export interface Call {
  readonly now: Instant;
  /** A fresh random id for the one thing that an operation makes. */
  readonly id: Id;
  /** 32 fresh random bytes, base64url, for the one secret or nonce that an operation makes. */
  readonly random: string;
  /** `client`, `customer`, `operator:<token id>` or `terminal:<name>`. */
  readonly actor: string;
}

/**
 * The keyed functions of one generation of the secret (DESIGN 5). It never changes, so an operation that writes takes
 * one at its beginning and stays with it. All answers are base64url; digests are 16 bytes, 22 characters.
 */
export interface Generation {
  /** From 1. Stored beside what was keyed with it. */
  readonly number: number;
  keyVerifier(canonicalKey: string): string;
  emailIndex(canonicalEmail: string): string;
  /** An index that an earlier generation made, keyed once more: whoever has only the earlier one cannot test guesses. */
  wrapEmailIndex(index: string): string;
  /** The stored form of a client's tag: HMAC(K_device, license ‖ tag). */
  deviceTag(license: Id, clientTag: string): string;
  /** 32 bytes, 43 characters: HMAC(K_renew, activation ‖ epoch). */
  renewSecret(activation: Id, epoch: number): string;
  /** A keyed digest for a named purpose: nonces, requests, operator tokens. */
  digest(purpose: string, fields: readonly string[]): string;
}

/** The two secrets in their live generations, and what needs no generation. */
export interface Vault {
  /** With this one everything new is written. */
  readonly current: Generation;
  /**
   * All that may have written what is stored, the earliest first: what moves, moves upward, so whoever looks in this
   * order misses nothing that moves meanwhile.
   */
  readonly live: readonly Generation[];
  /** Of `K_issue`, the one that derives new keys first; none on a node that cannot issue or recover. */
  readonly issueGenerations: readonly number[];
  readonly domainToAscii: DomainToAscii;
  /** The license key, written with its prefix: HMAC(K_issue, product ‖ email ‖ nonce). Of one of `issueGenerations`. */
  licenseKey(parts: {
    generation: number;
    product: string;
    email: string;
    nonce: string;
    prefix: string | null;
  }): string;
  /** Whether `proof` is HMAC(secret, fields), compared in constant time. See `ProvenRequest`. */
  proofHolds(proof: string, secret: string, fields: readonly string[]): boolean;
  /** Of a code that needs no key, since it cannot be guessed: it outlives every generation. 22 characters. */
  codeDigest(fields: readonly string[]): string;
  /** Constant-time comparison of two digests. */
  same(first: string, second: string): boolean;
  /** Seals a network prefix with the key of the day, which is destroyed after 30 days. */
  sealNetwork(prefix: string, day: Day): string;
  /** The prefix, or undefined where the day's key is gone. */
  openNetwork(sealed: string, day: Day): string | undefined;
  /** Closes a mail so that only the mailer can open it; undefined where there is no mailer. All make one length. */
  sealMail(mail: Mail): string | undefined;
  /** Closes a canonical address so that only the mailer can open it; likewise. */
  sealAddress(email: string): string | undefined;
  /** Raises a tombstone, durable when this returns: to be called before the erasure commits. */
  bury(kind: Buried, id: Id, day: Day): void;
  /** Whether a tombstone stands for it. */
  isBuried(kind: Buried, id: Id): boolean;
}

/** Slow hashes of passwords, a few at once. Both refuse with `busy` where too many wait. */
export interface Passwords {
  /** The encoded argon2id hash. @param password in its canonical form */
  hash(password: string): Promise<string>;
  /** Whether the hash is of this password; undefined: never, in the same time. */
  verify(hash: string | undefined, password: string): Promise<boolean>;
}

/** Signs what the domain has decided, after the commit. */
export interface Signer {
  readonly issuer: string;
  /** The current key set, signed by the root. */
  readonly keySet: string;
  /** Each is answered with the key set under which it verifies: between two calls the keys may be rotated. */
  signLease(claims: Omit<LeaseClaims, 'iss' | 'key_set'>): { lease: string; keySet: string };
  signStatement(claims: Omit<StatementClaims, 'iss'>): { statement: string; keySet: string };
  /** Adds the hash of the inventory, and signs with the key of receipts. */
  signReceipt(claims: Omit<ReceiptClaims, 'inventory'>): string;
}
