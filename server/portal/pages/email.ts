/**
 * The pages about email addresses: one page for the address that recovers the account, and one for the address from
 * which a license's key is derived. An address is never shown again, because only a keyed trace of the address is kept.
 */

import type { Fault } from '../../web/field-fault.ts';
import { field, form, hidden, ownerOf, passwordField } from '../html/fields.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html, type Part } from '../../web/html.ts';
import { page, type Page } from '../html/layout.ts';
import { PATHS } from '../html/paths.ts';
import { inSettings } from './settings.ts';

export interface EmailModel {
  /** Whether the account has an email address. */
  readonly added: boolean;
  /** The email that the customer typed. */
  readonly email: string;
  readonly faults: readonly Fault[];
}

/**
 * The page of the account's email address. Its forms post `deed=add` with `email` and `current` (the password), or
 * `deed=remove`.
 */
export function emailPage({ added, email, faults }: EmailModel, frame: Frame): Html {
  const { texts } = frame;
  const { email: text } = texts;
  const body = [
    hidden('deed', 'add'),
    emailField('email', added ? texts.emailChange.newEmail : texts.fields.email, { value: email, faults }),
    ownerOf(frame),
    passwordField(texts, faults, 'current'),
  ];
  const remove = { action: PATHS.email, submit: text.remove, weight: 'quiet' } as const;
  return page(frame, {
    heading: text.heading,
    above: inSettings(frame),
    faults,
    body: html`<section class="panel" aria-labelledby="recovery">
        <h2 id="recovery">${text.recoveryHeading}</h2>
        <p class="prose">${added ? text.set : text.none}</p>
        ${form({ action: PATHS.email, submit: added ? text.replace : text.add, body })}
        ${added && form({ ...remove, body: hidden('deed', 'remove') })}
      </section>
      <section class="panel" aria-labelledby="change">
        <h2 id="change">${text.changeHeading}</h2>
        <p class="prose">${text.changeLead}</p>
        <p><a href="${PATHS.emailChange}">${text.change}</a></p>
      </section>`,
  });
}

export interface EmailProofModel {
  /** The link from the mail, if the customer followed it. Without the link, the page asks for the code. */
  readonly link: string | undefined;
  /** The code that the customer typed. */
  readonly code: string;
  readonly faults: readonly Fault[];
}

/** The page that proves an email address. Its form posts `deed=prove` with `link` or `code`. */
export function emailProofPage({ link, code, faults }: EmailProofModel, frame: Frame): Html {
  const { emailProof: text, fields } = frame.texts;
  const proof =
    link === undefined ? codeField('code', fields.code, { value: code, faults }) : hidden('link', link);
  return page(frame, {
    heading: text.heading,
    lead: link === undefined ? text.sent : text.linked,
    narrow: true,
    above: underEmail(frame),
    faults,
    body: form({ action: PATHS.email, submit: text.submit, body: [hidden('deed', 'prove'), proof] }),
  });
}

/** What the customer typed. */
export interface EmailChangeModel {
  readonly newEmail: string;
  readonly oldEmail: string;
  readonly licenseKey: string;
  readonly faults: readonly Fault[];
}

/**
 * The page that changes the email address of licenses. Its form posts `deed=ask` with `newEmail`, and `oldEmail` or
 * `licenseKey`.
 */
export function emailChangePage(model: EmailChangeModel, frame: Frame): Html {
  const { newEmail, oldEmail, licenseKey, faults } = model;
  const { emailChange: text } = frame.texts;
  const body = [
    hidden('deed', 'ask'),
    emailField('newEmail', text.newEmail, { value: newEmail, faults }),
    emailField('oldEmail', text.oldEmail, {
      value: oldEmail,
      faults,
      hint: text.oldEmailHint,
      required: false,
    }),
    field({
      name: 'licenseKey',
      label: text.licenseKey,
      value: licenseKey,
      hint: text.licenseKeyHint,
      autocomplete: 'off',
      required: false,
      exact: true,
      faults,
    }),
  ];
  return page(frame, {
    heading: text.heading,
    lead: text.lead,
    narrow: true,
    above: underEmail(frame),
    faults,
    body: form({ action: PATHS.emailChange, submit: text.submit, body }),
  });
}

export interface EmailChangeProofModel {
  /**
   * Whether the page asks for a code that was mailed to the old address. If not, the owner was proved by the license
   * key.
   */
  readonly byOld: boolean;
  /** The codes that the customer typed. */
  readonly newCode: string;
  readonly oldCode: string;
  readonly faults: readonly Fault[];
}

/**
 * The page that proves a change of the email address. Its form posts `deed=prove` with `newCode` and, if asked for,
 * `byOld=yes` and `oldCode`.
 */
export function emailChangeProofPage(model: EmailChangeProofModel, frame: Frame): Html {
  const { byOld, newCode, oldCode, faults } = model;
  const { emailChange: text } = frame.texts;
  const body = [
    hidden('deed', 'prove'),
    codeField('newCode', text.newCode, { value: newCode, faults }),
    byOld && [hidden('byOld', 'yes'), codeField('oldCode', text.oldCode, { value: oldCode, faults })],
  ];
  return page(frame, {
    heading: byOld ? text.proofHeading : text.proofHeadingOne,
    lead: text.proofLead,
    narrow: true,
    above: underEmail(frame),
    faults,
    body: form({ action: PATHS.emailChange, submit: text.prove, body }),
  });
}

interface EmailField {
  readonly value: string;
  readonly faults: readonly Fault[];
  readonly hint?: string;
  readonly required?: boolean;
}

function emailField(name: string, label: string, options: EmailField): Html {
  return field({ name, label, type: 'email', autocomplete: 'email', ...options });
}

function codeField(name: string, label: string, options: Pick<EmailField, 'value' | 'faults'>): Part {
  return field({ name, label, autocomplete: 'one-time-code', exact: true, ...options });
}

function underEmail(frame: Frame): NonNullable<Page['above']> {
  return [...inSettings(frame), { text: frame.texts.email.heading, path: PATHS.email }];
}
