/**
 * The key set: the public keys that apps may trust, signed by the root. The first key of each use is the newest, which
 * signs; older ones stay until all of their leases have ended. Every set that is read is verified against this root.
 * `rotation.ts` decides what a set contains.
 */

import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyObject } from 'node:crypto';
import {
  TOKEN_CHARACTERS_MAX,
  TOKEN_TYPES,
  type KeySetClaims,
} from '../../client-sdk/typescript/contract/wire.ts';
import { compactSigner, readCompact, thumbprint } from './compact-jws.ts';
import { isCode } from './durable-file.ts';
import { KeyFault } from './key-fault.ts';
import type { Root } from './root.ts';
import type { KeyUse } from './signing-key.ts';

/** The most keys that a client reads. */
const KEYS_MAX = 16;

export type PublicKey = KeySetClaims['keys'][number];

export interface KeySet {
  readonly token: string;
  readonly claims: KeySetClaims;
  /** Changes whenever the file is replaced. */
  readonly stamp: string;
}

export function keySetPath(keysFolder: string): string {
  return join(keysFolder, 'key-set.jwt');
}

/** Signs a set with the private root. @throws KeyFault if a client would refuse its size */
export function signKeySet(claims: KeySetClaims, root: { kid: string; key: KeyObject }): string {
  const token = compactSigner({ type: TOKEN_TYPES.keySet, ...root })(claims);
  if (claims.keys.length <= KEYS_MAX && token.length <= TOKEN_CHARACTERS_MAX) return token;
  throw new KeyFault(
    `the key set would hold ${claims.keys.length} keys, more than a client reads`,
    'Drop the oldest, whose leases then ask to be renewed: quietkey key rotate --drop KID',
  );
}

/**
 * The current key set; undefined if there is none yet.
 * @throws KeyFault if it is damaged or signed by another root
 */
export function readKeySet(keysFolder: string, root: Root): KeySet | undefined {
  const path = keySetPath(keysFolder);
  const file = readStamped(path);
  if (file === undefined) return undefined;
  const token = file.text.trim();
  const claims = readCompact(token, { type: TOKEN_TYPES.keySet, kid: root.kid, key: root.key });
  if (isKeySet(claims)) return { token, claims, stamp: file.stamp };
  throw new KeyFault(
    `${path} is not signed by the root key of this folder`,
    'Restore the folder "keys" as a whole.',
  );
}

/** The key that signs now: the first of its use. @throws KeyFault if there is none */
export function currentKey(claims: KeySetClaims, use: KeyUse): PublicKey {
  const key = claims.keys.find((candidate) => candidate.use === use);
  if (key !== undefined) return key;
  throw new KeyFault(`the key set has no key for a ${use}`, 'Make new signing keys: quietkey key rotate');
}

/** Identifies a version of the file: a replaced file is another inode. */
function readStamped(path: string): { text: string; stamp: string } | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  try {
    // the stamp first: a copy that overwrites the file meanwhile is then noticed as a change
    const stamp = stampOf(fstatSync(file, { bigint: true }));
    return { text: readFileSync(file, 'utf8'), stamp };
  } finally {
    closeSync(file);
  }
}

export function stampOf({ ino, mtimeNs, size }: { ino: bigint; mtimeNs: bigint; size: bigint }): string {
  return `${ino}.${mtimeNs}.${size}`;
}

/** The signature proves that the root signed it; this check, that it has the form of this program. */
function isKeySet(claims: unknown): claims is KeySetClaims {
  const set = claims as Partial<KeySetClaims> | null | undefined;
  return (
    typeof set?.iss === 'string' &&
    [set.version, set.issued, set.expires].every(Number.isSafeInteger) &&
    Array.isArray(set.keys) &&
    set.keys.every((key) => typeof key.x === 'string' && thumbprint(key.x) === key.kid)
  );
}
