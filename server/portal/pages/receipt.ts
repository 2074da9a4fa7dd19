/** The pages about receipts: one receipt with its signed text to save, and the page that verifies one. */

import type { Day } from '../../domain/kernel/day.ts';
import type { Fault } from '../../web/field-fault.ts';
import { area, fileField, form } from '../html/fields.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html, type Part } from '../../web/html.ts';
import { page } from '../html/layout.ts';
import { PATHS, pathTo } from '../html/paths.ts';
import type { Texts } from '../../texts/texts.ts';
import { fact } from './license.ts';

/** What a receipt says, apart from its signature. */
interface Said {
  readonly id: string;
  readonly kind: 'purge' | 'erasure';
  /** The number of entries that were deleted. */
  readonly rows: number;
  /** The number of entries that a legal hold has kept. */
  readonly held: number;
}

/** `done`: the receipt is signed. */
export type ReceiptModel = Said &
  (
    | { readonly is: 'deleting' | 'erasing' }
    | { readonly is: 'done'; readonly token: string; readonly day: Day | null }
  );

export function receiptPage(model: ReceiptModel, frame: Frame): Html {
  const { receipt: text } = frame.texts;
  return page(frame, {
    heading: text.heading,
    lead: text.lead,
    narrow: true,
    body: html`<p class="notice">${text[model.is]}</p>
      <dl class="facts single">
        ${saidFacts(model, frame.texts)}
        ${model.is === 'done' && model.day !== null && fact(text.signedOn, text.day(model.day))}
      </dl>
      ${model.is === 'done' && signed(model, frame.texts)}
      <p class="hint">${text.backups}</p>`,
  });
}

function signed({ id, token }: { id: string; token: string }, { receipt: text }: Texts): Html {
  return html`<section class="panel" aria-labelledby="token">
    <h2 id="token">${text.token}</h2>
    <code class="shown-token" dir="ltr" tabindex="0" aria-labelledby="token">${token}</code>
    <a class="button" href="${pathTo(PATHS.receiptFile, { receipt: id })}">${text.save}</a>
    <p><a href="${PATHS.verifyReceipt}">${text.verify}</a></p>
  </section>`;
}

function saidFacts({ id, kind, rows, held }: Said, { receipt: text }: Texts): Part {
  return [
    fact(text.id, html`<code dir="ltr">${id}</code>`),
    fact(text.kind, text.kinds[kind]),
    fact(text.rows, text.rowsCount(rows)),
    held > 0 && fact(text.held, text.rowsCount(held)),
  ];
}

/** A receipt that was read: signed by this server, or not. */
export type Verified =
  | { readonly is: 'invalid' }
  | (Said & { readonly is: 'valid'; readonly day: Day; readonly residueBytes: number | null });

export interface VerifyModel {
  /** The text that was typed. */
  readonly typed: string;
  readonly faults: readonly Fault[];
  /** The receipt that was sent; undefined: none. */
  readonly verified?: Verified | undefined;
}

/** The page that verifies a receipt. Its form posts `receipt` (a text) and `file`, of which one may be empty. */
export function verifyPage({ typed, faults, verified }: VerifyModel, frame: Frame): Html {
  const { receipt: text } = frame.texts;
  const body = [
    area({ name: 'receipt', label: text.token, rows: 5, value: typed, faults }),
    fileField({ name: 'file', label: text.file, faults }),
  ];
  return page(frame, {
    heading: text.verifyHeading,
    lead: text.verifyLead,
    narrow: true,
    faults,
    body: html`${verified !== undefined && answer(verified, frame.texts)}
    ${form({ action: PATHS.verifyReceipt, submit: text.submit, body, hasFile: true })}`,
  });
}

function answer(verified: Verified, texts: Texts): Html {
  const { receipt: text } = texts;
  if (verified.is === 'invalid') return html`<p class="notice bad" role="status">${text.invalid}</p>`;
  const { residueBytes: bytes, day } = verified;
  const left = bytes === null ? text.unknownBytes : bytes === 0 ? text.noBytes : text.someBytes(bytes);
  return html`<p class="notice good" role="status">${text.valid}</p>
    <dl class="facts single">
      ${saidFacts(verified, texts)} ${fact(text.signedOn, text.day(day))} ${fact(text.bytes, left)}
    </dl>`;
}
