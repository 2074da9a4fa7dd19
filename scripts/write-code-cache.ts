/**
 * Writes the code cache of the command's bundle, as a process of the build: it runs the command on a folder that is
 * removed afterwards, so that the cache holds what most commands use.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeCacheOf, loadBundle } from './cached-code.ts';
import type * as CommandLine from './command-line.ts';

const BUNDLE = join(import.meta.dirname, '..', 'bundle', 'command-line.cjs');
const PRODUCT = ['product', 'add', 'sample', '--name', 'Sample', '--prefix', 'SAMPLE', '--seats', '1'];

const folder = mkdtempSync(join(tmpdir(), 'quietkey-build-'));
const { exports, codeCache } = loadBundle<typeof CommandLine>(BUNDLE);
for (const words of [['init'], PRODUCT, ['product', 'list'], ['--help']]) {
  await exports.runCommandLine(['--data', join(folder, 'data'), ...words]);
}
rmSync(folder, { recursive: true });
writeFileSync(codeCacheOf(BUNDLE), codeCache());
