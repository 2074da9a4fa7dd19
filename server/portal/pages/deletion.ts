/** The end of an account: what it takes and what stays, said before the click; and the receipt afterwards. */

import type { Fault } from '../../web/field-error.ts';
import { form, ownerOf, passwordField, tick } from '../html/fields.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html } from '../../web/html.ts';
import { page } from '../html/page.ts';
import { PATHS } from '../html/paths.ts';
import { fact } from './license.ts';
import { inSettings } from './settings.ts';

export interface DeletionModel {
  readonly licenses: number;
  readonly machines: number;
  /** What was ticked. */
  readonly endLicenses: boolean;
  readonly faults: readonly Fault[];
}

/** Posts `current`, the password, `sure=yes` and, where ticked, `endLicenses=yes`. */
export function deletionPage({ licenses, machines, endLicenses, faults }: DeletionModel, frame: Frame): Html {
  const { texts } = frame;
  const { deletion: says } = texts;
  const body = [
    ownerOf(frame),
    licenses > 0 &&
      tick({
        name: 'endLicenses',
        label: says.endLicenses,
        hint: says.endLicensesHint,
        checked: endLicenses,
        faults,
      }),
    tick({ name: 'sure', label: says.sure, faults }),
    passwordField(texts, faults, 'current'),
  ];
  return page(frame, {
    heading: says.heading,
    narrow: true,
    above: inSettings(frame),
    faults,
    body: html`<section class="prose">
        <h2>${says.takes}</h2>
        <ul class="points">
          <li>${says.account}</li>
          <li>${says.email}</li>
          ${machines > 0 && html`<li>${says.machines(machines)}</li>`}
        </ul>
        <h2>${says.stays}</h2>
        <ul class="points">
          ${licenses > 0 && html`<li>${says.licenses(licenses)}</li>`}
          <li>${says.orders}</li>
        </ul>
      </section>
      ${form({
        action: PATHS.deletion,
        submit: says.submit,
        weight: 'danger',
        body,
        beside: html`<a href="${PATHS.settings}">${says.cancel}</a>`,
      })}`,
  });
}

export interface DeletedModel {
  /** Its id. */
  readonly receipt: string;
}

export function deletedPage({ receipt }: DeletedModel, frame: Frame): Html {
  const { deletion: says } = frame.texts;
  return page(frame, {
    heading: says.doneHeading,
    lead: says.done,
    narrow: true,
    body: html`<dl class="facts single">${fact(says.receipt, html`<code>${receipt}</code>`)}</dl>
      <p class="hint">${says.receiptNote}</p>`,
  });
}
