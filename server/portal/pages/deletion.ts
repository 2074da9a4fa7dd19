/**
 * The page that deletes an account: it shows what is deleted and what is kept before the customer confirms. The page of
 * the receipt follows.
 */

import type { Fault } from '../../web/field-fault.ts';
import { form, ownerOf, passwordField, tick } from '../html/fields.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html } from '../../web/html.ts';
import { page } from '../html/layout.ts';
import { PATHS } from '../html/paths.ts';
import { inSettings } from './settings.ts';

export interface DeletionModel {
  readonly licenses: number;
  readonly machines: number;
  /** The number of others' licenses of which the customer is a member. */
  readonly memberships: number;
  /** The number of legal holds on the account and its licenses. */
  readonly holds: number;
  /** Whether the customer ticked the checkbox that has to be ticked. */
  readonly sure: boolean;
  /** Whether the customer ticked the checkbox that also ends the licenses. */
  readonly endLicenses: boolean;
  readonly faults: readonly Fault[];
}

/**
 * The page that deletes an account. Its form posts `current` (the password), `sure=yes` and, if ticked,
 * `endLicenses=yes`.
 */
export function deletionPage(model: DeletionModel, frame: Frame): Html {
  const { licenses, machines, memberships, holds, sure, endLicenses, faults } = model;
  const { texts } = frame;
  const { deletion: text } = texts;
  const body = [
    ownerOf(frame),
    tick({ name: 'sure', label: text.sure, checked: sure, required: true, faults }),
    licenses > 0 &&
      tick({
        name: 'endLicenses',
        label: text.endLicenses,
        hint: text.endLicensesHint,
        checked: endLicenses,
        faults,
      }),
    passwordField(texts, faults, 'current'),
  ];
  return page(frame, {
    heading: text.heading,
    narrow: true,
    above: inSettings(frame),
    faults,
    body: html`<section class="prose">
        <h2>${text.takes}</h2>
        <ul class="points">
          <li>${text.account}</li>
          <li>${text.email}</li>
          ${machines > 0 && html`<li>${text.machines(machines)}</li>`}
          ${memberships > 0 && html`<li>${text.memberships(memberships)}</li>`}
        </ul>
        <h2>${text.stays}</h2>
        <ul class="points">
          ${licenses > 0 && html`<li>${text.licenses(licenses)}</li>`}
          <li>${text.orders}</li>
          ${holds > 0 && html`<li>${text.held}</li>`}
        </ul>
      </section>
      ${form({
        action: PATHS.deletion,
        submit: text.submit,
        weight: 'danger',
        body,
        beside: html`<a href="${PATHS.settings}">${text.cancel}</a>`,
      })}`,
  });
}
