/** The list of an account's licenses, with the form to add another; and how a license's standing is shown anywhere. */

import type { Day } from '../../domain/kernel/day.ts';
import { QUIET_NIGHT, seatsPicture } from '../html/drawings.ts';
import type { Fault } from '../../web/field-error.ts';
import { field, form } from '../html/fields.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html, type Part } from '../../web/html.ts';
import { page } from '../html/page.ts';
import { PATHS, pathTo } from '../html/paths.ts';
import type { Texts } from '../texts/en/catalogue.ts';

/** How a license stands today; `day`: since when, or its last day. */
export type Standing =
  | { readonly is: 'valid'; readonly day: Day | null }
  /** Ends within 30 days. */
  | { readonly is: 'ending'; readonly day: Day }
  | { readonly is: 'ended' | 'suspended' | 'revoked'; readonly day: Day };

export interface LicenseLine {
  readonly license: string;
  /** The name of the product, as the vendor writes it. */
  readonly product: string;
  readonly standing: Standing;
  readonly used: number;
  readonly seats: number;
}

export interface LicensesModel {
  readonly licenses: readonly LicenseLine[];
  /** Of the form that adds a license. */
  readonly faults: readonly Fault[];
}

/** Posts `licenseKey` to the same address. */
export function licensesPage({ licenses, faults }: LicensesModel, frame: Frame): Html {
  const { texts } = frame;
  const { licenses: says } = texts;
  return page(frame, {
    heading: says.heading,
    faults,
    body: html`${
        licenses.length === 0
          ? none(texts)
          : html`<ul class="cards">
              ${licenses.map((line) => card(line, texts))}
            </ul>`
      }
      <section class="panel" aria-labelledby="add">
        <h2 id="add">${says.addHeading}</h2>
        <p>${says.addLead}</p>
        ${form({
          action: PATHS.licenses,
          submit: says.add,
          weight: 'quiet',
          body: field({
            name: 'licenseKey',
            label: texts.fields.licenseKey,
            hint: texts.fields.licenseKeyHint,
            autocomplete: 'off',
            exact: true,
            faults,
          }),
        })}
      </section>`,
  });
}

function none({ licenses: says }: Texts): Html {
  return html`<section class="empty">
    ${QUIET_NIGHT}
    <h2>${says.noneHeading}</h2>
    <p>${says.none}</p>
  </section>`;
}

function card({ license, product, standing, used, seats }: LicenseLine, texts: Texts): Html {
  return html`<li class="card">
    <h2><a href="${pathTo(PATHS.license, { license })}">${product}</a></h2>
    ${standingPill(standing, texts)}
    <p class="soft">${standingSentence(standing, texts)}</p>
    <p class="seat-line">${seatsPicture(used, seats)}<span>${texts.licenses.seats(used, seats)}</span></p>
  </li>`;
}

export function standingPill({ is }: Standing, { licenses: says }: Texts): Part {
  return html`<span class="pill ${is}">${says[is]}</span>`;
}

export function standingSentence({ is, day }: Standing, { licenses: says }: Texts): string {
  const sentences = {
    valid: says.ends,
    ending: says.ends,
    ended: says.endedOn,
    suspended: says.suspendedOn,
    revoked: says.revokedOn,
  };
  return day === null ? says.perpetual : sentences[is](day);
}
