/**
 * The trust chain: the pinned root key, and the key set that the root has signed. A key set is accepted only if its
 * root signature, issuer and version are valid; an older key set never replaces a newer one. The `use` of a key says
 * what it may sign: a statement's key never verifies a lease, and a lease's key never verifies a statement.
 */
import type { Instant } from '../primitives/clock.ts';
import type { KeyObject } from 'node:crypto';
import { instantClaim, listClaim, numberClaim, textClaim } from './claims.ts';
import { importPublicKey, type PublicKey } from './public-key.ts';
import { refused, verifyToken, type Claims, type Refused } from './token.ts';
import { TOKEN_TYPES } from '../contract/wire.ts';

/**
 * What an app pins in its options: the root key, the issuer, the product and the oldest key set version that it
 * accepts.
 */
export interface Trust {
  root: PublicKey;
  issuer: string;
  product: string;
  minimumKeySetVersion: number;
}

export type KeyUse = 'lease' | 'statement';

/** A key set whose root signature was verified. */
export interface KeySet {
  /** The token from which the key set was read. Two key sets are equal if their tokens are equal texts. */
  token: string;
  version: number;
  issued: Instant;
  expires: Instant;
  /** The keys of the set whose use is known, by kid. */
  keys: ReadonlyMap<string, { use: KeyUse; key: KeyObject }>;
}

const KEYS_MAX = 16;
const VERSION_MAX = 2 ** 31;
const ROOT_KEY = /^qkroot_([A-Za-z0-9_-]{43})$/;

/**
 * Reads a root key from its text: `qkroot_` and 43 base64url characters, the raw Ed25519 public key. Undefined for any
 * other text.
 */
export function readRootKey(text: string): PublicKey | undefined {
  return importPublicKey(ROOT_KEY.exec(text)?.[1] ?? '');
}

/** The issuer that is used by default for a root key. */
export const issuerOfRoot = (root: PublicKey): string => `quietkey:${root.kid}`;

/** Verifies a key set against the root key. `acceptKeySet` checks its version. */
export function readKeySet(token: unknown, trust: Trust): { ok: true; keySet: KeySet } | Refused {
  const verified = verifyToken(token, TOKEN_TYPES.keySet, (kid) =>
    kid === trust.root.kid ? trust.root.key : 'unknown_key',
  );
  if (!verified.ok) return verified;
  const { claims } = verified;
  const version = numberClaim(claims, 'version', VERSION_MAX);
  const issued = instantClaim(claims, 'issued');
  const expires = instantClaim(claims, 'expires');
  const keys = readKeys(claims);
  if (textClaim(claims, 'iss') !== trust.issuer) return refused('wrong_issuer');
  if (version === undefined || issued === undefined || expires === undefined || !keys) {
    return refused('claims_malformed');
  }
  if (issued >= expires) return refused('claims_malformed');
  return { ok: true, keySet: { token: String(token), version, issued, expires, keys } };
}

/** Creates a finder of the key set's keys that have one use. */
export const keyFinder = (keySet: KeySet, use: KeyUse) => (kid: string) => {
  const found = keySet.keys.get(kid);
  if (!found) return 'unknown_key';
  return found.use === use ? found.key : 'wrong_key_use';
};

function readKeys(claims: Claims): KeySet['keys'] | undefined {
  const list = listClaim(claims, 'keys', KEYS_MAX);
  const keys = new Map<string, { use: KeyUse; key: KeyObject }>();
  const seen = new Set<string>();
  for (const entry of list ?? []) {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return undefined;
    const kid = textClaim(entry as Claims, 'kid');
    const use = textClaim(entry as Claims, 'use');
    if (kid === undefined || use === undefined || seen.has(kid)) return undefined;
    seen.add(kid);
    // A key of an unknown use signs a token type that this version of the SDK does not know either, so the key is
    // skipped.
    if (use !== 'lease' && use !== 'statement') continue;
    const found = importPublicKey(textClaim(entry as Claims, 'x') ?? '');
    // The kid is derived from the key, so a kid never names another key.
    if (found?.kid !== kid) return undefined;
    keys.set(kid, { use, key: found.key });
  }
  return list ? keys : undefined;
}
