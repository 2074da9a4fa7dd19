/**
 * The second half of `npm run build`, after tsc: outputs in dist whose source is gone are removed, so that a deleted
 * test cannot still run, the stylesheet is put beside them, and the command `quietkey` is linked for npx. A `bin` of the root package would not do: npx
 * would link the checkout into its own cache under the home folder and run `prepare`, the whole build, once more.
 */

import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const OUTPUT = join(ROOT, 'dist');
const STYLE = join('server', 'portal', 'html', 'style.css');
const COMMAND = join('dist', 'scripts', 'quietkey.js');

removeStaleOutputs();
copyFileSync(join(ROOT, STYLE), join(OUTPUT, STYLE));
if (existsSync(join(ROOT, COMMAND))) linkCommand();

function removeStaleOutputs(): void {
  for (const path of readdirSync(OUTPUT, { recursive: true, encoding: 'utf8' })) {
    if (!/\.js(\.map)?$/.test(path)) continue;
    const source = path.replace(/\.js(\.map)?$/, '.ts');
    if (!existsSync(join(ROOT, source))) rmSync(join(OUTPUT, path));
  }
}

function linkCommand(): void {
  const links = join(ROOT, 'node_modules', '.bin');
  const link = join(links, 'quietkey');
  chmodSync(join(ROOT, COMMAND), 0o755);
  mkdirSync(links, { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(join('..', '..', COMMAND), link);
}
