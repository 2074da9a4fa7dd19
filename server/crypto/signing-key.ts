/**
 * The private keys that sign leases and statements: one JWK file for each key in `<data folder>/keys`, named by its
 * kid. The file of a retired key stays, but without the private half, so that nothing can be signed with the key.
 * `rotate-signing-keys.ts` decides when a key is retired; the key set names the current key.
 */

import type { KeyObject } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { makeKeyPair } from '../../client-sdk/typescript/primitives/key-pair.ts';
import { writeDate, type Day } from '../domain/kernel/day.ts';
import { privateKey, thumbprint } from './compact-jws.ts';
import {
  createOnce,
  destroyFile,
  isCode,
  fileNames,
  readPrivateFile,
  replaceAndDestroy,
} from './durable-file.ts';
import { KeyFault, KeyFileFault } from './key-fault.ts';

export type KeyUse = 'lease' | 'statement';

/** The file of an Ed25519 key. `x` and `d` are 32 bytes each, in base64url. */
export interface KeyFile {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  /** The private half of the key; absent once the key is retired. */
  readonly d?: string;
  readonly kid: string;
  readonly use?: KeyUse;
  /** The UTC day on which another key replaced this key, `YYYY-MM-DD`. */
  readonly retired_on?: string;
}

const KEY_FILE_NAME = /^[A-Za-z0-9_-]{22}\.json(?:\.|$)/;
const KID = /^[A-Za-z0-9_-]{22}$/;

/**
 * Creates a key pair in memory only. A pair whose kid begins with a dash, one in 64, is replaced, because the kid would
 * look like an option on the command line.
 */
export function makeKey(): KeyFile & { d: string } {
  for (;;) {
    const { x, d } = makeKeyPair('ed25519').privateKey.export({ format: 'jwk' });
    if (x === undefined || d === undefined) throw new Error('node made no Ed25519 key');
    const kid = thumbprint(x);
    if (!kid.startsWith('-')) return { kty: 'OKP', crv: 'Ed25519', x, d, kid };
  }
}

/** Creates a signing key and writes its file. */
export function makeSigningKey(folder: string, use: KeyUse): KeyFile & { use: KeyUse } {
  const key = { ...makeKey(), use };
  createOnce(keyPath(folder, key.kid), writeKeyFile(key));
  return key;
}

/**
 * Reads the private key of this kid and use.
 * @throws KeyFault if its file is absent, damaged, readable by others, or belongs to another key
 */
export function readSigningKey(folder: string, wanted: { kid: string; use: KeyUse; x: string }): KeyObject {
  const path = keyPath(folder, wanted.kid);
  const file = readKeyFile(path);
  if (file === undefined) {
    throw new KeyFault(
      `the signing key ${wanted.kid} of the key set is not in ${path}`,
      'Restore the folder "keys" as a whole, or make new signing keys: quietkey key rotate',
    );
  }
  if (file.d === undefined || file.x !== wanted.x || file.use !== wanted.use || file.kid !== wanted.kid) {
    throw new KeyFileFault(
      path,
      `does not hold the ${wanted.use} key of the key set`,
      'Restore the folder "keys".',
    );
  }
  return privateHalf(path, { x: file.x, d: file.d });
}

/**
 * Removes the private half from the file of a key and records the day; a key that is already retired stays unchanged.
 */
export function retireSigningKey(folder: string, kid: string, today: Day): void {
  const path = keyPath(folder, kid);
  const file = readKeyFile(path);
  if (file === undefined || file.retired_on !== undefined) return;
  const { d: _private, ...publicHalf } = file;
  replaceAndDestroy(path, writeKeyFile({ ...publicHalf, retired_on: writeDate(today) }));
}

/** The UTC day on which a key was retired, `YYYY-MM-DD`; undefined if the key was not retired, or if it has no file. */
export function retiredOn(folder: string, kid: string): string | undefined {
  return readKeyFile(keyPath(folder, kid))?.retired_on;
}

export function destroySigningKey(folder: string, kid: string): void {
  destroyFile(keyPath(folder, kid));
}

/** Destroys the files of all keys except the given kids, and the files that a crash left while a key was written. */
export function destroyOtherKeys(folder: string, kids: readonly string[]): void {
  const names = fileNames(realpathSync(folder)).filter((name) => KEY_FILE_NAME.test(name));
  for (const name of names.filter((file) => !kids.some((kid) => file === `${kid}.json`)))
    destroyFile(join(folder, name));
}

/**
 * Reads a key file; undefined if there is no such file. @throws KeyFault if the file is not a key or is readable by
 * others
 */
export function readKeyFile(path: string): KeyFile | undefined {
  let text: string;
  try {
    text = readPrivateFile(path).toString('utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  const key = parseKey(text);
  if (key !== undefined) return key;
  throw new KeyFileFault(path, 'is not a key file', 'Restore it from a copy.');
}

export function writeKeyFile(key: KeyFile): string {
  return `${JSON.stringify(key)}\n`;
}

/** Creates the private key object. @throws KeyFault if the two halves of the file do not match */
export function privateHalf(path: string, key: { x: string; d: string }): KeyObject {
  try {
    return privateKey(key);
  } catch {
    throw new KeyFileFault(path, 'holds a damaged key', 'Restore it from a copy.');
  }
}

function keyPath(folder: string, kid: string): string {
  if (!KID.test(kid))
    throw new KeyFault('the key set names a key with a malformed kid', 'Restore the key set.');
  return join(folder, `${kid}.json`);
}

function parseKey(text: string): KeyFile | undefined {
  try {
    const key = JSON.parse(text) as Partial<KeyFile> | null;
    const whole =
      key?.kty === 'OKP' && key.crv === 'Ed25519' && typeof key.x === 'string' && typeof key.kid === 'string';
    return whole && key.kid === thumbprint(key.x) ? (key as KeyFile) : undefined;
  } catch {
    return undefined;
  }
}
