/** The pages that answer the request file of a machine without network. */

import { splitOfflineText, type OfflineAnswer } from '../../../client-sdk/typescript/contract/offline.ts';
import type { Day } from '../../domain/kernel/day.ts';
import type { Fault } from '../../web/field-fault.ts';
import { disclosure } from '../html/disclosure.ts';
import { area, fileField, form, hidden } from '../html/fields.ts';
import { foreign } from '../html/foreign.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html } from '../../web/html.ts';
import { page } from '../html/layout.ts';
import { PATHS } from '../html/paths.ts';
import { qrCode } from '../html/qr-code.ts';
import { fact } from './license.ts';

export interface OfflineModel {
  /** The text that was typed. */
  readonly request: string;
  readonly faults: readonly Fault[];
}

/** The page that takes a request. Its form posts `request` (a text) and `file`, of which one may be empty. */
export function offlinePage({ request, faults }: OfflineModel, frame: Frame): Html {
  const { offline: text } = frame.texts;
  const body = [
    area({ name: 'request', label: text.request, hint: text.requestHint, rows: 6, value: request, faults }),
    fileField({ name: 'file', label: text.file, faults }),
  ];
  return page(frame, {
    heading: text.heading,
    lead: text.lead,
    narrow: true,
    faults,
    body: html`${form({ action: PATHS.offline, submit: text.submit, body, hasFile: true })}
      <p class="hint">${text.stored}</p>`,
  });
}

export interface AnsweredModel extends Pick<OfflineAnswer, 'outcome' | 'product' | 'machine' | 'answer'> {
  /** The request, which is sent again if the answer is saved as a file: nothing of it is stored. */
  readonly request: string;
  readonly leaseEndsOn: Day | null;
}

export function answeredPage(model: AnsweredModel, frame: Frame): Html {
  const { offline: text } = frame.texts;
  const { outcome, product, machine, leaseEndsOn, request, answer } = model;
  return page(frame, {
    heading: text.answeredHeading,
    narrow: true,
    above: [{ text: text.heading, path: PATHS.offline }],
    body: html`<p class="notice ${outcome === 'lease' || outcome === 'released' ? 'good' : ''}" role="status">
        ${text.outcomes[outcome]}
      </p>
      <dl class="facts single">
        ${fact(text.product, foreign(product))} ${fact(text.machine, foreign(machine))}
        ${leaseEndsOn !== null && fact(text.leaseEnds, text.day(leaseEndsOn))}
      </dl>
      <section class="panel" aria-labelledby="answer">
        <h2 id="answer">${text.answer}</h2>
        <code class="shown-token" dir="ltr" tabindex="0" aria-labelledby="answer">${answer}</code>
        ${form({ action: PATHS.offlineFile, submit: text.save, body: hidden('request', request) })}
      </section>
      ${disclosure({
        heading: text.codes,
        body: html`<p>${text.codesHint}</p>
          ${splitOfflineText(answer).map((part, index, { length }) => qrCode(part, text.code(index + 1, length)))}`,
      })}
      <p class="aside"><a href="${PATHS.offline}">${text.next}</a></p>`,
  });
}
