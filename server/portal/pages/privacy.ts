/** The privacy page: what is stored and what is never stored, in plain words, and the terms of the portal. */

import { around } from '../html/foreign.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html } from '../../web/html.ts';
import { page } from '../html/page.ts';

/**
 * The privacy page.
 * @param terms the version of the terms that a sign-up accepts today
 */
export function privacyPage({ terms }: { terms: string }, frame: Frame): Html {
  const { privacy: text } = frame.texts;
  return page(frame, {
    heading: text.heading,
    lead: text.lead,
    body: html`<div class="prose">
      <h2>${text.keptHeading}</h2>
      ${points(text.kept)}
      <h2>${text.neverHeading}</h2>
      <p>${text.never}</p>
      <h2>${text.cookieHeading}</h2>
      <p>${text.cookie}</p>
      <h2>${text.rightsHeading}</h2>
      <p>${text.rights}</p>
      <h2 id="terms">${around([terms], text.termsHeading)}</h2>
      ${points(text.terms)}
    </div>`,
  });
}

function points(items: readonly string[]): Html {
  return html`<ul class="points">
    ${items.map((item) => html`<li>${item}</li>`)}
  </ul>`;
}
