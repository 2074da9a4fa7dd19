/** The recipients of data, as the privacy page and the page of personal data show them. An empty list says so. */

import type { Day } from '../../domain/kernel/day.ts';
import { html, type Html } from '../../web/html.ts';
import { groundText, classTexts } from '../../texts/inventory-texts.ts';
import type { Texts } from '../../texts/texts.ts';
import { foreign } from '../html/foreign.ts';

export interface RecipientLine {
  readonly recipient: string;
  /** The tables whose data it is given, or `all`. */
  readonly classes: readonly string[];
  readonly ground: string;
  readonly first: Day;
  /** The last day on which it was given data; null: it continues. */
  readonly last: Day | null;
}

/** The recipients of all customers' data; `none` where there are none. */
export function recipientList(lines: readonly RecipientLine[], none: string, texts: Texts): Html {
  const { recipients: text } = texts;
  if (lines.length === 0) return html`<p>${none}</p>`;
  return html`<p>${text.general}</p>
    <ul class="rows">
      ${lines.map((line) => recipientRow(line, texts))}
    </ul>`;
}

function recipientRow({ recipient, classes, ground, first, last }: RecipientLine, texts: Texts): Html {
  return html`<li>
    <p>${foreign(recipient)}</p>
    <p class="soft">${groundText(ground, texts)}, ${periodText(first, last, texts)}</p>
    <ul class="points">
      ${classTexts(classes, texts).map((item) => html`<li>${item}</li>`)}
    </ul>
  </li>`;
}

function periodText(first: Day, last: Day | null, { recipients: text }: Texts): string {
  if (last === null) return text.since(first);
  return first === last ? text.on(first) : text.between(first, last);
}
