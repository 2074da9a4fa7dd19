/**
 * The page of a transfer. The owner reads what follows, offers the license to another account, and takes the offer back
 * there; the account that it is offered to reads what it gets, and accepts or declines.
 */

import type { Fault } from '../../web/field-fault.ts';
import { field, form, hidden, passwordField } from '../html/fields.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html, type Part } from '../../web/html.ts';
import { page } from '../html/layout.ts';
import { PATHS, pathTo } from '../html/paths.ts';
import type { Day, Hour } from '../../domain/kernel/day.ts';
import type { Transferable } from '../../domain/ownership/transfers.ts';
import type { Texts } from '../../texts/texts.ts';
import { standingSentence, type LicenseLine } from './licenses.ts';

interface Open {
  /** The first hour and the last day for accepting. */
  readonly readyHour: Hour;
  readonly endsDay: Day;
}

export type Transfer = Pick<LicenseLine, 'license' | 'product' | 'standing' | 'used' | 'seats'> & {
  readonly transferable: Transferable;
} & (
    | { readonly to: 'owner'; readonly members: number; readonly open: Open | null }
    | { readonly to: 'receiver'; readonly stage: 'early' | 'ready'; readonly open: Open }
  );

export type TransferModel = Transfer & {
  /** The username that the owner typed. */
  readonly username: string;
  readonly faults: readonly Fault[];
};

/**
 * The page of a transfer. The owner's forms post `deed=offer` with `username` and `current` (the password), or
 * `deed=withdraw`; the receiver's post `deed=accept` or `deed=decline`.
 */
export function transferPage(model: TransferModel, frame: Frame): Html {
  const { texts } = frame;
  const { transfer: text } = texts;
  const { license, product, to, faults } = model;
  const licenses = { text: texts.licenses.heading, path: PATHS.licenses };
  const above = { text: product, path: pathTo(PATHS.license, { license }) };
  return page(frame, {
    heading: to === 'owner' ? text.heading : text.receiveHeading(product),
    narrow: true,
    above: to === 'owner' ? [licenses, above] : [licenses],
    faults,
    body: to === 'owner' ? owners(model, texts) : receivers(model, texts),
  });
}

type Of<To> = Extract<TransferModel, { to: To }>;

function owners(model: Of<'owner'>, texts: Texts): Part {
  const { transfer: text } = texts;
  const { license, open, transferable, members, used } = model;
  const action = pathTo(PATHS.transfer, { license });
  if (open !== null) {
    const body = hidden('deed', 'withdraw');
    return html`<section class="notice">
        <p>${text.waits(open.readyHour, open.endsDay)}</p>
      </section>
      ${form({ action, submit: text.withdraw, weight: 'danger', body })}
      <section class="prose">${follows(model, texts)}</section>`;
  }
  if (transferable === 'barred') return html`<p class="notice">${text.barred}</p>`;
  if (transferable === 'unproved')
    return html`<p class="notice">${text.unproved}</p>
      <p class="actions"><a class="button" href="${PATHS.claim}">${text.prove}</a></p>`;
  return html`<section class="prose">${follows({ members, used }, texts)}</section>
    ${offering(model, action, texts)}`;
}

/** What follows from a transfer, for the owner. */
function follows(owned: Pick<Of<'owner'>, 'members' | 'used'>, texts: Texts): Html {
  const { transfer: text } = texts;
  const points = [text.when, text.keyEnds, ...usePoints(owned, texts)];
  return html`<h2>${text.followsHeading}</h2>
    <ul class="points">
      ${[...points, ...text.ends].map((point) => html`<li>${point}</li>`)}
    </ul>`;
}

/** What becomes of the machines and the members of a license. */
export function usePoints(
  { members, used }: { readonly members: number; readonly used: number },
  { transfer: text }: Texts,
): string[] {
  return [text.machines(used), ...(members > 0 ? [text.members(members)] : [])];
}

function offering({ username, faults }: Of<'owner'>, action: string, texts: Texts): Html {
  const { transfer: text } = texts;
  const receiver = {
    name: 'username',
    label: text.receiver,
    hint: text.receiverHint,
    autocomplete: 'off',
    value: username,
    faults,
  };
  const body = [hidden('deed', 'offer'), field(receiver), passwordField(texts, faults, 'current')];
  return form({ action, submit: text.offer, weight: 'danger', body });
}

function receivers(model: Of<'receiver'>, texts: Texts): Html {
  const { transfer: text } = texts;
  const { license, stage, open, transferable, used, seats, standing } = model;
  const action = pathTo(PATHS.transfer, { license });
  const points = [
    `${texts.licenses.seats(used, seats)}. ${standingSentence(standing, texts)}.`,
    text.machinesGoOn,
    ...text.received,
  ];
  const decline = hidden('deed', 'decline');
  return html`<section class="prose">
      <ul class="points">
        ${points.map((point) => html`<li>${point}</li>`)}
      </ul>
    </section>
    <p class="notice">
      ${transferable === 'free' ? text.accepting(open.readyHour, open.endsDay) : text.barred}
    </p>
    ${
      stage === 'ready' &&
      transferable === 'free' &&
      form({ action, submit: text.accept, body: hidden('deed', 'accept') })
    }
    ${form({ action, submit: text.decline, weight: 'quiet', body: decline })}`;
}
