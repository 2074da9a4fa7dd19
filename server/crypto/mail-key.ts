/**
 * The key pairs of the mailer and of the vendor's support, as files. The private half belongs to the mailer or to an
 * operator and is outside of the data folder, so that it may be under another account or on another machine. The public
 * half is in the folder `keys`; with the public half the server can only encrypt. A private half is never written into
 * the server's folders.
 */

import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { makeKeyPair } from '../../client-sdk/typescript/primitives/key-pair.ts';
import { readSmallFile } from '../../client-sdk/typescript/primitives/read-file.ts';
import { createOnce, isCode, readPrivateFile } from './durable-file.ts';
import { KeyFault, KeyFileFault } from './key-fault.ts';
import { thumbprint } from './compact-jws.ts';

const KEY_BYTES_MAX = 16_384;

/** Whose key pair it is. */
export type KeyHolder = 'mailer' | 'support';

/** The words of a key pair, for its faults: whose it is, and what was encrypted to it. */
const HOLDERS: Readonly<
  Record<
    KeyHolder,
    { readonly words: string; readonly whose: string; readonly sealed: string; readonly make: string }
  >
> = {
  mailer: { words: 'a mailer', whose: "the mailer's key", sealed: 'addresses', make: 'quietkey mailer init' },
  support: {
    words: 'a support',
    whose: 'the support key',
    sealed: 'support bundles',
    make: 'quietkey bundle init',
  },
};

/** The public half of the mailer's key. */
export interface MailKey {
  readonly kid: string;
  readonly key: KeyObject;
}

/** The private half of the mailer's key. */
export interface PrivateMailKey extends MailKey {
  /** The public half of the key, in base64url. */
  readonly x: string;
}

interface KeyFile {
  readonly kty: 'OKP';
  readonly crv: 'X25519';
  readonly x: string;
  readonly d?: string;
  readonly kid: string;
}

/**
 * Creates the mailer's key unless it exists, and stores its public half in the server's folder. Returns the created
 * files.
 * @throws KeyFault if the server has the public half of another key
 */
export function prepareMailKey(keysFolder: string, path: string, holder: KeyHolder = 'mailer'): string[] {
  const isMade = createOnce(path, write(makeKey()));
  const { x, kid } = readPrivateMailKey(path, holder);
  const publicFile = publicPath(keysFolder, holder);
  const isGiven = createOnce(publicFile, write({ kty: 'OKP', crv: 'X25519', x, kid }));
  if (readMailKey(keysFolder, holder)?.kid !== kid) {
    throw new KeyFault(
      `${publicFile} is not the public half of ${path}`,
      `Name the file with its private half. If that is lost, the ${HOLDERS[holder].sealed} that were encrypted to it are lost too: remove the public file.`,
    );
  }
  return [...(isMade ? [path] : []), ...(isGiven ? [publicFile] : [])];
}

/**
 * Reads the server's public half of the mailer's key; undefined if there is none yet. @throws KeyFault if the file is
 * damaged
 */
export function readMailKey(keysFolder: string, holder: KeyHolder = 'mailer'): MailKey | undefined {
  const path = publicPath(keysFolder, holder);
  const text = whereThere(() => readSmallFile(path, { bytesMax: KEY_BYTES_MAX }).toString('utf8'));
  if (text === undefined) return undefined;
  const { kid, x } = parse(path, text, holder);
  return { kid, key: createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' }) };
}

/**
 * Reads the private half of the mailer's key. @throws KeyFault if the file is absent, damaged, or readable by others
 */
export function readPrivateMailKey(path: string, holder: KeyHolder = 'mailer'): PrivateMailKey {
  const text = whereThere(() => readPrivateFile(path).toString('utf8'));
  if (text === undefined) {
    const { whose, make } = HOLDERS[holder];
    throw new KeyFault(`${whose} is not in ${path}`, `Make it: ${make} --key ${path}`);
  }
  const { kid, x, d } = parse(path, text, holder);
  if (d === undefined) throw new KeyFileFault(path, 'holds no private key', 'Restore it from a copy.');
  return { kid, x, key: createPrivateKey({ key: { kty: 'OKP', crv: 'X25519', x, d }, format: 'jwk' }) };
}

function makeKey(): KeyFile {
  const { x, d } = makeKeyPair('x25519').privateKey.export({ format: 'jwk' });
  if (x === undefined || d === undefined) throw new Error('node made no X25519 key');
  return { kty: 'OKP', crv: 'X25519', x, d, kid: thumbprint(x) };
}

function parse(path: string, text: string, holder: KeyHolder): KeyFile {
  try {
    const file = JSON.parse(text) as Partial<KeyFile> | null;
    const isKey = file?.kty === 'OKP' && file.crv === 'X25519' && typeof file.x === 'string';
    if (isKey && file.kid === thumbprint(file.x ?? '')) return file as KeyFile;
  } catch {
    // the fault below reports a file that is not JSON
  }
  throw new KeyFileFault(path, `is not a key of ${HOLDERS[holder].words}`, 'Restore it from a copy.');
}

function whereThere(read: () => string): string | undefined {
  try {
    return read();
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function write(key: KeyFile): string {
  return `${JSON.stringify(key)}\n`;
}

function publicPath(keysFolder: string, holder: KeyHolder): string {
  return join(keysFolder, `${holder}.json`);
}
