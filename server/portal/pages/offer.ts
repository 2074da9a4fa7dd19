/** The page of an offer or an invitation: before accepting, it says what owner and member see of each other. */

import type { Day } from '../../domain/kernel/day.ts';
import type { Fault } from '../../web/field-fault.ts';
import { form, hidden } from '../html/fields.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html } from '../../web/html.ts';
import { page } from '../html/layout.ts';
import { PATHS, pathTo } from '../html/paths.ts';
import type { Texts } from '../../texts/texts.ts';

export interface OfferModel {
  readonly product: string;
  readonly endsDay: Day;
  /** Whether the owner sees usernames of members. */
  readonly showsUsernames: boolean;
  /** An offer to the customer, an invitation that a customer opened, or one that a visitor opened. */
  readonly by:
    | { readonly is: 'offer'; readonly offer: string }
    | { readonly is: 'invitation' | 'visitor'; readonly token: string };
  readonly faults: readonly Fault[];
}

/** The page of an offer. Its forms post `deed=accept` or, for an offer to an account, `deed=decline`. */
export function offerPage(model: OfferModel, frame: Frame): Html {
  const { texts } = frame;
  const { offer: text } = texts;
  const { product, endsDay, faults } = model;
  return page(frame, {
    heading: text.heading(product),
    lead: text.until(endsDay),
    narrow: true,
    faults,
    body: html`${seen(model, texts)} ${answers(model, texts)}`,
  });
}

function seen({ showsUsernames }: OfferModel, { offer: text }: Texts): Html {
  const parts: readonly [heading: string, points: readonly string[]][] = [
    [text.rulesHeading, text.rules],
    [text.seenHeading, [...text.seen, ...(showsUsernames ? [text.seenUsername] : [])]],
    [text.unseenHeading, [...text.unseen, ...(showsUsernames ? [] : [text.unseenUsername])]],
    [text.yoursHeading, text.yours],
  ];
  return html`<section class="prose">
    ${parts.map(
      ([heading, points]) =>
        html`<h2>${heading}</h2>
          <ul class="points">
            ${points.map((point) => html`<li>${point}</li>`)}
          </ul>`,
    )}
  </section>`;
}

function answers({ by }: OfferModel, texts: Texts): Html {
  const { offer: text } = texts;
  if (by.is === 'visitor') {
    const { token } = by;
    return html`<p class="actions">
        <a class="button" href="${pathTo(PATHS.invitedSignUp, { token })}">${text.signUp}</a>
        <a href="${PATHS.logIn}">${texts.layout.logIn}</a>
      </p>
      <p class="soft">${text.logInFirst}</p>`;
  }
  const action =
    by.is === 'offer'
      ? pathTo(PATHS.offer, { offer: by.offer })
      : pathTo(PATHS.invitation, { token: by.token });
  return html`${form({ action, submit: text.accept, body: hidden('deed', 'accept') })}
  ${by.is === 'offer' && form({ action, submit: text.decline, weight: 'quiet', body: hidden('deed', 'decline') })}`;
}
