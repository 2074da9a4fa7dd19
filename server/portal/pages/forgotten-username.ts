/** The pages that find a forgotten username: by a license key and a recovery code, or by mail. */

import type { Fault } from '../../web/field-fault.ts';
import { field, form } from '../html/fields.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html } from '../../web/html.ts';
import { page } from '../html/layout.ts';
import { PATHS } from '../html/paths.ts';
import { emailField, sent, toRecover, type AskByEmailModel } from './recover.ts';

export interface RecoverUsernameModel {
  /** What the customer typed. */
  readonly licenseKey: string;
  readonly code: string;
  readonly faults: readonly Fault[];
}

/** The page that asks for the proof. Its form posts `licenseKey` and `code`. */
export function recoverUsernamePage({ licenseKey, code, faults }: RecoverUsernameModel, frame: Frame): Html {
  const { recoverUsername: text, recoverCode, fields } = frame.texts;
  const body = [
    field({
      name: 'licenseKey',
      label: fields.licenseKey,
      hint: fields.licenseKeyHint,
      value: licenseKey,
      autocomplete: 'off',
      exact: true,
      faults,
    }),
    field({ name: 'code', label: recoverCode.code, value: code, autocomplete: 'off', exact: true, faults }),
  ];
  return page(frame, {
    heading: text.heading,
    lead: text.lead,
    narrow: true,
    above: toRecover(frame),
    faults,
    body: html`${form({ action: PATHS.recoverUsername, submit: text.submit, body })}
      <p class="aside">${text.withKey}</p>
      <p class="aside"><a href="${PATHS.mailUsername}">${text.byMail}</a></p>`,
  });
}

export function usernameFoundPage({ username }: { username: string }, frame: Frame): Html {
  const { recoverUsername: text } = frame.texts;
  return page(frame, {
    heading: text.foundHeading,
    narrow: true,
    above: toRecover(frame),
    body: html`<p class="shown-key"><bdi>${username}</bdi></p>
      <p class="actions"><a class="button" href="${PATHS.logIn}">${text.toLogIn}</a></p>`,
  });
}

/** The page that mails the username. Its form posts `email`. */
export function mailUsernamePage({ email, faults }: AskByEmailModel, frame: Frame): Html {
  const { recoverUsername: text } = frame.texts;
  return page(frame, {
    heading: text.mailHeading,
    lead: text.mailLead,
    narrow: true,
    above: toRecover(frame),
    faults,
    body: form({
      action: PATHS.mailUsername,
      submit: text.mailSubmit,
      body: emailField(frame, email, faults),
    }),
  });
}

export function usernameSentPage(frame: Frame): Html {
  const { recoverUsername: text, recoverKey } = frame.texts;
  return page(frame, {
    heading: recoverKey.sentHeading,
    narrow: true,
    above: toRecover(frame),
    body: html`${sent(text.sent, recoverKey.notArrived)}
      <p class="aside"><a href="${PATHS.mailUsername}">${recoverKey.again}</a></p>`,
  });
}
