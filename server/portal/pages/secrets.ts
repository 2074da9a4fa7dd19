/** The pages on which a logged-in customer changes the password, makes new recovery codes, and ends other logins. */

import type { Fault } from '../../web/field-error.ts';
import { form, newPasswordField, ownerOf, passwordField } from '../html/fields.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html } from '../../web/html.ts';
import { page } from '../html/page.ts';
import { PATHS } from '../html/paths.ts';
import type { Texts } from '../texts/en/catalogue.ts';
import { fact } from './license.ts';
import { inSettings } from './settings.ts';
import type { Hour } from '../../domain/kernel/day.ts';

interface Faulty {
  readonly faults: readonly Fault[];
}

/** Posts `password`, the current one, and `next`. */
export function passwordPage({ faults }: Faulty, frame: Frame): Html {
  const { texts } = frame;
  const { password: says } = texts;
  const body = [ownerOf(frame), passwordField(texts, faults, 'current'), newPasswordField(texts, faults)];
  return page(frame, {
    heading: says.heading,
    lead: says.lead,
    narrow: true,
    above: inSettings(frame),
    faults,
    body: form({ action: PATHS.password, submit: says.submit, body }),
  });
}

export interface RenewCodesModel extends Faulty {
  readonly left: number;
}

/** Posts `password`; the answer is the page that shows the codes. */
export function renewCodesPage({ left, faults }: RenewCodesModel, frame: Frame): Html {
  const { texts } = frame;
  const { renewCodes: says } = texts;
  return page(frame, {
    heading: says.heading,
    lead: says.lead,
    narrow: true,
    above: inSettings(frame),
    faults,
    body: html`<p>${says.left(left)} ${says.renew}</p>
      ${form({
        action: PATHS.codes,
        submit: says.submit,
        body: [ownerOf(frame), passwordField(texts, faults, 'current')],
      })}`,
  });
}

export interface SessionLine {
  readonly begunHour: Hour;
  readonly endsHour: Hour;
  readonly remembered: boolean;
  readonly isThis: boolean;
}

export interface SessionsModel {
  readonly sessions: readonly SessionLine[];
}

/** Posts nothing but the wish to end the others. */
export function sessionsPage({ sessions }: SessionsModel, frame: Frame): Html {
  const { texts } = frame;
  const { sessions: says } = texts;
  return page(frame, {
    heading: says.heading,
    lead: says.lead,
    above: inSettings(frame),
    body: html`<ul class="rows">
        ${sessions.map((session) => sessionRow(session, texts))}
      </ul>
      ${
        sessions.length > 1
          ? form({ action: PATHS.sessions, submit: says.submit, weight: 'danger', body: undefined })
          : html`<p class="soft">${says.alone}</p>`
      }`,
  });
}

function sessionRow({ begunHour, endsHour, remembered, isThis }: SessionLine, texts: Texts): Html {
  const { sessions: says } = texts;
  return html`<li class="entry">
    <h2>
      ${isThis ? says.current : says.other}
      ${remembered && html`<span class="pill">${says.remembered}</span>`}
    </h2>
    <dl class="facts">
      ${fact(says.begun, texts.hour(begunHour))} ${fact(says.until, texts.hour(endsHour))}
    </dl>
  </li>`;
}
