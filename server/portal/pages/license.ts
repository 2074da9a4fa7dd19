/**
 * The page of one license: its terms, its seats, and every machine with a seat. A machine can be opened, or selected
 * for release.
 */

import type { Day } from '../../domain/kernel/day.ts';
import { MACHINE_PICTURE, QUIET_NIGHT, seatsPicture } from '../html/drawings.ts';
import type { Fault } from '../../web/field-fault.ts';
import { form, tick } from '../html/fields.ts';
import { around, foreign } from '../html/foreign.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html, type Part } from '../../web/html.ts';
import { page } from '../html/layout.ts';
import { pager, type Neighbours } from '../html/pager.ts';
import { PATHS, pathTo } from '../html/paths.ts';
import type { Role } from '../../domain/ownership/access.ts';
import { actionText } from '../../texts/inventory-texts.ts';
import type { Texts } from '../../texts/texts.ts';
import { licenseLinks } from './renewal/license-links.ts';
import { standingPill, standingSentence, type LicenseLine } from './licenses.ts';
import { ownersTakeover, type OwnersTakeover } from './takeover.ts';

export interface MachineLine {
  readonly activation: string;
  /** The two-word name of the machine. */
  readonly name: string;
  readonly nickname: string | null;
  /** The name of the member whose machine it is; null: it is the owner's. */
  readonly member: string | null;
  /** Whether it is a machine of the customer who looks. Of others, the network is not shown. */
  readonly isOwn: boolean;
  readonly username: string | null;
  readonly activatedOn: Day;
  readonly lastSeenOn: Day;
  /** The truncated network of the machine; null after it was deleted. */
  readonly network: string | null;
  readonly leaseEndsOn: Day;
  /** Whether the machine's grace period is over, so that another machine may take its seat. */
  readonly lapsed: boolean;
}

/** A machine of which copies were found, and the days on which the first and the latest copy were found. */
export interface CopiesLine {
  readonly activation: string;
  readonly name: string;
  readonly firstOn: Day;
  readonly lastOn: Day;
}

/** What a license includes. */
export interface FeatureLine {
  readonly name: string;
  /** Its last day; null: that of the license. */
  readonly endsDay: Day | null;
  readonly isOver: boolean;
}

/** The reason for which no machine can be released today. */
export type ReleaseBar =
  | { readonly is: 'tooSoon'; readonly next: Day }
  /** `kept`: what is left of the year is for the owner. */
  | { readonly is: 'limit' | 'kept'; readonly perYear: number };

/** The actions that end what a license allows. */
const CAUSES = new Set(['license suspend', 'license revoke']);

/** What an operator did with the license, and why. */
export interface OperatorNote {
  readonly action: string;
  readonly reason: string;
  readonly day: Day;
}

export interface LicenseModel extends LicenseLine {
  /** The last day of updates; null if updates end with the license. */
  readonly updatesUntil: Day | null;
  readonly features: readonly FeatureLine[];
  readonly sinceDay: Day;
  readonly role: Role;
  /** Whether machines share the seats. */
  readonly isFloating: boolean;
  /** The id of the customer among the members; null: the customer is the owner. */
  readonly memberId: string | null;
  /** Whether the vendor offers files to download. */
  readonly hasDownloads?: boolean;
  /** `derived`: the key can be derived from the email. `imported`: it cannot. `unmade`: the customer can make one. */
  readonly key: 'derived' | 'imported' | 'unmade';
  readonly machines: readonly MachineLine[];
  /** The place of these machines among all of the license. */
  readonly place: Neighbours;
  readonly bar: ReleaseBar | undefined;
  readonly copies: readonly CopiesLine[];
  /** The actions of operators that have a reason, latest first. */
  readonly notes: readonly OperatorNote[];
  /** The take-over that the owner can refuse; absent: none, or the customer is not the owner. */
  readonly takeover?: OwnersTakeover;
  /** The activations that were selected in a refused form. */
  readonly selected: readonly string[];
  readonly faults: readonly Fault[];
}

