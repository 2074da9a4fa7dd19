/**
 * A built checkout of Quietkey, this one or another: its version, and how its server and its command line are started.
 * Only what is stable between versions is read: the scripts `start` and `quietkey` of its `package.json`. Another folder
 * is refused, with what it lacks, before the measurement begins.
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
  /** From git, with a note if files have changed; "unknown" without git or a repository. */
  readonly commit: string;
  /** The arguments of Node that start the server, in that folder. */
  readonly start: readonly string[];
  /** The arguments of Node that start the command line, in that folder. */
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

/** @throws UsageFault if the folder is not a checkout, or is not built */
export function readCheckout(path: string): Checkout {
  const folder = resolve(path);
  const { version = 'unknown', scripts = {} } = readPackage(folder);
  return {
    folder,
    version,
    commit: commitOf(folder),
    start: argumentsOf('start', folder, scripts),
    quietkey: argumentsOf('quietkey', folder, scripts),
  };
}

function readPackage(folder: string): Package {
  const path = join(folder, 'package.json');
  if (!existsSync(path)) throw notACheckout(folder, 'has no package.json', 'Name the root of a checkout.');
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Package;
  } catch {
    throw notACheckout(folder, 'has a package.json that is not JSON', 'Name the root of a checkout.');
  }
}

/** The arguments after `node`, one of which must be an existing file. */
function argumentsOf(name: string, folder: string, scripts: Readonly<Record<string, string>>): string[] {
  const [program, ...words] = (scripts[name] ?? '').replace(/^exec /, '').split(' ');
  const file = words.find((word) => !word.startsWith('-'));
  if (program !== 'node' || file === undefined) {
    const missing = `has no script "${name}" in package.json that starts node`;
    throw notACheckout(folder, missing, 'Name a checkout of Quietkey.');
  }
  if (!existsSync(join(folder, file)))
    throw notACheckout(folder, `has no ${file}`, 'Build it there first: npm ci && npm run build');
  return words;
}

function notACheckout(folder: string, missing: string, remedy: string): UsageFault {
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
