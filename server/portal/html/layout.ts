/**
 * The parts that every page has around its content: title, head, navigation and foot. The title begins with "Error" if
 * the form has faults. Each page has one main part and one first-level heading. A page is plain HTML with one
 * stylesheet and no script.
 */

import { MARK } from './drawings.ts';
import type { Fault } from '../../web/field-fault.ts';
import { hidden, summary } from './fields.ts';
import { foreign } from './foreign.ts';
import type { Frame } from './frame.ts';
import { html, type Html, type Part } from '../../web/html.ts';
import { PATHS } from './paths.ts';

export interface Page {
  readonly heading: string;
  /** A sentence or two under the heading of the page. */
  readonly lead?: Part;
  readonly body: Part;
  readonly faults?: readonly Fault[];
  /** The pages above this page in the navigation, outermost first. */
  readonly above?: readonly { readonly text: string; readonly path: string }[];
  /** Whether the page is shown as a narrow card, which suits a page with only one form. */
  readonly narrow?: boolean;
}

export function page(frame: Frame, { heading, lead, body, faults = [], above = [], narrow }: Page): Html {
  const { texts, site } = frame;
  const title = faults.length === 0 ? texts.layout.title : texts.layout.faultyTitle;
  return html`<!doctype html>
    <html lang="${texts.language}" dir="${texts.direction}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title(heading, site)}</title>
        <link rel="icon" href="${PATHS.icon}" type="image/svg+xml" />
        <link rel="stylesheet" href="${PATHS.style}" />
      </head>
      <body>
        <a class="skip" href="#content">${texts.layout.skip}</a>
        ${head(frame)}
        <main id="content" class="${narrow === true ? 'narrow' : 'wide'}">
          ${path(frame, above)} ${notice(frame)}
          <h1>${foreign(heading)}</h1>
          ${lead !== undefined && html`<p class="lead">${lead}</p>`} ${summary(texts, faults)} ${body}
        </main>
        <footer class="foot">
          <a href="${PATHS.privacy}">${texts.layout.privacy}</a>
          <span>${texts.layout.promise}</span>
          ${languages(frame)}
        </footer>
      </body>
    </html>`;
}

/** The languages that the reader can choose. Each is named in itself, so that its readers recognise it. */
function languages({ texts, choice }: Frame): Part {
  if (choice?.here === undefined) return undefined;
  return html`<form class="languages" action="${PATHS.language}" method="post">
    ${hidden('to', choice.here)}
    <span id="languages">${texts.layout.language}</span>
    <div role="group" aria-labelledby="languages">
      ${choice.languages.map(
        ({ language, name }) =>
          html`<button
            class="plain"
            type="submit"
            name="language"
            value="${language}"
            lang="${language}"
            ${language === texts.language && html`aria-current="true"`}
          >
            ${foreign(name)}
          </button>`,
      )}
      ${
        choice.chosen !== undefined &&
        html`<button class="plain" type="submit" name="language" value="">
          ${texts.layout.asInBrowser}
        </button>`
      }
    </div>
  </form>`;
}

function head({ texts, site, username }: Frame): Html {
  return html`<header class="head">
    <a class="brand" href="${PATHS.home}">${MARK}${foreign(site)}</a>
    ${
      username !== undefined &&
      html`<nav aria-label="${texts.layout.navigation}">
        <a href="${PATHS.licenses}">${texts.layout.licenses}</a>
        <a href="${PATHS.settings}">${texts.layout.settings}</a>
        <form action="${PATHS.logOut}" method="post">
          <button class="plain" type="submit">${texts.layout.logOut}</button>
        </form>
      </nav>`
    }
  </header>`;
}

function path({ texts }: Frame, above: NonNullable<Page['above']>): Part {
  if (above.length === 0) return undefined;
  return html`<nav class="path" aria-label="${texts.layout.path}">
    <ol>
      ${above.map(({ text, path: to }) => html`<li><a href="${to}">${foreign(text)}</a></li>`)}
    </ol>
  </nav>`;
}

function notice({ texts, done }: Frame): Part {
  return done !== undefined && html`<p class="notice good" role="status">${texts.done[done]}</p>`;
}
