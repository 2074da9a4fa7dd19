/** Everything that is held about a customer: each datum with why and until when, and who has looked at it. */

import type { Day, Hour } from '../../domain/kernel/day.ts';
import type { Form } from '../../domain/inventory/declaration.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html } from '../../web/html.ts';
import { page } from '../html/page.ts';
import type { Texts } from '../texts/en/catalogue.ts';
import { inSettings } from './settings.ts';

export interface PersonalDatum {
  /** As it is to be read: a day written out, or the stored text. */
  readonly value: string;
  /** In the inventory's words. */
  readonly purpose: string;
  readonly form: Form;
  /** The last day, if nothing renews it; null: as long as what it belongs to. */
  readonly keptUntil: Day | null;
}

interface PersonalDataGroup {
  /** What the table is, in the inventory's words. */
  readonly what: string;
  readonly held: readonly PersonalDatum[];
}

interface Look {
  /** What was done, such as "license find". */
  readonly action: string;
  /** Who: the name of a token, or a terminal. */
  readonly who: string;
  readonly reason: string | null;
  readonly hour: Hour;
}

export interface PersonalDataModel {
  readonly groups: readonly PersonalDataGroup[];
  readonly looks: readonly Look[];
}

export function personalDataPage({ groups, looks }: PersonalDataModel, frame: Frame): Html {
  const { texts } = frame;
  const { held: says } = texts;
  return page(frame, {
    heading: says.heading,
    lead: says.lead,
    above: inSettings(frame),
    body: html`${groups.map((group) => groupSection(group, texts))}
      <section class="listed">
        <h2>${says.looksHeading}</h2>
        ${
          looks.length === 0
            ? html`<p>${says.noLooks}</p>`
            : html`<ul class="rows">
                ${looks.map((look) => lookRow(look, texts))}
              </ul>`
        }
      </section>`,
  });
}

function groupSection({ what, held }: PersonalDataGroup, texts: Texts): Html {
  const { held: says } = texts;
  return html`<section class="listed">
    <h2 class="sentence">${what}</h2>
    <dl class="rows held">
      ${held.map(
        ({ value, purpose, form, keptUntil }) =>
          html`<div>
            <dt>${purpose}</dt>
            <dd>${value}</dd>
            <dd class="soft">
              ${says.form[form]}, ${keptUntil === null ? says.whileKept : says.until(keptUntil)}
            </dd>
          </div>`,
      )}
    </dl>
  </section>`;
}

function lookRow({ action, who, reason, hour }: Look, { held: says }: Texts): Html {
  return html`<li>
    <p>${who}</p>
    <p class="soft">${says.look(action, hour)}</p>
    ${reason !== null && html`<p>${reason}</p>`}
  </li>`;
}
