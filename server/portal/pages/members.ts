/** The pages on which the owner and the managers of a license see, offer, invite and remove its members. */

import { later, type Day } from '../../domain/kernel/day.ts';
import type { Fault } from '../../web/field-fault.ts';
import { field, form, hidden } from '../html/fields.ts';
import { around, foreign } from '../html/foreign.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html, type Part } from '../../web/html.ts';
import { page, type Page } from '../html/layout.ts';
import { PATHS, pathTo } from '../html/paths.ts';
import type { Texts } from '../../texts/texts.ts';
import { barSentence, type MachineLine, type ReleaseBar } from './license.ts';

export interface MemberLine {
  readonly member: string;
  /** The name by which the license calls the member, such as `M1`. */
  readonly name: string;
  readonly username: string | null;
  readonly isManager: boolean;
  /** Whether it is the customer who looks. */
  readonly isSelf: boolean;
  readonly isRemovable: boolean;
  readonly sinceDay: Day;
  readonly machines: readonly MachineLine[];
}

interface OpenOfferLine {
  readonly offer: string;
  readonly name: string;
  readonly kind: 'offer' | 'invitation';
  readonly endsDay: Day;
}

export interface MembersModel {
  readonly license: string;
  readonly product: string;
  readonly members: readonly MemberLine[];
  readonly offers: readonly OpenOfferLine[];
  /** The username that the customer typed. */
  readonly username: string;
  /** The link of an invitation that was just made. */
  readonly invitation?: string;
  readonly faults: readonly Fault[];
}

/**
 * The page of the members. Its forms post `deed=offer` with `username`, `deed=invite`, or `deed=withdraw` with the id
 * `offer`.
 */
export function membersPage(model: MembersModel, frame: Frame): Html {
  const { texts } = frame;
  const { members: text } = texts;
  const { members, offers, invitation } = model;
  return page(frame, {
    heading: text.heading,
    lead: text.lead,
    faults: model.faults,
    above: above(model, texts),
    body: html`${invitation !== undefined && made(invitation, texts)}
    ${
      members.length === 0
        ? html`<p>${text.none}</p>`
        : html`<ul class="rows">
            ${members.map((line) => row(line, model.license, texts))}
          </ul>`
    }
    ${offers.length > 0 && open(model, texts)} ${forms(model, texts)}`,
  });
}

function above(
  { license, product }: Pick<MembersModel, 'license' | 'product'>,
  texts: Texts,
): NonNullable<Page['above']> {
  return [
    { text: texts.licenses.heading, path: PATHS.licenses },
    { text: product, path: pathTo(PATHS.license, { license }) },
  ];
}

function made(invitation: string, { members: text }: Texts): Html {
  return html`<section class="notice good" role="status">
    <p>${text.invitation}</p>
    <p><code dir="ltr">${invitation}</code></p>
  </section>`;
}

function row(line: MemberLine, license: string, texts: Texts): Html {
  const { members: text } = texts;
  const { member, name, isManager, isSelf, isRemovable } = line;
  const to = pathTo(PATHS.member, { license, member });
  const unseen = html`<span class="unseen">${foreign(name)}</span>`;
  return html`<li>
    <h2>${titled(line)} ${isManager && html`<span class="pill">${text.manager}</span>`}</h2>
    <p class="soft">${text.since(line.sinceDay)}</p>
    ${line.machines.length === 0 ? html`<p>${text.noMachine}</p>` : machines(line, texts)}
    ${isRemovable && html`<p><a href="${to}">${isSelf ? text.leave : text.change} ${unseen}</a></p>`}
  </li>`;
}

/** The name of a member, with the username if it is shown. */
function titled({ name, username }: MemberLine): Part {
  return username === null
    ? foreign(name)
    : html`${foreign(name)} <span class="soft">(${foreign(username)})</span>`;
}

function machines({ machines: lines }: MemberLine, { members: text }: Texts): Html {
  return html`<ul>
    ${lines.map(
      ({ name, nickname, lastSeenOn }) =>
        html`<li>
          ${around([nickname === null ? name : `${nickname} (${name})`], (mark = '') =>
            text.machine(mark, lastSeenOn),
          )}
        </li>`,
    )}
  </ul>`;
}

