/**
 * The page of a take-over. The owner reads who asks, and refuses with one click; the account that asks reads from when it
 * can become the owner and what follows, and becomes it or withdraws. The page of the license shows the owner the same.
 */

import type { Fault } from '../../web/field-fault.ts';
import { form, hidden } from '../html/fields.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html, type Part } from '../../web/html.ts';
import { page } from '../html/layout.ts';
import { PATHS, pathTo } from '../html/paths.ts';
import type { Day } from '../../domain/kernel/day.ts';
import type { TakeoverStage } from '../../domain/ownership/takeovers.ts';
import type { Texts } from '../../texts/texts.ts';
import { standingSentence, type LicenseLine } from './licenses.ts';

/** A take-over of a license, as its owner sees it. */
export interface OwnersTakeover {
  readonly license: string;
  readonly stage: TakeoverStage;
  readonly readyDay: Day;
  /** The day on which it was refused; null: it was not. */
  readonly refusedDay: Day | null;
  readonly endsDay: Day;
}

export type Takeover = Pick<LicenseLine, 'license' | 'product' | 'standing' | 'used' | 'seats'> & {
  readonly to: 'owner' | 'claimant';
  readonly isBarred: boolean;
  /** Null: there is none. */
  readonly open: OwnersTakeover | null;
};

export type TakeoverModel = Takeover & { readonly faults: readonly Fault[] };

/** The page of a take-over. The owner's form posts `deed=refuse`; the forms of the other `deed=complete` or `deed=withdraw`. */
export function takeoverPage(model: TakeoverModel, frame: Frame): Html {
  const { texts } = frame;
  const { license, product, to, open, faults } = model;
  const licenses = { text: texts.licenses.heading, path: PATHS.licenses };
  const above = { text: product, path: pathTo(PATHS.license, { license }) };
  return page(frame, {
    heading: to === 'owner' ? texts.takeover.heading : texts.takeover.askHeading(product),
    narrow: true,
    above: to === 'owner' ? [licenses, above] : [licenses],
    faults,
    body:
      to === 'owner'
        ? (ownersTakeover(open, texts) ?? html`<p class="notice">${texts.takeover.none}</p>`)
        : claimants(model, texts),
  });
}

/** What the owner reads of a take-over, with the button that refuses it; undefined: there is none. */
export function ownersTakeover(open: OwnersTakeover | null, { takeover: text }: Texts): Html | undefined {
  if (open === null || open.stage === 'none') return undefined;
  const { license, stage, readyDay, refusedDay, endsDay } = open;
  if (stage === 'contested' || stage === 'resting') {
    const sentence =
      stage === 'resting' || refusedDay === null ? text.resting(endsDay) : text.refused(refusedDay, endsDay);
    return html`<p class="notice">${sentence}</p>`;
  }
  const action = pathTo(PATHS.takeover, { license });
  return html`<div class="notice">
      <p>${text.told(readyDay)}</p>
      <p>${text.toldLead}</p>
    </div>
    ${form({ action, submit: text.refuse, weight: 'danger', body: hidden('deed', 'refuse') })}
    <p class="soft"><a href="${PATHS.claim}">${text.proveLead}</a></p>`;
}

function claimants(model: TakeoverModel, texts: Texts): Part {
  const { takeover: text } = texts;
  const { license, open, isBarred, used, seats, standing } = model;
  if (open === null) return false;
  const { stage, readyDay, endsDay } = open;
  const action = pathTo(PATHS.takeover, { license });
  const sentence = { ready: text.ready(endsDay), contested: text.contested(endsDay) };
  const waits = text.waits(readyDay, endsDay);
  const now = stage === 'ready' || stage === 'contested' ? sentence[stage] : waits;
  const points = [
    `${texts.licenses.seats(used, seats)}. ${standingSentence(standing, texts)}.`,
    ...text.follows,
  ];
  return html`<p class="notice">${isBarred ? text.barred : now}</p>
    <section class="prose">
      <h2>${text.followsHeading}</h2>
      <ul class="points">
        ${points.map((point) => html`<li>${point}</li>`)}
      </ul>
    </section>
    ${
      stage === 'ready' &&
      !isBarred &&
      form({ action, submit: text.complete, weight: 'danger', body: hidden('deed', 'complete') })
    }
    ${form({ action, submit: text.withdraw, weight: 'quiet', body: hidden('deed', 'withdraw') })}`;
}
