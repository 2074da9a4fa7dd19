/** The pages on which a customer claims licenses by the email address of the purchase. */

import type { Fault } from '../../web/field-fault.ts';
import { field, form, hidden, tick } from '../html/fields.ts';
import { around } from '../html/foreign.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html } from '../../web/html.ts';
import { page } from '../html/layout.ts';
import { PATHS } from '../html/paths.ts';

export interface ClaimModel {
  /** The address that the customer typed. */
  readonly email: string;
  readonly faults: readonly Fault[];
}

/** The page that asks for the address. Its form posts `deed=ask` with `email`. */
export function claimPage({ email, faults }: ClaimModel, frame: Frame): Html {
  const { texts } = frame;
  const { claim: text } = texts;
  const address = { name: 'email', label: texts.fields.email, type: 'email', autocomplete: 'email' } as const;
  const body = [hidden('deed', 'ask'), field({ ...address, value: email, faults })];
  return page(frame, {
    heading: text.heading,
    lead: text.lead,
    narrow: true,
    above: [{ text: texts.licenses.heading, path: PATHS.licenses }],
    faults,
    body: html`${form({ action: PATHS.claim, submit: text.submit, body })}
      <p class="soft">${text.rule}</p>`,
  });
}

export interface ClaimProofModel extends ClaimModel {
  readonly code: string;
  /** Whether the customer has ticked that a take-over begins. */
  readonly takeOver: boolean;
}

/** The page that asks for the mailed code. Its form posts `deed=prove` with `email`, `code` and `takeOver`. */
export function claimProofPage({ email, code, takeOver, faults }: ClaimProofModel, frame: Frame): Html {
  const { texts } = frame;
  const { claim: text } = texts;
  const typed = {
    name: 'code',
    label: texts.fields.code,
    autocomplete: 'one-time-code',
    exact: true,
  } as const;
  const box = { name: 'takeOver', label: text.takeOver, hint: text.takeOverHint, checked: takeOver, faults };
  const body = [
    hidden('deed', 'prove'),
    hidden('email', email),
    field({ ...typed, value: code, faults }),
    tick(box),
  ];
  return page(frame, {
    heading: text.proofHeading,
    lead: around([email], (mark = '') => text.proofLead(mark)),
    narrow: true,
    above: [{ text: text.heading, path: PATHS.claim }],
    faults,
    body: form({ action: PATHS.claim, submit: text.prove, body }),
  });
}
