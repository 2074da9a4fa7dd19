/** What is kept and what never is, in plain words, and the terms of the portal. */

import type { Frame } from '../html/frame.ts';
import { html, type Html } from '../../web/html.ts';
import { page } from '../html/page.ts';

/** @param terms the version of the terms that a sign-up accepts today */
export function privacyPage({ terms }: { terms: string }, frame: Frame): Html {
  const { privacy: says } = frame.texts;
  return page(frame, {
    heading: says.heading,
    lead: says.lead,
    body: html`<div class="prose">
      <h2>${says.keptHeading}</h2>
      ${points(says.kept)}
      <h2>${says.neverHeading}</h2>
      <p>${says.never}</p>
      <h2>${says.cookieHeading}</h2>
      <p>${says.cookie}</p>
      <h2>${says.rightsHeading}</h2>
      <p>${says.rights}</p>
      <h2 id="terms">${says.termsHeading(terms)}</h2>
      ${points(says.terms)}
    </div>`,
  });
}

function points(texts: readonly string[]): Html {
  return html`<ul class="points">
    ${texts.map((text) => html`<li>${text}</li>`)}
  </ul>`;
}
