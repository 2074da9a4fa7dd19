/** The page after a failed request: what happened, whether anything was done, and what the customer can do now. */

import { QUIET_NIGHT } from '../html/drawings.ts';
import { around } from '../html/foreign.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html, type Part } from '../../web/html.ts';
import { page } from '../html/layout.ts';
import { PATHS } from '../html/paths.ts';
import type { Texts } from '../../texts/texts.ts';

export type PageError =
  | { readonly is: 'notFound' }
  /** The form was sent from another site; `url` is the address of the portal. */
  | { readonly is: 'crossSite'; readonly url: string }
  | { readonly is: 'malformed' }
  | { readonly is: 'tooMany'; readonly seconds: number }
  | { readonly is: 'busy'; readonly seconds: number }
  /** It is not known whether the requested action was done. */
  | { readonly is: 'unsure' }
  /** The server cannot send mail, or cannot derive the key to be mailed. */
  | { readonly is: 'noMail' }
  /** A link to a file was not made by this server, or is over. */
  | { readonly is: 'noDownload' | 'lateDownload' }
  | { readonly is: 'broken'; readonly requestId: string };

export function errorPage(error: PageError, frame: Frame): Html {
  const { texts } = frame;
  return page(frame, {
    heading: texts.errors[`${error.is}Heading`],
    narrow: true,
    body: html`<section class="empty">
        ${QUIET_NIGHT}
        <p>${sentence(error, texts)}</p>
        ${error.is === 'broken' && html`<p><code dir="ltr">${error.requestId}</code></p>`}
      </section>
      <p class="aside"><a href="${PATHS.home}">${texts.errors.toStart}</a></p>`,
  });
}

function sentence(error: PageError, { errors: text }: Texts): Part {
  if (error.is === 'tooMany') return text.tooMany(error.seconds);
  if (error.is === 'crossSite') return around([error.url], text.crossSite);
  if (error.is === 'busy') return text.busy(error.seconds);
  return text[error.is];
}
