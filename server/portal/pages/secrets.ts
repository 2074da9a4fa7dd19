/**
 * The pages on which a logged-in customer changes the username and the password, makes new recovery codes, and ends the logins in other
 * browsers.
 */

import type { Fault } from '../../web/field-fault.ts';
import { field, form, newPasswordField, ownerOf, passwordField } from '../html/fields.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html } from '../../web/html.ts';
import { page } from '../html/layout.ts';
import { PATHS } from '../html/paths.ts';
import type { Texts } from '../../texts/texts.ts';
import { fact } from './license.ts';
import { inSettings } from './settings.ts';
import type { Hour } from '../../domain/kernel/day.ts';

interface Faulty {
  readonly faults: readonly Fault[];
}

export interface UsernameModel extends Faulty {
  /** The username that the customer typed; at first, the current username. */
  readonly username: string;
}

/** The page that changes the username. Its form posts `username` and `current` (the password). */
export function usernamePage({ username, faults }: UsernameModel, frame: Frame): Html {
  const { texts } = frame;
  const { username: text, fields } = texts;
  const body = [
    field({
      name: 'username',
      label: fields.newUsername,
      value: username,
      hint: text.hint,
      autocomplete: 'username',
      faults,
    }),
    passwordField(texts, faults, 'current'),
  ];
  return page(frame, {
    heading: text.heading,
    lead: text.lead,
    narrow: true,
    above: inSettings(frame),
    faults,
    body: form({ action: PATHS.username, submit: text.submit, body }),
  });
}

/** The page that changes the password. Its form posts `password` (the current one) and `next` (the new one). */
export function passwordPage({ faults }: Faulty, frame: Frame): Html {
  const { texts } = frame;
  const { password: text } = texts;
  const body = [ownerOf(frame), passwordField(texts, faults, 'current'), newPasswordField(texts, faults)];
  return page(frame, {
    heading: text.heading,
    lead: text.lead,
    narrow: true,
    above: inSettings(frame),
    faults,
    body: form({ action: PATHS.password, submit: text.submit, body }),
  });
}

export interface RenewCodesModel extends Faulty {
  readonly left: number;
}

/** The page that makes new recovery codes. Its form posts `password`; the answer is the page that shows the codes. */
export function renewCodesPage({ left, faults }: RenewCodesModel, frame: Frame): Html {
  const { texts } = frame;
  const { renewCodes: text } = texts;
  return page(frame, {
    heading: text.heading,
    lead: text.lead,
    narrow: true,
    above: inSettings(frame),
    faults,
    body: html`<p>${text.left(left)} ${text.renew}</p>
      ${form({
        action: PATHS.codes,
        submit: text.submit,
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
  /** Whether this browser has a cookie that keeps it known. */
  readonly isKnown: boolean;
}

/** The page that ends the logins in other browsers, and forgets that this browser is known. Its forms post no field. */
export function sessionsPage({ sessions, isKnown }: SessionsModel, frame: Frame): Html {
  const { texts } = frame;
  const { sessions: text } = texts;
  return page(frame, {
    heading: text.heading,
    lead: text.lead,
    above: inSettings(frame),
    body: html`<ul class="rows">
        ${sessions.map((session) => sessionRow(session, texts))}
      </ul>
      ${
        sessions.length > 1
          ? form({ action: PATHS.sessions, submit: text.submit, weight: 'danger', body: undefined })
          : html`<p class="soft">${text.alone}</p>`
      }
      ${isKnown && knownSection(texts)}`,
  });
}

function knownSection({ sessions: text }: Texts): Html {
  const forget = {
    action: PATHS.forgetBrowser,
    submit: text.forget,
    weight: 'quiet',
    body: undefined,
  } as const;
  return html`<section class="panel" aria-labelledby="known">
    <h2 id="known">${text.known}</h2>
    <p>${text.knownLead}</p>
    ${form(forget)}
  </section>`;
}

function sessionRow({ begunHour, endsHour, remembered, isThis }: SessionLine, texts: Texts): Html {
  const { sessions: text } = texts;
  return html`<li class="entry">
    <h2>
      ${isThis ? text.current : text.other}
      ${remembered && html`<span class="pill">${text.remembered}</span>`}
    </h2>
    <dl class="facts">
      ${fact(text.begun, texts.formats.hour(begunHour))} ${fact(text.until, texts.formats.hour(endsHour))}
    </dl>
  </li>`;
}
