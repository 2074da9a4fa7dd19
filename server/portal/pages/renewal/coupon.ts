/**
 * The page on which the owner of a license uses a coupon. First it asks for the code; then it says what follows, and asks
 * again before anything is done.
 */

import type { Day } from '../../../domain/kernel/day.ts';
import type { CouponShown } from '../../../domain/renewal/use-coupon.ts';
import type { Fault } from '../../../web/field-fault.ts';
import { html, type Html, type Part } from '../../../web/html.ts';
import { field, form, hidden } from '../../html/fields.ts';
import { hiddenAppLink, type AppLink } from '../../html/app-link.ts';
import type { Frame } from '../../html/frame.ts';
import { page } from '../../html/layout.ts';
import { PATHS, pathTo } from '../../html/paths.ts';
import type { Texts } from '../../../texts/texts.ts';

export interface CouponModel {
  readonly license: string;
  readonly product: string;
  /** The code as typed. */
  readonly coupon: string;
  readonly faults: readonly Fault[];
  /** What the coupon gives; undefined: no code was typed yet. */
  readonly shown?: CouponShown;
  /** What the link of an app says; absent: no app has linked. */
  readonly appLink?: AppLink;
}

/** The page of a coupon. Its forms post `coupon` (the code); the one that asks for confirmation also `deed=use`. */
export function couponPage(model: CouponModel, frame: Frame): Html {
  const { texts } = frame;
  const { coupon: text } = texts;
  const { license, product, shown, faults } = model;
  return page(frame, {
    heading: shown === undefined ? text.heading : text.confirmHeading,
    ...(shown === undefined && { lead: text.lead }),
    narrow: true,
    above: [
      { text: texts.licenses.heading, path: PATHS.licenses },
      { text: product, path: pathTo(PATHS.license, { license }) },
    ],
    faults,
    body: shown === undefined ? asking(model, texts) : confirming(model, shown, texts),
  });
}

function asking({ license, coupon, faults, appLink }: CouponModel, { coupon: text }: Texts): Html {
  const code = field({
    name: 'coupon',
    label: text.code,
    hint: text.codeHint,
    value: coupon,
    autocomplete: 'off',
    exact: true,
    faults,
  });
  return form({
    action: pathTo(PATHS.coupon, { license }),
    submit: text.look,
    body: [code, hiddenAppLink(appLink)],
  });
}

function confirming(
  { license, coupon, appLink }: CouponModel,
  shown: CouponShown,
  { coupon: text }: Texts,
): Part {
  const action = pathTo(PATHS.coupon, { license });
  const other = html`<p class="aside"><a href="${action}">${text.other}</a></p>`;
  if (shown.after === null) return [html`<p class="notice">${text.again}</p>`, other];
  const points = [...changes(shown, shown.after, text), ...text.points];
  const body = [hidden('coupon', coupon), hidden('deed', 'use'), hiddenAppLink(appLink)];
  return html`<section class="prose">
      <h2>${text.followsHeading}</h2>
      <ul class="points">
        ${points.map((point) => html`<li>${point}</li>`)}
      </ul>
    </section>
    ${form({ action, submit: text.submit, body })} ${other}`;
}

function changes(
  { kind, amount, before, today }: CouponShown,
  after: NonNullable<CouponShown['after']>,
  text: Texts['coupon'],
): string[] {
  if (kind === 'seats') return [text.seats(amount, before.seats, after.seats)];
  const ends = (old: Day, end: Day): string => (old < today ? text.endsAgain(end) : text.ends(old, end));
  return [
    text.months(amount),
    ...(before.endsDay === null || after.endsDay === null ? [] : [ends(before.endsDay, after.endsDay)]),
    ...(after.updatesUntilDay === null ? [] : [text.updates(after.updatesUntilDay)]),
  ];
}