function open({ license, offers }: MembersModel, { members: text }: Texts): Html {
  return html`<section class="listed" aria-labelledby="offers">
    <h2 id="offers">${text.offersHeading}</h2>
    <ul class="rows">
      ${offers.map(
        ({ offer, name, kind, endsDay }) =>
          html`<li>
            <h3>${foreign(name)}</h3>
            <p class="soft">${text.until[kind](endsDay)}</p>
            ${form({
              action: pathTo(PATHS.members, { license }),
              submit: text.withdraw,
              weight: 'quiet',
              body: [hidden('deed', 'withdraw'), hidden('offer', offer)],
            })}
          </li>`,
      )}
    </ul>
  </section>`;
}

function forms({ license, username, faults }: MembersModel, texts: Texts): Html {
  const { members: text, fields } = texts;
  const action = pathTo(PATHS.members, { license });
  const name = { name: 'username', label: fields.username, autocomplete: 'off', value: username, faults };
  return html`<section class="panel" aria-labelledby="offer">
      <h2 id="offer">${text.offerHeading}</h2>
      <p>${text.offerLead}</p>
      ${form({ action, submit: text.offer, body: [hidden('deed', 'offer'), field(name)] })}
    </section>
    <section class="panel" aria-labelledby="invite">
      <h2 id="invite">${text.inviteHeading}</h2>
      <p>${text.inviteLead}</p>
      ${form({ action, submit: text.invite, weight: 'quiet', body: hidden('deed', 'invite') })}
    </section>`;
}

export interface MemberModel extends MemberLine {
  readonly license: string;
  readonly product: string;
  /** Whether the customer is the owner, who also makes managers. */
  readonly isOwner: boolean;
  /** Why no machine can be released today; undefined if one can. */
  readonly bar: ReleaseBar | undefined;
  readonly faults: readonly Fault[];
}

/**
 * The page that asks before a member is removed, or leaves. Its forms post `deed=remove`, or for the owner
 * `deed=appoint` or `deed=dismiss`.
 */
export function memberPage(model: MemberModel, frame: Frame): Html {
  const { texts } = frame;
  const { members: text } = texts;
  const { license, member, name, isSelf, isManager, isOwner, bar } = model;
  const action = pathTo(PATHS.member, { license, member });
  const holds = model.machines.some(({ lapsed }) => !lapsed);
  const deed = isManager ? 'dismiss' : 'appoint';
  const to = pathTo(isSelf ? PATHS.license : PATHS.members, { license });
  const back = html`<a href="${to}">${text.cancel}</a>`;
  return page(frame, {
    heading: isSelf ? text.leaveHeading : text.removeHeading(name),
    narrow: true,
    faults: model.faults,
    above: above(model, texts),
    body: html`${follows(model, texts)}
    ${
      bar !== undefined && holds
        ? html`<section class="notice">
            <h2>${text.impossible}</h2>
            <p>${barSentence(bar, texts)}</p>
          </section>`
        : form({
            action,
            submit: isSelf ? text.removeSelf : text.remove,
            weight: 'danger',
            body: hidden('deed', 'remove'),
            beside: back,
          })
    }
    ${
      isOwner &&
      html`<section class="panel" aria-labelledby="manager">
        <h2 id="manager">${text.manager}</h2>
        <p>${text.appointLead}</p>
        ${isManager && html`<p>${text.dismissLead}</p>`}
        ${form({ action, submit: text[deed], weight: 'quiet', body: hidden('deed', deed) })}
      </section>`
    }`,
  });
}

/** What follows from a removal: the machines that are released by name, and what ends. */
function follows({ machines: lines, isManager }: MemberModel, texts: Texts): Html {
  const { members: text } = texts;
  const ends = lines.map(({ leaseEndsOn }) => leaseEndsOn);
  return html`<section class="prose">
    ${
      lines.length > 0 &&
      html`<p>${text.released(lines.length)}</p>
        ${machines({ machines: lines } as MemberLine, texts)}`
    }
    <ul class="points">
      <li>${text.appStops(lines.length)}</li>
      ${ends.length > 0 && html`<li>${text.offline(ends.reduce((last, end) => later(last, end)))}</li>`}
      <li>${text.ends}</li>
      ${isManager && html`<li>${text.offersEnd}</li>`}
    </ul>
  </section>`;
}
