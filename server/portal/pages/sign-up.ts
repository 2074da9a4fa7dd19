/** The page that creates an account, and the page that shows the account's recovery codes once. */

import type { Fault } from '../../web/field-fault.ts';
import { field, form, newPasswordField, tick } from '../html/fields.ts';
import { around, foreign } from '../html/foreign.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html } from '../../web/html.ts';
import { page } from '../html/layout.ts';
import { PATHS } from '../html/paths.ts';

export interface SignUpModel {
  /** The license key that the customer typed; undefined: the customer has an invitation instead. */
  readonly licenseKey: string | undefined;
  /** The address to which the form is sent. */
  readonly action: string;
  /** The username that the customer typed, or a suggested username. */
  readonly username: string;
  readonly remember: boolean;
  /** Whether the customer ticked the checkbox of the terms. */
  readonly accepted: boolean;
  /** The version of the terms that the customer accepts. */
  readonly terms: string;
  readonly faults: readonly Fault[];
}

/**
 * The page that creates an account. Its form posts `licenseKey`, `username`, `password` and, if ticked, `terms` with
 * the version and `remember=yes`.
 */
export function signUpPage(model: SignUpModel, frame: Frame): Html {
  const { action, licenseKey, username, remember, accepted, terms, faults } = model;
  const { texts } = frame;
  const { signUp: text, fields } = texts;
  const body = [
    licenseKey !== undefined &&
      field({
        name: 'licenseKey',
        label: fields.licenseKey,
        value: licenseKey,
        hint: text.licenseKeyHint,
        autocomplete: 'off',
        exact: true,
        faults,
      }),
    field({
      name: 'username',
      label: fields.username,
      value: username,
      hint: text.usernameHint,
      autocomplete: 'username',
      faults,
    }),
    newPasswordField(texts, faults, 'password'),
    tick({ name: 'remember', label: fields.remember, checked: remember, faults }),
    tick({
      name: 'terms',
      value: terms,
      label: around([terms], text.terms),
      checked: accepted,
      required: true,
      aside: html`<p class="hint"><a href="${PATHS.privacy}#terms">${text.readTerms}</a></p>`,
      faults,
    }),
  ];
  return page(frame, {
    heading: text.heading,
    lead: licenseKey === undefined ? text.leadInvited : text.lead,
    narrow: true,
    faults,
    body: html`${form({ action, submit: text.submit, body })}
      <p class="aside">${text.haveOne} <a href="${PATHS.logIn}">${texts.layout.logIn}</a></p>`,
  });
}

export interface CodesShownModel {
  readonly username: string;
  readonly codes: readonly string[];
  /** The address of the page that follows the recovery codes. */
  readonly next: string;
}

/**
 * The page that shows new recovery codes, as the response to a sign-up or to a request for new codes. It links to the
 * next page and has no form.
 */
export function codesShownPage({ username, codes, next }: CodesShownModel, frame: Frame): Html {
  const { codes: text } = frame.texts;
  return page(frame, {
    heading: text.heading,
    lead: text.lead,
    narrow: true,
    body: html`<dl class="facts">
        <div>
          <dt>${text.username}</dt>
          <dd>${foreign(username)}</dd>
        </div>
      </dl>
      <ol class="codes" aria-label="${text.list}">
        ${codes.map((code) => html`<li><code dir="ltr">${code}</code></li>`)}
      </ol>
      <p class="notice">${text.warning}</p>
      <p class="actions"><a class="button" href="${next}">${text.next}</a></p>`,
  });
}
