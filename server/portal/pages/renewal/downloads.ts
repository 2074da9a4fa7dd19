/** The page of the files that a license may download, each with a link that is good for thirty minutes. */

import type { Downloads, OfferedDownload } from '../../../domain/renewal/download.ts';
import { html, type Html } from '../../../web/html.ts';
import { around, foreign } from '../../html/foreign.ts';
import type { Frame } from '../../html/frame.ts';
import { page } from '../../html/layout.ts';
import { PATHS, pathTo } from '../../html/paths.ts';
import type { Texts } from '../../../texts/texts.ts';

export interface DownloadsModel extends Downloads {
  readonly license: string;
}

export function downloadsPage(model: DownloadsModel, frame: Frame): Html {
  const { texts } = frame;
  const { downloads: text } = texts;
  const { license, productName, isOver, items, withheld } = model;
  return page(frame, {
    heading: text.heading,
    ...(items.length > 0 && { lead: text.lead }),
    above: [
      { text: texts.licenses.heading, path: PATHS.licenses },
      { text: productName, path: pathTo(PATHS.license, { license }) },
    ],
    body: html`${items.length === 0 && html`<p class="notice">${isOver ? text.over : text.none}</p>`}
      <ul class="rows">
        ${items.map((item) => row(item, texts))}
      </ul>
      ${!isOver && withheld > 0 && html`<p class="soft">${text.withheld(withheld)}</p>`}`,
  });
}

function row({ id: download, ticket, file, version, builtDay, sha256 }: OfferedDownload, texts: Texts): Html {
  const { downloads: text } = texts;
  return html`<li>
    <p><a href="${pathTo(PATHS.download, { download, ticket })}">${foreign(file)}</a></p>
    <p class="soft">${around([version], (mark = '') => text.built(mark, builtDay))}</p>
    <p class="soft">${text.digest}<br /><code dir="ltr">${foreign(sha256)}</code></p>
  </li>`;
}