/**
 * The page of one license. Its form sends one `activation` for each selected machine, by GET, to the page that asks
 * before the release.
 */
export function licensePage(model: LicenseModel, frame: Frame): Html {
  const { texts } = frame;
  return page(frame, {
    heading: model.product,
    faults: model.faults,
    above: [{ text: texts.licenses.heading, path: PATHS.licenses }],
    body: html`${ownersTakeover(model.takeover ?? null, texts)} ${terms(model, texts)}
      ${model.notes.length > 0 && notes(model, texts)}
      <section class="machines" aria-labelledby="machines">
        <h2 id="machines">${texts.license.machines}</h2>
        ${model.machines.length === 0 ? noMachines(texts) : machines(model, texts)}
        <p><a href="${PATHS.offline}">${texts.offline.link}</a></p>
      </section>`,
  });
}

function terms(model: LicenseModel, texts: Texts): Html {
  const { license: text } = texts;
  const { standing, used, seats, updatesUntil, features } = model;
  return html`<section class="panel" aria-label="${text.terms}">
    ${standingNote(model, texts)} ${retiredNote(model, texts)} ${copiesNote(model, texts)}
    <dl class="facts">
      ${fact(text.standing, html`${standingPill(standing, texts)} ${standingSentence(standing, texts)}`)}
      ${fact(
        text.seats,
        html`<span class="seat-line">${seatsPicture(used, seats)}${texts.licenses.seats(used, seats)}</span>`,
      )}
      ${model.isFloating && fact(text.floating, text.floatingSeats)}
      ${fact(text.updates, updatesUntil === null ? text.updatesAlways : text.updatesUntil(updatesUntil))}
      ${
        features.length > 0 &&
        fact(
          text.features,
          around(
            features.map(({ name }) => name),
            (...marks) =>
              texts.formats.list(marks.map((mark, index) => feature(mark, features[index], text))),
          ),
        )
      }
      ${fact(text.since, text.sinceDay(model.sinceDay))}
      ${
        model.memberId === null
          ? fact(text.key, key(model, texts))
          : fact(
              text.part,
              around([model.member ?? ''], (mark = '') => text.parts[model.role](mark)),
            )
      }
    </dl>
    ${licenseLinks(model, texts)}
  </section>`;
}

function feature(mark: string, line: FeatureLine | undefined, text: Texts['license']): string {
  if (line === undefined || line.endsDay === null) return mark;
  return line.isOver ? text.featureEnded(mark, line.endsDay) : text.featureUntil(mark, line.endsDay);
}

function notes(model: LicenseModel, { license: text, inventory }: Texts): Html {
  return html`<section class="listed" aria-labelledby="notes">
    <h2 id="notes">${text.notes}</h2>
    <ul class="rows">
      ${model.notes.map(
        ({ action, reason, day }) =>
          html`<li>
            <p>${foreign(reason)}</p>
            <p class="soft">${text.note(actionText(action, inventory), day)}</p>
          </li>`,
      )}
    </ul>
  </section>`;
}

export function fact(name: string, value: Part): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

/** What the status means, after the seller's reason for it if there is one. */
function standingNote({ standing: { is, day }, notes: given }: LicenseModel, { license: text }: Texts): Part {
  const notes = { ended: text.endedNote, suspended: text.suspendedNote, revoked: text.revokedNote };
  if (!(is in notes)) return false;
  const cause = given.find((note) => CAUSES.has(note.action) && note.day === day);
  return html`<div class="notice">
    ${cause !== undefined && html`<p>${around([cause.reason], text.reason)}</p>`}
    <p>${notes[is as keyof typeof notes]} ${cause === undefined && is === 'suspended' && text.noReason}</p>
  </div>`;
}

/** What becomes of a license whose product is no longer sold. */
function retiredNote({ keptUntil = null }: LicenseModel, { license: text }: Texts): Part {
  return keptUntil !== null && html`<p class="notice">${text.retired(keptUntil)}</p>`;
}

