/**
 * A checkout of Quietkey that is built, this one or another: how its server and its command line are started, and what
 * it is. Only what stays between versions is read: the scripts `start` and `quietkey` of its `package.json`. Guarantees
 * that a folder that is none is refused, with what is missing, before anything is measured.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageFault } from '../../server/config/usage.ts';

export interface Checkout {
  /** Absolute. */
  readonly folder: string;
  readonly version: string;
  /** As git tells it, with a note where files have changed since; unknown: there is no git, or no repository. */
  readonly commit: string;
  /** Words for Node that start the server, in that folder. */
  readonly start: readonly string[];
  /** Words for Node that start the command line, in that folder. */
  readonly quietkey: readonly string[];
}

interface Package {
  readonly version?: string;
  readonly scripts?: Readonly<Record<string, string>>;
}

/** The root of this checkout: this file runs from dist/test/bench. */
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const COMMIT_CHARACTERS = 12;

export function thisCheckout(): Checkout {
  return readCheckout(ROOT);
}

/** @throws UsageFault where the folder is no checkout, or is not built */
export function readCheckout(named: string): Checkout {
  const folder = resolve(named);
  const { version = 'unknown', scripts = {} } = readPackage(folder);
  return {
    folder,
    version,
    commit: commitOf(folder),
    start: wordsOf('start', folder, scripts),
    quietkey: wordsOf('quietkey', folder, scripts),
  };
}

function readPackage(folder: string): Package {
  const path = join(folder, 'package.json');
  if (!existsSync(path)) throw notOne(folder, 'has no package.json', 'Name the root of a checkout.');
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Package;
  } catch {
    throw notOne(folder, 'has a package.json that is not JSON', 'Name the root of a checkout.');
  }
}

/** The words behind `node`, of which one is a file that is there. */
function wordsOf(name: string, folder: string, scripts: Readonly<Record<string, string>>): string[] {
  const [program, ...words] = (scripts[name] ?? '').split(' ');
  const file = words.find((word) => !word.startsWith('-'));
  if (program !== 'node' || file === undefined) {
    const missing = `has no script "${name}" in package.json that starts node`;
    throw notOne(folder, missing, 'Name a checkout of Quietkey.');
  }
  if (!existsSync(join(folder, file)))
    throw notOne(folder, `has no ${file}`, 'Build it there first: npm ci && npm run build');
  return words;
}

function notOne(folder: string, missing: string, remedy: string): UsageFault {
  return new UsageFault(`--against names a folder that ${missing}: ${folder}\n${remedy}`);
}

function commitOf(folder: string): string {
  const git = (...words: string[]): string =>
    execFileSync('git', ['-C', folder, ...words], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    const commit = git('rev-parse', `--short=${COMMIT_CHARACTERS}`, 'HEAD');
    return git('status', '--porcelain') === '' ? commit : `${commit} with changes`;
  } catch {
    return 'unknown';
  }
}
