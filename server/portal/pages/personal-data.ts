/**
 * The page that shows everything that is stored about a customer: each value with its purpose and last day, and which
 * operators have looked at the data. Each table is collapsed at first, since the whole page is long.
 */

import type { Day, Hour } from '../../domain/kernel/day.ts';
import type { Basis, Form, Source } from '../../domain/inventory/declaration.ts';
import type { Lives } from '../../domain/inventory/lives.ts';
import type { Purpose, TableName } from '../../domain/inventory/inventory.ts';
import { around, foreign } from '../html/foreign.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html, type Part } from '../../web/html.ts';
import { disclosure } from '../html/disclosure.ts';
import { page } from '../html/layout.ts';
import { pager, type Neighbours } from '../html/pager.ts';
import { PATHS } from '../html/paths.ts';
import {
  actionText,
  lookPurposeText,
  purposeText,
  retentionText,
  tableText,
  heldLookText,
} from '../../texts/inventory-texts.ts';
import type { Texts } from '../../texts/texts.ts';
import { recipientList, type RecipientLine } from './recipients.ts';
import { inSettings } from './settings.ts';

export interface PersonalDatum {
  /** The value as the page shows it: a day written out, or the stored text. */
  readonly value: string;
  readonly purpose: Purpose;
  readonly form: Form;
  /**
   * The last day of the value, if nothing renews it; null if the value is kept as long as the record to which it
   * belongs.
   */
  readonly keptUntil: Day | null;
}

/** Stored rows that look the same, because the values in which they differ are hidden. */
export interface PersonalRow {
  readonly data: readonly PersonalDatum[];
  readonly times: number;
}

interface PersonalDataGroup {
  readonly table: TableName;
  readonly basis: Basis;
  readonly sources: readonly Source[];
  /** The number of rows on this page. */
  readonly entries: number;
  readonly rows: readonly PersonalRow[];
}

interface Look {
  /** The operator's action as it was recorded, such as "license find". */
  readonly action: string;
  /** Whether a person or a program of the vendor looked at the data. */
  readonly by: 'staff' | 'program';
  readonly purpose: string | null;
  readonly reason: string | null;
  /** The last day on which the customer was not notified of a look; absent or null: it was not held back. */
  readonly heldUntilDay?: Day | null;
  readonly hour: Hour;
}

export interface PersonalDataModel {
  readonly groups: readonly PersonalDataGroup[];
  readonly looks: readonly Look[];
  /** The recipients of all customers' data. */
  readonly recipients: readonly RecipientLine[];
  /** The number of disclosures of this customer's own data, which are among the groups. */
  readonly disclosures: number;
  /** The tables in which the server cannot tell whose data a row has. */
  readonly unknowable: readonly TableName[];
  /** The retention periods that are not the default. */
  readonly lives: Lives;
  readonly place: Neighbours;
}

export function personalDataPage(model: PersonalDataModel, frame: Frame): Html {
  const { personalData: text } = frame.texts;
  return page(frame, {
    heading: text.heading,
    lead: text.lead,
    above: inSettings(frame),
    body: html`${fileLink(PATHS.personalDataFile, frame.texts)}
    ${storedSections(model, PATHS.personalData, frame.texts)}`,
  });
}

/** The link that saves everything as one file, with the schema of the file. */
export function fileLink(path: string, { personalData: text }: Texts): Html {
  return html`<p class="actions"><a class="button" href="${path}">${text.save}</a></p>
    <p class="hint">${text.saveHint} <a href="${PATHS.personalDataSchema}">${text.schema}</a></p>`;
}

/** The list of personal data on a page. @param path the address of the page, for the links to its other parts */
export function storedSections(model: PersonalDataModel, path: string, texts: Texts): Html {
  const { groups, looks, unknowable, lives, place } = model;
  const { personalData: text } = texts;
  return html`${groups.map((group) => groupSection(group, model.recipients, texts))}
  ${place.next === null && recipientSection(model, texts)}
  ${(looks.length > 0 || place.next === null) && looksSection(looks, texts)}
  ${disclosure({
    heading: text.unknowableHeading,
    body: html`<p>${text.unknowable}</p>
      <ul class="points">
        ${unknowable.map((table) => unknowableRow(table, lives, texts))}
      </ul>`,
  })}
  ${pager(place, path, texts)}`;
}