/** The copies that were found, and where to object. */
function copiesNote({ copies }: LicenseModel, { license: text }: Texts): Part {
  if (copies.length === 0) return false;
  return html`<div class="notice">
    <p>${text.copiesLead}</p>
    <ul>
      ${copies.map(
        ({ name, firstOn, lastOn }) =>
          html`<li>${around([name], (mark = '') => text.copiesFound(mark, firstOn, lastOn))}</li>`,
      )}
    </ul>
    <p>${text.copiesObject}</p>
  </div>`;
}

function key({ license, key: is }: LicenseModel, { license: text }: Texts): Part {
  if (is === 'imported') return text.keyImported;
  const link = is === 'unmade' ? text.makeKey : text.showKey;
  return html`<a href="${pathTo(PATHS.licenseKey, { license })}">${link}</a>`;
}

function noMachines({ license: text }: Texts): Html {
  return html`<div class="empty">
    ${QUIET_NIGHT}
    <h3>${text.noMachinesHeading}</h3>
    <p>${text.noMachines}</p>
  </div>`;
}

function machines(model: LicenseModel, texts: Texts): Html {
  const { license: text } = texts;
  const canRelease = model.bar === undefined;
  const list = html`<ul class="rows">
    ${model.machines.map((machine) => machineRow(machine, model, texts))}
  </ul>`;
  return html`<p class="soft">${text.names}</p>
    ${
      model.bar === undefined
        ? html`<p class="soft">${text.releaseLead}</p>`
        : html`<p class="notice">${barSentence(model.bar, texts)}</p>`
    }
    ${
      canRelease
        ? form({
            action: pathTo(PATHS.release, { license: model.license }),
            method: 'get',
            submit: text.releaseChosen,
            weight: 'danger',
            body: list,
          })
        : list
    }
    ${pager(model.place, pathTo(PATHS.license, { license: model.license }), texts)}`;
}

export function barSentence(bar: ReleaseBar, { faults }: Texts): string {
  if (bar.is === 'tooSoon') return faults.releaseTooSoon(bar.next);
  return bar.is === 'kept' ? faults.releaseKept(bar.perYear) : faults.releaseLimit(bar.perYear);
}

function machineRow(machine: MachineLine, model: LicenseModel, texts: Texts): Html {
  const { license: text } = texts;
  const to = pathTo(PATHS.machine, { license: model.license, activation: machine.activation });
  return html`<li class="machine">
    ${MACHINE_PICTURE}
    <h3><a href="${to}">${machineTitle(machine)}</a></h3>
    ${
      model.bar === undefined &&
      tick({
        id: `m-${machine.activation}`,
        name: 'activation',
        value: machine.activation,
        label: html`<span class="unseen">${around([machine.name], text.select)}</span>`,
        checked: model.selected.includes(machine.activation),
        faults: [],
      })
    }
    ${machineFacts(machine, texts)}
  </li>`;
}

/** The title of a machine: its two-word name, after its nickname if it has one. */
export function machineTitle({ name, nickname }: Pick<MachineLine, 'name' | 'nickname'>): Part {
  if (nickname === null) return foreign(name);
  return html`${foreign(nickname)} <span class="soft">(${foreign(name)})</span>`;
}

export function machineFacts(machine: MachineLine, texts: Texts): Html {
  const { license: text } = texts;
  return html`<dl class="facts">
    ${fact(text.lastSeen, texts.formats.day(machine.lastSeenOn))}
    ${fact(text.leaseEnds, machine.lapsed ? text.lapsed : texts.formats.day(machine.leaseEndsOn))}
    ${fact(text.activated, texts.formats.day(machine.activatedOn))}
    ${machine.isOwn && fact(text.network, machine.network === null ? text.noNetwork : foreign(machine.network))}
    ${!machine.isOwn && fact(text.holder, machine.member === null ? text.ownersMachine : foreign(machine.member))}
    ${machine.username !== null && fact(text.username, foreign(machine.username))}
  </dl>`;
}
