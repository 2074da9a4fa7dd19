/**
 * Another account of this machine, for tests of who owns what is written. Only root can become one, and only if that
 * account can read the program: a checkout below a private folder leaves these tests out.
 */

import { chownSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ENTER = 0o1;

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** An account that every Linux has. */
export const NOBODY: Account = { name: 'nobody', uid: 65_534, gid: 65_534 };
/** An account without a name, as in a container. */
export const NAMELESS: Account = { name: '#54321', uid: 54_321, gid: 54_321 };

/** Why these tests are left out; undefined if they can run. */
export function leftOut(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can become another account';
  const closed = [fileURLToPath(import.meta.url), process.execPath, join(tmpdir(), 'x')].map(closedFolder);
  const first = closed.find((folder) => folder !== undefined);
  return first === undefined ? undefined : `other accounts cannot enter ${first}`;
}

/** Everything below a folder that does not belong to an account. */
export function foreignFiles(folder: string, { uid }: Account): string[] {
  return below(folder).filter((path) => lstatSync(path).uid !== uid);
}

/** Gives a folder and everything below it to an account. */
export function giveTo(folder: string, { uid, gid }: Account): void {
  for (const path of [folder, ...below(folder)]) chownSync(path, uid, gid);
}

function below(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
}

function parents(path: string): string[] {
  return path === dirname(path) ? [] : [dirname(path), ...parents(dirname(path))];
}

/** The folder above a path that other accounts cannot enter; undefined if there is none. */
export function closedFolder(path: string): string | undefined {
  return parents(path).find(isClosed);
}

function isClosed(folder: string): boolean {
  return (statSync(folder).mode & ENTER) === 0;
}
