/**
 * The second half of `npm run build`, after tsc. Removes outputs in dist whose source was deleted, so that a deleted
 * test does not run; copies the stylesheet and the mappings of shops; bundles the programs; writes their
 * code caches; and links the command `quietkey` for npx. A `bin` in the root package would not work: npx would link the checkout into its cache in the home
 * folder, and run `prepare`, which is the whole build, again.
 */

import { chmodSync, copyFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { isThere } from '../client-sdk/typescript/primitives/files.ts';
import { bundlePrograms } from './bundle.ts';
import { makeReadable } from './readable-folder.ts';
import { writeCodeCaches } from './warm-up.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const OUTPUT = join(ROOT, 'dist');
const STYLE = join('server', 'portal', 'html', 'style.css');
const SHOPS = join('scripts', 'cli', 'shops');
const COMMAND = join('dist', 'scripts', 'quietkey.js');

removeStaleOutputs();
copyFileSync(join(ROOT, STYLE), join(OUTPUT, STYLE));
makeReadable(join(OUTPUT, SHOPS));
for (const name of readdirSync(join(ROOT, SHOPS)))
  copyFileSync(join(ROOT, SHOPS, name), join(OUTPUT, SHOPS, name));
await bundlePrograms(ROOT, OUTPUT);
await writeCodeCaches(OUTPUT);
if (isThere(join(ROOT, COMMAND))) linkCommand();

function removeStaleOutputs(): void {
  for (const path of readdirSync(OUTPUT, { recursive: true, encoding: 'utf8' })) {
    if (!/\.js(\.map)?$/.test(path)) continue;
    const source = path.replace(/\.js(\.map)?$/, '.ts');
    if (!isThere(join(ROOT, source))) rmSync(join(OUTPUT, path));
  }
}

function linkCommand(): void {
  const links = join(ROOT, 'node_modules', '.bin');
  const link = join(links, 'quietkey');
  chmodSync(join(ROOT, COMMAND), 0o755);
  makeReadable(links);
  rmSync(link, { force: true });
  symlinkSync(join('..', '..', COMMAND), link);
}
