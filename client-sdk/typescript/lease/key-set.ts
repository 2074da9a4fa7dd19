/**
 * The trust chain: the pinned root key, and the keys that the root has signed into a set. A set is accepted only if its
 * root signature, issuer and version are valid; it never replaces a newer one. The `use` of a key says what it may
 * sign, so a statement's key never verifies a lease, nor the other way round.
 */
import type { Instant } from '../primitives/clock.ts';
import type { KeyObject } from 'node:crypto';
import { instantClaim, listClaim, numberClaim, textClaim } from './claims.ts';
import { importPublicKey, type PublicKey } from './public-key.ts';
import { refused, verifyToken, type Claims, type Refused } from './token.ts';
import { TOKEN_TYPES } from '../contract/wire.ts';

/** What an app pins: the root key, the issuer, the product and the oldest key set version that it accepts. */
export interface Trust {
  root: PublicKey;
  issuer: string;
  product: string;
  minimumKeySetVersion: number;
}

export type KeyUse = 'lease' | 'statement';

/** A key set whose root signature was verified. */
export interface KeySet {
  /** The token that it was read from. Two sets are equal if these texts are equal. */
  token: string;
  version: number;
  issued: Instant;
  expires: Instant;
  /** Keys of known use, by kid. */
  keys: ReadonlyMap<string, { use: KeyUse; key: KeyObject }>;
}

const KEYS_MAX = 16;
const VERSION_MAX = 2 ** 31;
const ROOT_KEY = /^qkroot_([A-Za-z0-9_-]{43})$/;

/** Reads `qkroot_` and 43 base64url characters, the raw Ed25519 public key. Undefined for anything else. */
export function readRootKey(text: string): PublicKey | undefined {
  return importPublicKey(ROOT_KEY.exec(text)?.[1] ?? '');
}

/** The default issuer of a root key. */
export const issuerOfRoot = (root: PublicKey): string => `quietkey:${root.kid}`;

/** Verifies a key set against the root. Its version is checked in `acceptKeySet`. */
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

/**
 * Decides whether to accept a set from the network: it must not be older than the stored or the pinned version, and a
 * set of the stored version must equal the stored one, byte for byte.
 */
export function acceptKeySet(
  token: unknown,
  trust: Trust,
  stored: KeySet | undefined,
): { ok: true; keySet: KeySet } | Refused {
  if (stored && stored.token === token && stored.version >= trust.minimumKeySetVersion) {
    return { ok: true, keySet: stored };
  }
  const read = readKeySet(token, trust);
  if (!read.ok) return read;
  const { version } = read.keySet;
  if (version < trust.minimumKeySetVersion) return refused('key_set_too_old');
  if (stored && version < stored.version) return refused('key_set_too_old');
  if (stored && version === stored.version) return refused('key_set_differs');
  return read;
}

/** Finds a key of the set for one use. */
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
    // An unknown use belongs to a token type that this version does not know either, with its own kind of keys.
    if (use !== 'lease' && use !== 'statement') continue;
    const found = importPublicKey(textClaim(entry as Claims, 'x') ?? '');
    // The kid is derived from the key, so it can never come to name another key.
    if (found?.kid !== kid) return undefined;
    keys.set(kid, { use, key: found.key });
  }
  return list ? keys : undefined;
}
