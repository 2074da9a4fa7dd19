/** The login page. */

import type { Fault } from '../../web/field-fault.ts';
import { field, form, hidden, passwordField, tick } from '../html/fields.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html } from '../../web/html.ts';
import { page } from '../html/layout.ts';
import { PATHS } from '../html/paths.ts';

export interface LogInModel {
  readonly username: string;
  readonly remember: boolean;
  /** The name of the page to which the login leads; empty: the licenses. */
  readonly to: string;
  readonly faults: readonly Fault[];
}

/** The login page. Its form posts `username`, `password`, `to` and, if ticked, `remember=yes`. */
export function logInPage({ username, remember, to, faults }: LogInModel, frame: Frame): Html {
  const { texts } = frame;
  const { logIn: text, fields } = texts;
  const body = [
    field({
      name: 'username',
      label: fields.username,
      hint: fields.usernameHint,
      value: username,
      autocomplete: 'username',
      faults,
    }),
    passwordField(texts, faults),
    tick({ name: 'remember', label: fields.remember, checked: remember, faults }),
    to !== '' && hidden('to', to),
  ];
  return page(frame, {
    heading: text.heading,
    lead: text.lead,
    narrow: true,
    faults,
    body: html`${form({ action: PATHS.logIn, submit: text.submit, body })}
      <p class="aside"><a href="${PATHS.recover}">${text.lost}</a></p>
      <p class="aside"><a href="${PATHS.offline}">${texts.offline.link}</a></p>
      <p class="aside">${text.newHere} <a href="${PATHS.signUp}">${text.signUp}</a></p>`,
  });
}
