/**
 * The page that lists an account's licenses, with the form to add another license. This file also shows the status of a
 * license.
 */

import { BATCH_DEEDS } from '../../domain/ownership/batch.ts';
import type { Day, Hour } from '../../domain/kernel/day.ts';
import { QUIET_NIGHT, seatsPicture } from '../html/drawings.ts';
import type { Fault } from '../../web/field-fault.ts';
import { choices, field, form, tick } from '../html/fields.ts';
import { around, foreign } from '../html/foreign.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html, type Part } from '../../web/html.ts';
import { page } from '../html/layout.ts';
import { comingVersions, type ComingVersion } from '../html/policy-versions.ts';
import { ALONE, pager, type Neighbours } from '../html/pager.ts';
import { PATHS, pathTo } from '../html/paths.ts';
import type { Texts } from '../../texts/texts.ts';

/** The status of a license today. `day` is the first day of the status, or the last day of the license. */
export type Standing =
  | { readonly is: 'valid'; readonly day: Day | null }
  /** The license ends within 30 days. */
  | { readonly is: 'ending'; readonly day: Day }
  | { readonly is: 'ended' | 'suspended' | 'revoked'; readonly day: Day };

export interface LicenseLine {
  readonly license: string;
  /** The name of the product, as the vendor writes it. */
  readonly product: string;
  readonly standing: Standing;
  readonly used: number;
  readonly seats: number;
  /** The name of the customer among the members; absent or null: the customer is the owner. */
  readonly member?: string | null;
  /** The last day on which data of the retired product is kept; absent or null: the product is sold. */
  readonly keptUntil?: Day | null;
}

/** A seat of somebody else's license that is offered to the customer. */
export interface OfferLine {
  readonly offer: string;
  readonly product: string;
  readonly endsDay: Day;
}

/** A license that changes its owner: one that the customer has offered, or one that is offered to the customer. */
export interface TransferLine {
  readonly license: string;
  readonly product: string;
  readonly to: 'other' | 'customer';
  /** The hour from which it can be accepted. */
  readonly readyHour: Hour;
}

/** A license that somebody asks to take over. */
export interface TakeoverLine {
  readonly license: string;
  readonly product: string;
  /** Whose the license is now. */
  readonly whose: 'customer' | 'other';
}

export interface LicensesModel {
  /** The versions of the policy whose day will come; absent: none. */
  readonly coming?: readonly ComingVersion[];
  /** The open take-overs; absent: none. */
  readonly takeovers?: readonly TakeoverLine[];
  /** The transfers that wait; absent: none. */
  readonly transfers?: readonly TransferLine[];
  /** The offers that wait for an answer; absent: none. */
  readonly offers?: readonly OfferLine[];
  readonly licenses: readonly LicenseLine[];
  /** Absent: the licenses are all on this page. */
  readonly place?: Neighbours;
  /** The license key that the customer typed. */
  readonly licenseKey: string;
  /** The faults of the form that adds a license. */
  readonly faults: readonly Fault[];
}

/** The page that lists the licenses. Its form posts `licenseKey` to the page's own address. */
export function licensesPage(
  {
    coming = [],
    takeovers = [],
    offers = [],
    transfers = [],
    licenses,
    place = ALONE,
    licenseKey,
    faults,
  }: LicensesModel,
  frame: Frame,
): Html {
  const { texts } = frame;
  const { licenses: text } = texts;
  return page(frame, {
    heading: text.heading,
    faults,
    body: html`${comingVersions(coming, texts)} ${takeovers.map((line) => takingOver(line, texts))}
      ${transfers.map((line) => transferring(line, texts))} ${offers.map((offer) => offered(offer, texts))}
      ${
        licenses.length === 0
          ? none(texts)
          : html`${cards(licenses, texts)} ${pager(place, PATHS.licenses, texts)}
              <p><a href="${PATHS.activate}">${text.activate}</a></p>`
      }
      <section class="panel" aria-labelledby="add">
        <h2 id="add">${text.addHeading}</h2>
        <p>${text.addLead}</p>
        ${form({
          action: PATHS.licenses,
          submit: text.add,
          weight: 'quiet',
          body: field({
            name: 'licenseKey',
            label: texts.fields.licenseKey,
            value: licenseKey,
            hint: texts.fields.licenseKeyHint,
            autocomplete: 'off',
            exact: true,
            faults,
          }),
        })}
        <p><a href="${PATHS.claim}">${text.claim}</a></p>
      </section>`,
  });
}

