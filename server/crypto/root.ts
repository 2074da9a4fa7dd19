/**
 * The root key, which apps pin and which signs only key sets and farewells. The first start creates a trial root on the server. The
 * private file of the root can be moved off the server at once, since the server needs only the public half in the
 * folder `keys`. `rotate-signing-keys.ts` decides what the root signs.
 */

import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { publicKey } from './compact-jws.ts';
import { createOnce } from './durable-file.ts';
import { BEGIN_OR_RESTORE, KeyFault, KeyFileFault } from './key-fault.ts';
import { makeKey, privateHalf, readKeyFile, writeKeyFile, type KeyFile } from './signing-key.ts';

const ROOT_TEXT_PREFIX = 'qkroot_';

/** The public half of the root. `text` is `qkroot_` and 43 base64url characters, which an app pins. */
export interface Root {
  readonly kid: string;
  readonly x: string;
  readonly key: KeyObject;
  readonly text: string;
  /** The default issuer for this root. */
  readonly issuer: string;
}

/** The folders that contain the keys of a server. A `Config` also has these members. */
export interface KeyFolders {
  /** The folder of the signing keys, the key set and the public root; several servers may share this folder. */
  readonly keysFolder: string;
  readonly dataFolder: string;
}

/** The path of the trial root's private half, until this file is moved away. */
export function rootKeyPath({ dataFolder }: Pick<KeyFolders, 'dataFolder'>): string {
  return join(dataFolder, 'root-key.json');
}

/**
 * Creates the trial root unless it exists: first the private file, then the public file beside the signing keys.
 * Returns whether this call completed the trial root.
 */
export function prepareRoot(folders: KeyFolders): boolean {
  const { keysFolder } = folders;
  if (readKeyFile(publicPath(keysFolder)) !== undefined) return false;
  const path = rootKeyPath(folders);
  createOnce(path, writeKeyFile(makeKey()));
  const root = readKeyFile(path);
  if (root === undefined) throw new KeyFault(`${path} has gone`, 'Start again.');
  const { kty, crv, x, kid } = root;
  return createOnce(publicPath(keysFolder), writeKeyFile({ kty, crv, x, kid }));
}

/** Reads the public root of a data folder. @throws KeyFault if there is no public root */
export function readRoot(keysFolder: string): Root {
  const path = publicPath(keysFolder);
  const file = readKeyFile(path);
  if (file === undefined) {
    throw new KeyFault(`the public root key is not in ${path}`, BEGIN_OR_RESTORE);
  }
  return rootOf(file);
}

/**
 * Reads the private root for one signature; the key is not kept in memory.
 * @param path the file of the trial root in the data folder, or a file of the operator
 * @throws KeyFault if the file is absent, or contains the private half of another root
 */
export function readRootKey(path: string, root: Root): KeyObject {
  const file = readKeyFile(path);
  if (file?.d === undefined) {
    throw new KeyFault(
      `the private root key is not in ${path}`,
      'Name its file: quietkey key rotate --root-key FILE',
    );
  }
  if (file.x !== root.x) {
    throw new KeyFileFault(
      path,
      'holds another root key than the one that apps pin',
      `Use the root ${root.text}.`,
    );
  }
  return privateHalf(path, { x: file.x, d: file.d });
}

function rootOf({ x, kid }: KeyFile): Root {
  return { kid, x, key: publicKey(x), text: `${ROOT_TEXT_PREFIX}${x}`, issuer: `quietkey:${kid}` };
}

function publicPath(keysFolder: string): string {
  return join(keysFolder, 'root.json');
}