/** A group with its basis and sources, and its recipients besides those of all data, who are said once. */
function groupSection(
  { table, basis, sources, entries, rows }: PersonalDataGroup,
  recipients: readonly RecipientLine[],
  texts: Texts,
): Html {
  const { personalData: text, inventory } = texts;
  const receive = recipients.filter(({ classes }) => classes.includes(table));
  return disclosure({
    heading: tableText(table, inventory),
    aside: text.entries(entries),
    body: html`<p class="soft">
        ${text.basis(inventory.bases[basis])}.
        ${text.sources(sources.map((source) => inventory.sources[source]))}
      </p>
      ${receive.length > 0 && html`<p class="soft">${receiversOf(receive, text)}</p>`}
      ${rows.map((row) => rowList(row, texts))}`,
  });
}

function receiversOf(recipients: readonly RecipientLine[], text: Texts['personalData']): Part {
  const names = recipients.map(({ recipient }) => recipient);
  return around(names, (...marks) => text.recipients(marks));
}

/** Who receives the customer's data: said once, on the last page of the list. */
function recipientSection(
  { recipients, disclosures }: Pick<PersonalDataModel, 'recipients' | 'disclosures'>,
  texts: Texts,
): Html {
  const { recipients: text } = texts;
  const none = disclosures === 0 ? text.nobody : text.noneGeneral;
  return disclosure({
    heading: text.heading,
    aside: texts.personalData.entries(recipients.length + disclosures),
    body: html`${recipientList(recipients, none, texts)}
    ${disclosures > 0 && html`<p>${text.own(disclosures)}</p>`}`,
  });
}

/** The looks are the last of all lists, so that the last page has them or says that there are none. */
function looksSection(looks: readonly Look[], texts: Texts): Html {
  const { personalData: text } = texts;
  return disclosure({
    heading: text.looksHeading,
    aside: text.entries(looks.length),
    body:
      looks.length === 0
        ? html`<p>${text.noLooks}</p>`
        : html`<ul class="rows">
            ${looks.map((look) => lookRow(look, texts))}
          </ul>`,
  });
}

function rowList({ data, times }: PersonalRow, texts: Texts): Html {
  return html`<dl class="rows values">${data.map((datum) => datumRow(datum, texts))}</dl>
    ${times > 1 && html`<p class="soft">${texts.personalData.alike(times)}</p>`}`;
}

function unknowableRow(table: TableName, lives: Lives, { inventory }: Texts): Html {
  return html`<li>${tableText(table, inventory)}. ${retentionText(table, inventory, lives)}</li>`;
}

function datumRow({ value, purpose, form, keptUntil }: PersonalDatum, texts: Texts): Html {
  const { personalData: text, inventory } = texts;
  const until = keptUntil === null ? text.whileKept : text.until(keptUntil);
  return html`<div>
    <dt>${purposeText(purpose, inventory)}</dt>
    <dd>${foreign(value)}</dd>
    <dd class="soft">${text.stored(inventory.form[form], until)}</dd>
  </div>`;
}

function lookRow({ action, by, purpose, reason, heldUntilDay = null, hour }: Look, texts: Texts): Html {
  const { personalData: text, inventory } = texts;
  return html`<li>
    <p>${actionText(action, inventory)}</p>
    <p class="soft">${text.look(text.lookers[by], hour)}</p>
    ${purpose !== null && purposeLine(purpose, inventory)}
    ${reason !== null && html`<p>${heldUntilDay === null ? foreign(reason) : heldLookText(reason, heldUntilDay, texts)}</p>`}
  </li>`;
}

function purposeLine(purpose: string, inventory: Texts['inventory']): Html {
  const { kind, more } = lookPurposeText(purpose, inventory);
  return html`<p>
    ${kind}${kind !== undefined && more !== undefined && ': '}${more !== undefined && foreign(more)}
  </p>`;
}
