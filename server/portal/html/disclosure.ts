/** A part of a long page that is closed until somebody opens it. It needs no script. */

import { html, type Html, type Part } from '../../web/html.ts';

export interface Disclosure {
  readonly heading: string;
  /** A few words beside the heading, such as the number of entries. */
  readonly aside?: string | undefined;
  readonly body: Part;
}

export function disclosure({ heading, aside, body }: Disclosure): Html {
  return html`<details class="listed">
    <summary>
      <h2>${heading}</h2>
      ${aside !== undefined && html`<span class="soft">${aside}</span>`}
    </summary>
    ${body}
  </details>`;
}
