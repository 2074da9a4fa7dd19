/**
 * The pages that recover a lost key or password. A page is the same whether or not the server knows an email address.
 */

import { ENVELOPE } from '../html/drawings.ts';
import type { Fault } from '../../web/field-fault.ts';
import { field, form, newPasswordField } from '../html/fields.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html, type Part } from '../../web/html.ts';
import { page, type Page } from '../html/layout.ts';
import { PATHS } from '../html/paths.ts';

/** The page on which the customer chooses a way to recover. */
export function recoverPage(frame: Frame): Html {
  const { recover: text } = frame.texts;
  const ways = [
    { to: PATHS.recoverUsername, title: text.username, lead: text.usernameLead },
    { to: PATHS.recoverKey, title: text.key, lead: text.keyLead },
    { to: PATHS.recoverPassword, title: text.password, lead: text.passwordLead },
    { to: PATHS.recoverCode, title: text.code, lead: text.codeLead },
  ];
  return page(frame, {
    heading: text.heading,
    narrow: true,
    above: toLogIn(frame),
    body: html`<ul class="rows">
        ${ways.map(
          ({ to, title, lead }) =>
            html`<li>
              <h2><a href="${to}">${title}</a></h2>
              <p class="soft">${lead}</p>
            </li>`,
        )}
      </ul>
      <p class="aside">${text.nothing}</p>`,
  });
}

export interface AskByEmailModel {
  /** The email that the customer typed. */
  readonly email: string;
  readonly faults: readonly Fault[];
}

/** The page that recovers a lost key. Its form posts `email`. */
export function recoverKeyPage({ email, faults }: AskByEmailModel, frame: Frame): Html {
  const { recoverKey: text } = frame.texts;
  const body = emailField(frame, email, faults);
  return page(frame, {
    heading: text.heading,
    lead: text.lead,
    narrow: true,
    above: toRecover(frame),
    faults,
    body: form({ action: PATHS.recoverKey, submit: text.submit, body }),
  });
}

export function keySentPage(frame: Frame): Html {
  const { recoverKey: text } = frame.texts;
  return page(frame, {
    heading: text.sentHeading,
    narrow: true,
    above: toRecover(frame),
    body: html`${sent(text.sent, text.notArrived)}
      <p class="aside"><a href="${PATHS.recoverKey}">${text.again}</a></p>`,
  });
}

/** The page that recovers a lost password. Its form posts `email`. */
export function recoverPasswordPage({ email, faults }: AskByEmailModel, frame: Frame): Html {
  const { recoverPassword: text } = frame.texts;
  const body = [emailField(frame, email, faults), html`<p class="hint">${text.cookie}</p>`];
  return page(frame, {
    heading: text.heading,
    lead: text.lead,
    narrow: true,
    above: toRecover(frame),
    faults,
    body: form({ action: PATHS.recoverPassword, submit: text.submit, body }),
  });
}

export interface LinkSentModel {
  /** The code that the customer typed. */
  readonly code: string;
  /** The faults of the code and of the new password that the customer typed. */
  readonly faults: readonly Fault[];
}

/**
 * The page after a recovery link was mailed. Its form posts `code` and `next` (the new password) to the address of the
 * link.
 */
export function linkSentPage({ code, faults }: LinkSentModel, frame: Frame): Html {
  const { recoverPassword: text } = frame.texts;
  return page(frame, {
    heading: text.sentHeading,
    narrow: true,
    above: toRecover(frame),
    faults,
    body: html`${sent(text.sent, frame.texts.recoverKey.notArrived)}
      <section class="panel" aria-labelledby="typed">
        <h2 id="typed">${text.typed}</h2>
        ${form({
          action: PATHS.reset,
          submit: text.submitCode,
          weight: 'quiet',
          body: [
            field({
              name: 'code',
              label: frame.texts.fields.code,
              value: code,
              hint: text.codeHint,
              autocomplete: 'one-time-code',
              exact: true,
              faults,
            }),
            newPasswordField(frame.texts, faults),
          ],
        })}
      </section>
      <p class="aside"><a href="${PATHS.recoverPassword}">${text.again}</a></p>`,
  });
}

export interface RecoverCodeModel {
  /** What the customer typed. */
  readonly username: string;
  readonly code: string;
  readonly faults: readonly Fault[];
}

/**
 * The page that recovers a password with a recovery code. Its form posts `username`, `code` and `next` (the new
 * password).
 */
export function recoverCodePage({ username, code, faults }: RecoverCodeModel, frame: Frame): Html {
  const { recoverCode: text, fields } = frame.texts;
  const body = [
    field({
      name: 'username',
      label: fields.username,
      hint: fields.usernameHint,
      value: username,
      autocomplete: 'username',
      faults,
    }),
    field({
      name: 'code',
      label: text.code,
      value: code,
      hint: text.lead,
      autocomplete: 'off',
      exact: true,
      faults,
    }),
    newPasswordField(frame.texts, faults),
  ];
  return page(frame, {
    heading: text.heading,
    narrow: true,
    above: toRecover(frame),
    faults,
    body: form({ action: PATHS.recoverCode, submit: text.submit, body }),
  });
}

export function emailField({ texts }: Frame, value: string, faults: readonly Fault[]): Html {
  const { email: label } = texts.fields;
  return field({ name: 'email', label, type: 'email', value, autocomplete: 'email', faults });
}

export function sent(...paragraphs: readonly string[]): Part {
  return html`<section class="empty">
    ${ENVELOPE}
    <div class="prose">${paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}</div>
  </section>`;
}

function toLogIn({ texts }: Frame): NonNullable<Page['above']> {
  return [{ text: texts.layout.logIn, path: PATHS.logIn }];
}

export function toRecover(frame: Frame): NonNullable<Page['above']> {
  return [...toLogIn(frame), { text: frame.texts.recover.heading, path: PATHS.recover }];
}
