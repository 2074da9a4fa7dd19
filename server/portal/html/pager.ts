/**
 * Long lists in parts: a page shows at most fifty lines of a list, and links to the parts before and after. So
 * neither the page nor the work for it grows with what an account has. The address names the neighbouring line by a cursor.
 */

import { html, type Part } from '../../web/html.ts';
import type { Texts } from '../../texts/texts.ts';

/** The cursors of the parts before and after the one that is shown; null: there is none. */
export interface Neighbours {
  readonly previous: string | null;
  readonly next: string | null;
}

/** The place of a list that is short enough for one page. */
export const ALONE: Neighbours = { previous: null, next: null };

/** The links to the parts before and after; nothing if there is only one part. */
export function pager({ previous, next }: Neighbours, path: string, { layout: text }: Texts): Part {
  if (previous === null && next === null) return undefined;
  const link = (name: 'before' | 'after', cursor: string | null): Part =>
    cursor !== null &&
    html`<li><a href="${path}?${name}=${cursor}" rel="${REL[name]}">${text[name]}</a></li>`;
  return html`<nav class="path" aria-label="${text.parts}">
    <ol>
      ${link('before', previous)} ${link('after', next)}
    </ol>
  </nav>`;
}

const REL = { before: 'prev', after: 'next' } as const;
