/**
 * The pages about email addresses: one that recovers the account, and the one that a license's key is derived from. An
 * address is never shown again: only a keyed trace of it is kept.
 */

import type { Fault } from '../../web/field-error.ts';
import { field, form, hidden, ownerOf, passwordField } from '../html/fields.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html, type Part } from '../../web/html.ts';
import { page, type Page } from '../html/page.ts';
import { PATHS } from '../html/paths.ts';
import { inSettings } from './settings.ts';

export interface EmailModel {
  /** Whether an address was added. */
  readonly added: boolean;
  /** What was typed. */
  readonly email: string;
  readonly faults: readonly Fault[];
}

/** Posts `deed=add` with `email` and `current`, the password; or `deed=remove`. */
export function emailPage({ added, email, faults }: EmailModel, frame: Frame): Html {
  const { texts } = frame;
  const { email: says } = texts;
  const body = [
    hidden('deed', 'add'),
    emailField('email', added ? texts.emailChange.newEmail : texts.fields.email, { value: email, faults }),
    ownerOf(frame),
    passwordField(texts, faults, 'current'),
  ];
  const remove = { action: PATHS.email, submit: says.remove, weight: 'quiet' } as const;
  return page(frame, {
    heading: says.heading,
    above: inSettings(frame),
    faults,
    body: html`<section class="panel" aria-labelledby="recovery">
        <h2 id="recovery">${says.recoveryHeading}</h2>
        <p class="prose">${added ? says.set : says.none}</p>
        ${form({ action: PATHS.email, submit: added ? says.replace : says.add, body })}
        ${added && form({ ...remove, body: hidden('deed', 'remove') })}
      </section>
      <section class="panel" aria-labelledby="change">
        <h2 id="change">${says.changeHeading}</h2>
        <p class="prose">${says.changeLead}</p>
        <p><a href="${PATHS.emailChange}">${says.change}</a></p>
      </section>`,
  });
}

export interface EmailProofModel {
  /** The link of the mail, where it was followed; without it the code is asked for. */
  readonly link: string | undefined;
  readonly faults: readonly Fault[];
}

/** Posts `deed=prove` with `link` or `code`. */
export function emailProofPage({ link, faults }: EmailProofModel, frame: Frame): Html {
  const { emailProof: says, fields } = frame.texts;
  const proof = link === undefined ? codeField('code', fields.code, faults) : hidden('link', link);
  return page(frame, {
    heading: says.heading,
    lead: link === undefined ? says.sent : says.linked,
    narrow: true,
    above: underEmail(frame),
    faults,
    body: form({ action: PATHS.email, submit: says.submit, body: [hidden('deed', 'prove'), proof] }),
  });
}

export interface EmailChangeModel {
  readonly newEmail: string;
  readonly oldEmail: string;
  readonly faults: readonly Fault[];
}

/** Posts `deed=ask` with `newEmail`, and `oldEmail` or `licenseKey`. */
export function emailChangePage({ newEmail, oldEmail, faults }: EmailChangeModel, frame: Frame): Html {
  const { emailChange: says } = frame.texts;
  const body = [
    hidden('deed', 'ask'),
    emailField('newEmail', says.newEmail, { value: newEmail, faults }),
    emailField('oldEmail', says.oldEmail, {
      value: oldEmail,
      faults,
      hint: says.oldEmailHint,
      required: false,
    }),
    field({
      name: 'licenseKey',
      label: says.licenseKey,
      hint: says.licenseKeyHint,
      autocomplete: 'off',
      required: false,
      exact: true,
      faults,
    }),
  ];
  return page(frame, {
    heading: says.heading,
    lead: says.lead,
    narrow: true,
    above: underEmail(frame),
    faults,
    body: form({ action: PATHS.emailChange, submit: says.submit, body }),
  });
}

export interface EmailChangeProofModel {
  /** Whether the old address has a code too; else the key has proved it. */
  readonly byOld: boolean;
  readonly faults: readonly Fault[];
}

/** Posts `deed=prove` with `newCode` and, where asked for, `oldCode`. */
export function emailChangeProofPage({ byOld, faults }: EmailChangeProofModel, frame: Frame): Html {
  const { emailChange: says } = frame.texts;
  const body = [
    hidden('deed', 'prove'),
    codeField('newCode', says.newCode, faults),
    byOld && codeField('oldCode', says.oldCode, faults),
  ];
  return page(frame, {
    heading: byOld ? says.proofHeading : says.proofHeadingOne,
    lead: says.proofLead,
    narrow: true,
    above: underEmail(frame),
    faults,
    body: form({ action: PATHS.emailChange, submit: says.prove, body }),
  });
}

interface EmailField {
  readonly value: string;
  readonly faults: readonly Fault[];
  readonly hint?: string;
  readonly required?: boolean;
}

function emailField(name: string, label: string, of: EmailField): Html {
  return field({ name, label, type: 'email', autocomplete: 'email', ...of });
}

function codeField(name: string, label: string, faults: readonly Fault[]): Part {
  return field({ name, label, autocomplete: 'one-time-code', exact: true, faults });
}

function underEmail(frame: Frame): NonNullable<Page['above']> {
  return [...inSettings(frame), { text: frame.texts.email.heading, path: PATHS.email }];
}
