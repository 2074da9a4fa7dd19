/**
 * The parts that every page has around its content: title, head, navigation and foot. The title begins with "Error" if
 * the form has faults. Each page has one main part and one first-level heading. A page is plain HTML with one
 * stylesheet and no script.
 */

import { MARK } from './drawings.ts';
import type { Fault } from '../../web/field-fault.ts';
import { hidden, summary } from './fields.ts';
import { around, foreign } from './foreign.ts';
import type { Frame } from './frame.ts';
import { html, type Html, type Part } from '../../web/html.ts';
import { PATHS } from './paths.ts';
import type { Texts } from '../../texts/texts.ts';

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
  const { texts, site, vendor } = frame;
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
        ${vendor?.color !== undefined && html`<link rel="stylesheet" href="${PATHS.vendorStyle}" />`}
      </head>
      <body>
        <a class="skip" href="#content">${texts.layout.skip}</a>
        ${head(frame)}
        <main id="content" class="${narrow === true ? 'narrow' : 'wide'}">
          ${path(frame, above)} ${notice(frame)}
          <h1>${foreign(heading)}</h1>
          ${lead !== undefined && html`<p class="lead">${lead}</p>`} ${summary(texts, faults)} ${body}
        </main>
        ${foot(frame)}
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

function head({ texts, site, vendor, username }: Frame): Html {
  const picture =
    vendor?.logo === undefined ? MARK : html`<img class="logo" src="${PATHS.vendorLogo}" alt="" />`;
  return html`<header class="head">
    <a class="brand" href="${PATHS.home}">${picture}${foreign(site)}</a>
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

function foot(frame: Frame): Html {
  const {
    texts: { layout: text },
    site,
    vendor = {},
    requestId,
  } = frame;
  const links = [
    { to: vendor.imprint, name: text.imprint },
    { to: vendor.terms, name: around([site], text.vendorTerms) },
    { to: vendor.privacy, name: around([site], text.vendorPrivacy) },
  ];
  return html`<footer class="foot">
    ${vendor.support !== undefined && support(vendor.support, requestId, text)}
    <a href="${PATHS.privacy}">${text.privacy}</a>
    ${links.map(({ to, name }) => to !== undefined && html`<a href="${to}">${name}</a>`)}
    <span>${text.promise}</span>
    ${languages(frame)}
  </footer>`;
}

/** The vendor's support with the number of the page, which a mail to the support has in its subject. */
function support(address: string, requestId: string | undefined, text: Texts['layout']): Html {
  const subject = requestId === undefined ? '' : text.supportSubject(requestId);
  const to = isEmail(address)
    ? `mailto:${encodeURIComponent(address)}?subject=${encodeURIComponent(subject)}`
    : address;
  return html`<p class="support">
    ${text.support} <a href="${to}">${foreign(address)}</a>.
    ${requestId !== undefined && html`${text.pageNumber} <code dir="ltr">${requestId}</code>`}
  </p>`;
}

function isEmail(address: string): boolean {
  return !address.startsWith('https:');
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
