/** Where a page cannot be shown: what happened, whether something was done, and what to do now. */

import { QUIET_NIGHT } from '../html/drawings.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html } from '../../web/html.ts';
import { page } from '../html/page.ts';
import { PATHS } from '../html/paths.ts';
import type { Texts } from '../texts/en/catalogue.ts';

export type SecretFault =
  | { readonly is: 'notFound' }
  /** A form that was sent from elsewhere; `url`: where the portal is. */
  | { readonly is: 'crossSite'; readonly url: string }
  | { readonly is: 'malformed' }
  | { readonly is: 'tooMany'; readonly seconds: number }
  | { readonly is: 'busy'; readonly seconds: number }
  /** It is not known whether it was done. */
  | { readonly is: 'unsure' }
  /** The server can send no mail, or derive no key to be mailed. */
  | { readonly is: 'noMail' }
  | { readonly is: 'broken'; readonly requestId: string };

export function errorPage(trouble: SecretFault, frame: Frame): Html {
  const { texts } = frame;
  return page(frame, {
    heading: texts.trouble[`${trouble.is}Heading`],
    narrow: true,
    body: html`<section class="empty">
        ${QUIET_NIGHT}
        <p>${sentence(trouble, texts)}</p>
        ${trouble.is === 'broken' && html`<p><code>${trouble.requestId}</code></p>`}
      </section>
      <p class="aside"><a href="${PATHS.home}">${texts.trouble.toStart}</a></p>`,
  });
}

function sentence(trouble: SecretFault, { trouble: says }: Texts): string {
  if (trouble.is === 'tooMany') return says.tooMany(trouble.seconds);
  if (trouble.is === 'crossSite') return says.crossSite(trouble.url);
  if (trouble.is === 'busy') return says.busy(trouble.seconds);
  return says[trouble.is];
}
