/**
 * The private keys that sign leases and statements: one JWK file each in `<data folder>/keys`, named by its kid. A key
 * that was retired keeps its file but not its private half, so that nothing can be signed with it any more. Leaves to
 * `rotation.ts` when that is, and to the key set which key is the current one.
 */

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
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
import { KeyFault } from './key-fault.ts';

export type KeyUse = 'lease' | 'statement';

/** An Ed25519 key as its file holds it. `x` and `d`: 32 bytes, base64url. */
export interface KeyFile {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  /** The private half; absent once the key is retired. */
  readonly d?: string;
  readonly kid: string;
  readonly use?: KeyUse;
  /** The UTC day on which another key took its place, `YYYY-MM-DD`. */
  readonly retired_on?: string;
}

const KEY_FILE_NAME = /^[A-Za-z0-9_-]{22}\.json(?:\.|$)/;
const KID = /^[A-Za-z0-9_-]{22}$/;

/** A new key pair, in memory only. One in 64 is drawn again: a kid with a dash first looks like an option when typed. */
export function makeKey(): KeyFile & { d: string } {
  for (;;) {
    const { x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
    if (x === undefined || d === undefined) throw new Error('node made no Ed25519 key');
    const kid = thumbprint(x);
    if (!kid.startsWith('-')) return { kty: 'OKP', crv: 'Ed25519', x, d, kid };
  }
}

/** Makes a signing key and writes its file. */
export function makeSigningKey(folder: string, use: KeyUse): KeyFile & { use: KeyUse } {
  const key = { ...makeKey(), use };
  createOnce(keyPath(folder, key.kid), writeKeyFile(key));
  return key;
}

/**
 * The private key of this kid and use.
 * @throws KeyFault where its file is absent, damaged, readable by others, or another key's
 */
export function readSigningKey(folder: string, of: { kid: string; use: KeyUse; x: string }): KeyObject {
  const path = keyPath(folder, of.kid);
  const file = readKeyFile(path);
  if (file === undefined) {
    throw new KeyFault(
      `the signing key ${of.kid} of the key set is not in ${path}`,
      'Restore the folder "keys" as a whole, or make new signing keys: quietkey key rotate',
    );
  }
  if (file.d === undefined || file.x !== of.x || file.use !== of.use || file.kid !== of.kid) {
    throw new KeyFault(
      `${path} does not hold the ${of.use} key of the key set`,
      'Restore the folder "keys".',
    );
  }
  return privateHalf(path, { x: file.x, d: file.d });
}

/** Takes the private half out of a key's file and notes the day; a key that is retired already stays as it is. */
export function retireSigningKey(folder: string, kid: string, today: Day): void {
  const path = keyPath(folder, kid);
  const file = readKeyFile(path);
  if (file === undefined || file.retired_on !== undefined) return;
  const { d: _private, ...publicHalf } = file;
  replaceAndDestroy(path, writeKeyFile({ ...publicHalf, retired_on: writeDate(today) }));
}

/** The UTC day on which a key was retired, `YYYY-MM-DD`; undefined where it was not, or where it has no file. */
export function retiredOn(folder: string, kid: string): string | undefined {
  return readKeyFile(keyPath(folder, kid))?.retired_on;
}

export function destroySigningKey(folder: string, kid: string): void {
  destroyFile(keyPath(folder, kid));
}

/** Destroys the files of all other keys, and what a crash has left of a key that was being written. */
export function destroyOtherKeys(folder: string, kids: readonly string[]): void {
  const names = fileNames(folder).filter((name) => KEY_FILE_NAME.test(name));
  for (const name of names.filter((one) => !kids.some((kid) => one === `${kid}.json`)))
    destroyFile(join(folder, name));
}

/**
 * A key file; undefined where there is none.
 * @throws KeyFault where it is no key or can be read by others
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
  throw new KeyFault(`${path} is not a key file`, 'Restore it from a copy.');
}

export function writeKeyFile(key: KeyFile): string {
  return `${JSON.stringify(key)}\n`;
}

/** The private key object. @throws KeyFault where the two halves of the file do not fit */
export function privateHalf(path: string, key: { x: string; d: string }): KeyObject {
  try {
    return privateKey(key);
  } catch {
    throw new KeyFault(`${path} holds a damaged key`, 'Restore it from a copy.');
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
