/**
 * Long lists in parts: a page shows at most fifty lines of a list, and links to the parts before and after. So the size
 * of a page is bounded, whatever the account has. The address names the part by its number, `?page=2`.
 */

import { html, type Part } from '../../web/html.ts';
import type { Texts } from '../../texts/texts.ts';

/** The maximum number of lines of one list on a page. */
export const LINES_MAX = 50;

/** The part that is shown, counted from 1, and the number of parts. */
export interface Place {
  readonly page: number;
  readonly pages: number;
}

/**
 * The place in lists of these lengths. @param asked the number in the address; text that is not a number means the
 * first part
 */
export function placeIn(lengths: readonly number[], asked: string | undefined): Place {
  const pages = Math.max(1, ...lengths.map((length) => Math.ceil(length / LINES_MAX)));
  const page = /^\d{1,6}$/.test(asked ?? '') ? Number(asked) : 1;
  return { page: Math.min(pages, Math.max(1, page)), pages };
}

/** The lines of a list that are shown at a place. */
export function linesAt<Line>(list: readonly Line[], { page }: Place): readonly Line[] {
  return list.slice((page - 1) * LINES_MAX, page * LINES_MAX);
}

/** The links to the parts before and after; nothing if there is only one part. */
export function pager({ page, pages }: Place, path: string, { layout: text }: Texts): Part {
  if (pages === 1) return undefined;
  const link = (to: number, words: string): Part =>
    to >= 1 && to <= pages && html`<li><a href="${path}?page=${String(to)}">${words}</a></li>`;
  return html`<nav class="path" aria-label="${text.parts}">
    <ol>
      ${link(page - 1, text.before)}
      <li>${text.part(page, pages)}</li>
      ${link(page + 1, text.after)}
    </ol>
  </nav>`;
}
