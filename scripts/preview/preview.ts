/**
 * `npm run preview`: writes every page of the portal, in every state and language and with made-up data, as files that
 * open in a browser, and an index page. The preview starts no server and needs no input.
 */

import { writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { makeFolder } from '../../client-sdk/typescript/primitives/files.ts';
import { PATHS } from '../../server/portal/html/paths.ts';
import { html, write } from '../../server/web/html.ts';
import { readUsage, type Usage } from '../../server/config/usage.ts';
import { LANGUAGES } from '../../server/texts/texts.ts';
import { previewAssets } from './vendor-states.ts';
import { showStates } from './states.ts';

const USAGE: Usage = {
  program: 'npm run preview',
  summary:
    'Writes every page of the portal, in every state and language and with made-up data, as files that open in a browser. It starts no server.',
  word: { takes: 'FOLDER', summary: 'the folder for the pages (default: dist/preview); it is created' },
  exits: [
    [0, 'written'],
    [1, 'the folder could not be written'],
  ],
};

const read = readUsage(USAGE, process.argv.slice(2), ({ word }) => resolve(word ?? join('dist', 'preview')));
if ('text' in read) {
  (read.exit === 0 ? console.log : console.error)(read.text);
  process.exitCode = read.exit;
} else {
  writePages(read.options);
}

function writePages(folder: string): void {
  const states = LANGUAGES.flatMap((texts) =>
    showStates({ texts }).map(({ name, page }) => ({ name: `${name}.${texts.language}`, page })),
  );
  const assets = previewAssets();
  makeFolder(folder);
  for (const [path, { text }] of Object.entries(assets)) writeFileSync(join(folder, fileOf(path)), text);
  for (const { name, page } of states) writeFileSync(join(folder, `${name}.html`), withRelativeLinks(page));
  writeFileSync(join(folder, 'index.html'), withRelativeLinks(write(list(states))));
  console.log(`Wrote ${states.length} pages to ${folder}. Open ${join(folder, 'index.html')}`);
}

/** Makes the links of a page to its assets relative, because files that are opened from disk have no server root. */
function withRelativeLinks(page: string): string {
  return Object.keys(previewAssets()).reduce(
    (text, path) => text.replaceAll(`="${path}"`, `="${fileOf(path)}"`),
    page,
  );
}

/** The name of an asset's file. A browser shows an SVG from disk only if its name says so. */
function fileOf(path: string): string {
  return path === PATHS.vendorLogo ? `${basename(path)}.svg` : basename(path);
}

function list(states: readonly { readonly name: string }[]): ReturnType<typeof html> {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Preview of the portal</title>
        <link rel="stylesheet" href="/portal.css" />
      </head>
      <body>
        <main class="wide">
          <h1>Preview of the portal</h1>
          <ul>
            ${states.map(({ name }) => html`<li><a href="${name}.html">${name}</a></li>`)}
          </ul>
        </main>
      </body>
    </html>`;
}
