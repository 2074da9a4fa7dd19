/**
 * `npm run preview`: writes every page of the portal, in every state and with made-up data, to a folder of files that
 * open in a browser, and a page that lists them. No server is started and nothing is asked.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { ASSETS } from '../../server/portal/assets.ts';
import { html, write } from '../../server/portal/html.ts';
import { showStates } from './states.ts';

const folder = resolve(process.argv[2] ?? join('dist', 'preview'));
const states = showStates();
mkdirSync(folder, { recursive: true });
for (const [path, { text }] of Object.entries(ASSETS)) writeFileSync(join(folder, basename(path)), text);
for (const { name, page } of states) writeFileSync(join(folder, `${name}.html`), besideAssets(page));
writeFileSync(join(folder, 'index.html'), besideAssets(write(list())));
console.log(`${states.length} pages are in ${folder}; begin with ${join(folder, 'index.html')}`);

/** Files have no server whose root their links could begin at. */
function besideAssets(page: string): string {
  return Object.keys(ASSETS).reduce(
    (text, path) => text.replace(`href="${path}"`, `href="${basename(path)}"`),
    page,
  );
}

function list(): ReturnType<typeof html> {
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
