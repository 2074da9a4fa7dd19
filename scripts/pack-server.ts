/**
 * `npm run pack:server -- FOLDER`: copies what a server needs to run alone, without the tools that build and test it:
 * the compiled program, and the packages that it loads. Sources and maps of packages are left out. The folder is
 * readable by every account, since another account than the server's may install it. Its bills of materials are in
 * `sbom.cdx.json` and `sbom-sdk.cdx.json`. Nothing is downloaded.
 */

import {
  chmodSync,
  copyFileSync,
  lstatSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { isThere } from '../client-sdk/typescript/primitives/files.ts';
import { readUsage, UsageFault, type Usage } from '../server/config/usage.ts';
import { makeBills, packagesOfServer } from './commands/evidence/bill-of-materials.ts';
import { makeReadable } from './readable-folder.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const READABLE_FOLDER = 0o755;
const READABLE_FILE = 0o644;
const PROGRAM = ['bundle', 'client-sdk', 'db', 'scripts', 'server'].map((folder) => join('dist', folder));
const DOCUMENTS = [
  'LICENSE',
  'README.md',
  'OPERATIONS.md',
  'SECURITY.md',
  'PROMISES.md',
  'EVIDENCE.md',
  'CHANGELOG.md',
];
/** Files that are not loaded at run time: build tools and, within packages, sources of native code, maps and types. */
const UNUSED =
  /^dist\/scripts\/(?:bundle|finish-build|pack-server|readable-folder|warm-up|write-code-cache)\.|^node_modules\/(?:better-sqlite3\/(?:deps|src|build\/(?!Release(?:$|\/better_sqlite3\.node$)))|.*\.(?:map|d\.[cm]?ts)$)/;
const COMMAND = join('dist', 'scripts', 'quietkey.js');

const USAGE: Usage = {
  program: 'npm run pack:server',
  summary:
    'Copies a server with all that it needs to run alone into a new folder. Run npm ci first. Start it with: node dist/server/main.js',
  word: { takes: 'FOLDER', summary: 'the new folder, such as /opt/quietkey' },
  exits: [[0, 'copied']],
};

const read = readUsage(USAGE, process.argv.slice(2), ({ word }) => newFolder(word));
if ('text' in read) {
  (read.exit === 0 ? console.log : console.error)(read.text);
  process.exitCode = read.exit;
} else {
  pack(read.options);
  console.log(
    `The server is in ${read.options}. Start it with: node ${join(read.options, 'dist/server/main.js')}`,
  );
}

function newFolder(word: string | undefined): string {
  if (word === undefined) throw new UsageFault('FOLDER is missing.');
  const folder = resolve(word);
  if (isThere(folder)) throw new UsageFault(`${folder} exists. Name a new folder.`);
  return folder;
}

function pack(folder: string): void {
  const paths = Object.keys(packagesOfServer());
  const copies = [...PROGRAM, ...DOCUMENTS, ...paths].filter((path) => isThere(join(ROOT, path)));
  for (const path of copies) copy(path, folder);
  for (const [file, text] of Object.entries(makeBills()))
    writeFileSync(join(folder, file), text, { mode: READABLE_FILE });
  writeFileSync(join(folder, 'package.json'), packageText(), { mode: READABLE_FILE });
  linkCommand(folder);
}

/** The `package.json` of a server: its name, its version and its start, without what builds it. */
function packageText(): string {
  const { name, version, license, type, engines, scripts } = JSON.parse(
    readFileSync(join(ROOT, 'package.json'), 'utf8'),
  ) as Record<string, unknown> & { scripts: { start: string } };
  const { start } = scripts;
  return `${JSON.stringify({ name, version, license, private: true, type, engines, scripts: { start } }, null, 2)}\n`;
}

/** Copies a file or a folder. Packages below a package are copied with it, and links are left out. */
function copy(path: string, into: string): void {
  if (UNUSED.test(path.split(sep).join('/'))) return;
  const stats = lstatSync(join(ROOT, path));
  if (stats.isDirectory()) {
    for (const name of readdirSync(join(ROOT, path))) copy(join(path, name), into);
  } else if (stats.isFile()) {
    makeReadable(dirname(join(into, path)));
    copyFileSync(join(ROOT, path), join(into, path));
    chmodSync(join(into, path), (stats.mode & 0o111) === 0 ? READABLE_FILE : READABLE_FOLDER);
  }
}

function linkCommand(folder: string): void {
  const links = join(folder, 'node_modules', '.bin');
  makeReadable(links);
  symlinkSync(join('..', '..', COMMAND), join(links, 'quietkey'));
}