function offered({ offer, product, endsDay }: OfferLine, { licenses: text }: Texts): Html {
  return html`<p class="notice">
    ${around([product], (mark = '') => text.offered(mark, endsDay))}
    <a href="${pathTo(PATHS.offer, { offer })}">${text.seeOffer}</a>
  </p>`;
}

function transferring({ license, product, to, readyHour }: TransferLine, { transfer: text }: Texts): Html {
  const sentence = to === 'other' ? text.listedBy : text.listedTo;
  return html`<p class="notice">
    ${around([product], (mark = '') => sentence(mark, readyHour))}
    <a href="${pathTo(PATHS.transfer, { license })}">${text.see}</a>
  </p>`;
}

function takingOver({ license, product, whose }: TakeoverLine, { takeover: text }: Texts): Html {
  const sentence = whose === 'customer' ? text.listedOf : text.listedBy;
  return html`<p class="notice">
    ${around([product], (mark = '') => sentence(mark))}
    <a href="${pathTo(PATHS.takeover, { license })}">${text.see}</a>
  </p>`;
}

function none({ licenses: text }: Texts): Html {
  return html`<section class="empty">
    ${QUIET_NIGHT}
    <h2>${text.noneHeading}</h2>
    <p>${text.none}</p>
  </section>`;
}

/** The licenses. An owner of several can select some; the form opens the page that asks, by GET. */
function cards(licenses: readonly LicenseLine[], texts: Texts): Html {
  const { batch: text } = texts;
  const owned = licenses.filter(isOwned);
  const list = html`<ul class="cards">
    ${licenses.map((line) => card(line, owned.length > 1 && isOwned(line), texts))}
  </ul>`;
  if (owned.length < 2) return list;
  const options = BATCH_DEEDS.map((value) => ({ value, label: text.deeds[value] }));
  const deeds = choices({ name: 'deed', legend: text.legend, options, chosen: '', faults: [] });
  const body = [list, deeds, html`<p class="soft">${text.lead}</p>`];
  return form({ action: PATHS.batch, method: 'get', submit: text.open, weight: 'quiet', body });
}

function isOwned({ member = null }: LicenseLine): boolean {
  return member === null;
}

function card(line: LicenseLine, isSelectable: boolean, texts: Texts): Html {
  const { license, product, standing, used, seats, member = null, keptUntil = null } = line;
  return html`<li class="card">
    <h2><a href="${pathTo(PATHS.license, { license })}">${foreign(product)}</a></h2>
    ${standingPill(standing, texts)}
    <p class="soft">${standingSentence(standing, texts)}</p>
    ${keptUntil !== null && html`<p class="soft">${texts.licenses.keptUntil(keptUntil)}</p>`}
    ${member !== null && html`<p class="soft">${around([member], (mark = '') => texts.licenses.shared(mark))}</p>`}
    <p class="seat-line">${seatsPicture(used, seats)}<span>${texts.licenses.seats(used, seats)}</span></p>
    ${
      isSelectable &&
      tick({
        id: `l-${license}`,
        name: 'license',
        value: license,
        label: around([product], (mark = '') => texts.batch.select(mark)),
        faults: [],
      })
    }
  </li>`;
}

export function standingPill({ is }: Standing, { licenses: text }: Texts): Part {
  return html`<span class="pill ${is}">${text[is]}</span>`;
}

export function standingSentence({ is, day }: Standing, { licenses: text }: Texts): string {
  const sentences = {
    valid: text.ends,
    ending: text.ends,
    ended: text.endedOn,
    suspended: text.suspendedOn,
    revoked: text.revokedOn,
  };
  return day === null ? text.perpetual : sentences[is](day);
}
