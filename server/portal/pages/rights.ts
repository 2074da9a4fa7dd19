/**
 * The pages of a request about personal data, for which nobody logs in: the form, the page of the mailed link, and the
 * answer. The form gets one answer, whether or not the server knows the address.
 */

import type { Day } from '../../domain/kernel/day.ts';
import { ASKERS, REQUEST_KINDS, type Asker, type RequestKind } from '../../domain/kernel/rights.ts';
import { regimeOf } from '../../domain/rights/clocks.ts';
import type { RightDeed, RightsInForce } from '../../domain/rights/restrict.ts';
import type { Fault } from '../../web/field-fault.ts';
import { html, type Html } from '../../web/html.ts';
import { choices, field, form, hidden } from '../html/fields.ts';
import { withoutAddress, type Frame } from '../html/frame.ts';
import { page } from '../html/layout.ts';
import { PATHS, pathTo } from '../html/paths.ts';
import { fact } from './license.ts';
import { fileLink, storedSections, type PersonalDataModel } from './personal-data.ts';
import { emailField, sent } from './recover.ts';
import { inSettings } from './settings.ts';

/** The kinds that the form offers: those of the CCPA only if the vendor says so. */
export function kindsOffered({ vendor }: Pick<Frame, 'vendor'>): readonly RequestKind[] {
  return REQUEST_KINDS.filter((kind) => regimeOf(kind) === 'gdpr' || vendor?.ccpa === true);
}

export interface RequestModel {
  readonly kind: RequestKind;
  /** The email that the person typed. */
  readonly email: string;
  readonly faults: readonly Fault[];
}

/** The page that takes a request. Its form posts `kind` and `email`. */
export function requestPage({ kind, email, faults }: RequestModel, frame: Frame): Html {
  const { rights: text } = frame.texts;
  return page(frame, {
    heading: text.heading,
    lead: text.lead,
    narrow: true,
    faults,
    body: html`<p>${text.byAccount} <a href="${PATHS.personalData}">${frame.texts.layout.logIn}</a></p>
      ${form({
        action: PATHS.requests,
        submit: text.submit,
        body: [kindChoice(kind, faults, frame), emailField(frame, email, faults)],
      })}
      <p class="hint">${text.stored}</p>`,
  });
}

export function requestSentPage(frame: Frame): Html {
  const { rights: text, recoverKey } = frame.texts;
  return page(frame, {
    heading: recoverKey.sentHeading,
    narrow: true,
    above: toForm(frame),
    body: sent(text.sent, text.notArrived),
  });
}

export interface ConfirmRequestModel extends RequestModel {
  readonly link: string;
  readonly asker: Asker;
  readonly licenseKey: string;
  readonly username: string;
}

/** The page of the mailed link. Its form posts `kind`, `asker`, `email`, `licenseKey` and `username`. */
export function confirmRequestPage(model: ConfirmRequestModel, frame: Frame): Html {
  const { link, kind, asker, email, licenseKey, username, faults } = model;
  const { rights: text, fields } = frame.texts;
  return page(withoutAddress(frame), {
    heading: text.confirmHeading,
    lead: text.confirmLead,
    narrow: true,
    faults,
    body: form({
      action: pathTo(PATHS.request, { link }),
      submit: text.confirm,
      body: [
        kindChoice(kind, faults, frame),
        choices({
          name: 'asker',
          legend: text.asker,
          options: ASKERS.map((value) => ({ value, label: text.askers[value] })),
          chosen: asker,
          faults,
        }),
        emailField(frame, email, faults),
        html`<p>${text.byKey}</p>`,
        field({
          name: 'licenseKey',
          label: text.optional(fields.licenseKey),
          value: licenseKey,
          autocomplete: 'off',
          exact: true,
          required: false,
          faults,
        }),
        field({
          name: 'username',
          label: text.optional(fields.username),
          value: username,
          autocomplete: 'username',
          required: false,
          faults,
        }),
      ],
    }),
  });
}

/** The page of a link that is too old. */
export function requestLinkOverPage(frame: Frame): Html {
  const { rights: text } = frame.texts;
  return page(frame, {
    heading: text.overHeading,
    narrow: true,
    body: html`<p>${text.over}</p>
      <p class="actions"><a class="button" href="${PATHS.requests}">${text.again}</a></p>`,
  });
}

export function requestMadePage(
  { request, dueDay }: { readonly request: string; readonly dueDay: Day },
  frame: Frame,
): Html {
  const { rights: text } = frame.texts;
  return page(withoutAddress(frame), {
    heading: text.madeHeading,
    lead: text.made,
    narrow: true,
    body: html`<dl class="facts single">
      ${fact(text.number, html`<code dir="ltr">${request}</code>`)} ${fact(text.due, text.day(dueDay))}
    </dl>`,
  });
}

export interface AnswerModel extends PersonalDataModel {
  readonly token: string;
  /** The last day on which the page can be opened. */
  readonly endsDay: Day;
}

/** The page that answers a request to see what is stored. */
export function answerPage({ token, endsDay, ...data }: AnswerModel, frame: Frame): Html {
  const { rights: text } = frame.texts;
  return page(withoutAddress(frame), {
    heading: text.answerHeading,
    lead: text.answerLead(endsDay),
    body: html`${fileLink(pathTo(PATHS.answerFile, { token }), frame.texts)}
    ${storedSections(data, pathTo(PATHS.answer, { token }), frame.texts)}`,
  });
}

function kindChoice(kind: RequestKind, faults: readonly Fault[], frame: Frame): Html {
  const { rights: text } = frame.texts;
  return choices({
    name: 'kind',
    legend: text.kind,
    options: kindsOffered(frame).map((value) => ({ value, label: text.kinds[value] })),
    chosen: kind,
    faults,
  });
}

function toForm({ texts }: Frame) {
  return [{ text: texts.rights.heading, path: PATHS.requests }];
}

export interface RestrictionModel extends RightsInForce {
  /** Whether an address for notices is stored, which a withdrawal deletes. */
  readonly hasAddress: boolean;
}

/** The page of restriction, objection and withdrawal. Each of its forms posts `deed`. */
export function restrictionPage({ restricted, objected, hasAddress }: RestrictionModel, frame: Frame): Html {
  const { restriction: text } = frame.texts.rights;
  return page(frame, {
    heading: text.heading,
    lead: text.lead,
    narrow: true,
    above: inSettings(frame),
    body: html`${part(text.restricted, { since: restricted, begin: 'restrict', end: 'release' }, frame)}
      ${part(text.objected, { since: objected, begin: 'object', end: 'agree' }, frame)}
      <h2>${text.withdraw.heading}</h2>
      <p>${text.withdraw.body}</p>
      ${hasAddress && deedForm('withdraw', text.withdraw.begin)}
      <p class="hint">${text.telemetry}</p>`,
  });
}

type PartText = Frame['texts']['rights']['restriction']['restricted'];

function part(
  { heading, body, begin, end }: PartText,
  deeds: { readonly since: Day | null; readonly begin: RightDeed; readonly end: RightDeed },
  { texts }: Frame,
): Html {
  return html`<h2>${heading}</h2>
    <p>${body}</p>
    ${deeds.since !== null && html`<p>${texts.rights.restriction.since(deeds.since)}</p>`}
    ${deeds.since === null ? deedForm(deeds.begin, begin) : deedForm(deeds.end, end)}`;
}

function deedForm(deed: RightDeed, submit: string): Html {
  return form({ action: PATHS.restriction, submit, weight: 'quiet', body: hidden('deed', deed) });
}
