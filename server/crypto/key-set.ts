/**
 * The key set: the public keys that apps may trust, signed by the root. The first key of each use is the newest and
 * signs. Older keys stay in the set until all leases that they signed have ended. Every key set that is read is
 * verified against the root. `rotate-signing-keys.ts` decides what a key set contains.
 */

import { join } from 'node:path';
import type { KeyObject } from 'node:crypto';
import {
  TOKEN_CHARACTERS_MAX,
  TOKEN_TYPES,
  type KeySetClaims,
} from '../../client-sdk/typescript/contract/wire.ts';
import { FileFault, readStampedFile } from '../../client-sdk/typescript/primitives/read-file.ts';
import { compactSigner, readCompact, thumbprint } from './compact-jws.ts';
import { KeyFault, KeyFileFault } from './key-fault.ts';
import type { Root } from './root.ts';
import type { KeyUse } from './signing-key.ts';

/** The maximum number of keys in a key set that a client accepts. */
const KEYS_MAX = 16;
/** The maximum size of the file: a token, with white space around it. */
const FILE_BYTES_MAX = 2 * TOKEN_CHARACTERS_MAX;

export type PublicKey = KeySetClaims['keys'][number];

export interface KeySet {
  readonly token: string;
  readonly claims: KeySetClaims;
  /** A text that identifies this version of the file: it changes whenever the file is replaced. */
  readonly stamp: string;
}

export function keySetPath(keysFolder: string): string {
  return join(keysFolder, 'key-set.jwt');
}

/** Signs a key set with the private root. @throws KeyFault if the key set is too large for a client */
export function signKeySet(claims: KeySetClaims, root: { kid: string; key: KeyObject }): string {
  const token = compactSigner({ type: TOKEN_TYPES.keySet, ...root })(claims);
  if (claims.keys.length <= KEYS_MAX && token.length <= TOKEN_CHARACTERS_MAX) return token;
  throw new KeyFault(
    `the key set would hold ${claims.keys.length} keys, more than a client reads`,
    'Drop the oldest; apps with its leases then renew them: quietkey key rotate --drop KID',
  );
}

/**
 * Reads the current key set; undefined if there is no key set yet.
 * @throws KeyFault if the key set is damaged or signed by another root
 */
export function readKeySet(keysFolder: string, root: Root): KeySet | undefined {
  const path = keySetPath(keysFolder);
  const file = readStamped(path);
  if (file === undefined) return undefined;
  const token = file.text.trim();
  const claims = readCompact(token, { type: TOKEN_TYPES.keySet, kid: root.kid, key: root.key });
  if (isKeySet(claims)) return { token, claims, stamp: file.stamp };
  throw new KeyFileFault(
    path,
    'is not signed by the root key of this folder',
    'Restore the folder "keys" as a whole.',
  );
}

/**
 * The key that currently signs for a use: the first key of this use in the set. @throws KeyFault if there is no such
 * key
 */
export function currentKey(claims: KeySetClaims, use: KeyUse): PublicKey {
  const key = claims.keys.find((candidate) => candidate.use === use);
  if (key !== undefined) return key;
  throw new KeyFault(`the key set has no key for a ${use}`, 'Make new signing keys: quietkey key rotate');
}

/** Reads a file together with a stamp that identifies its version; a file that replaces another has another inode. */
function readStamped(path: string): { text: string; stamp: string } | undefined {
  try {
    // The stamp is taken before the first byte is read, so that an overwrite during the read is noticed.
    const { content, stats } = readStampedFile(path, { bytesMax: FILE_BYTES_MAX });
    return { text: content.toString('utf8'), stamp: stampOf(stats) };
  } catch (error) {
    if (error instanceof FileFault && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

export function stampOf({ ino, mtimeNs, size }: { ino: bigint; mtimeNs: bigint; size: bigint }): string {
  return `${ino}.${mtimeNs}.${size}`;
}

/** Whether claims have the form of a key set of this program. The signature proves only that the root signed them. */
function isKeySet(claims: unknown): claims is KeySetClaims {
  const set = claims as Partial<KeySetClaims> | null | undefined;
  return (
    typeof set?.iss === 'string' &&
    [set.version, set.issued, set.expires].every(Number.isSafeInteger) &&
    Array.isArray(set.keys) &&
    set.keys.every((key) => typeof key.x === 'string' && thumbprint(key.x) === key.kid)
  );
}
