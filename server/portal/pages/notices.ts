/**
 * The page on which a customer chooses notices by mail, none by default. The link at the end of each notice opens a
 * second page.
 */

import type { Fault } from '../../web/field-fault.ts';
import { field, form, tick } from '../html/fields.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html } from '../../web/html.ts';
import { page } from '../html/layout.ts';
import { PATHS, pathTo } from '../html/paths.ts';
import { inSettings } from './settings.ts';

const KINDS = ['expiry', 'policy', 'news'] as const;

type NoticeKind = (typeof KINDS)[number];

export interface NoticesModel {
  readonly wanted: readonly NoticeKind[];
  /** Whether a sealed email address for notices is stored. If not, the page asks for an address. */
  readonly sealed: boolean;
  /** The email that the customer typed. */
  readonly email: string;
  readonly faults: readonly Fault[];
}

/**
 * The page on which a customer chooses notices. Its form posts, if ticked, `expiry=yes`, `policy=yes`, `news=yes`, and
 * `email` if no address is stored.
 */
export function noticesPage({ wanted, sealed, email, faults }: NoticesModel, frame: Frame): Html {
  const { texts } = frame;
  const { notices: text } = texts;
  const body = [
    KINDS.map((kind) => tick({ name: kind, label: text[kind], checked: wanted.includes(kind), faults })),
    sealed
      ? html`<p class="hint">${text.kept}</p>`
      : field({
          name: 'email',
          label: texts.fields.email,
          hint: text.sealed,
          type: 'email',
          value: email,
          autocomplete: 'email',
          required: false,
          faults,
        }),
  ];
  return page(frame, {
    heading: text.heading,
    lead: text.lead,
    narrow: true,
    above: inSettings(frame),
    faults,
    body: form({ action: PATHS.notices, submit: text.submit, body }),
  });
}

export type UnsubscribeModel =
  { readonly is: 'asked'; readonly token: string } | { readonly is: 'done' } | { readonly is: 'over' };

/** The page that unsubscribes from all notices. Its form posts no field, because the link itself is the permission. */
export function unsubscribePage(model: UnsubscribeModel, frame: Frame): Html {
  const { unsubscribe: text } = frame.texts;
  if (model.is === 'done')
    return page(frame, { heading: text.doneHeading, lead: text.done, narrow: true, body: [] });
  if (model.is === 'over')
    return page(frame, { heading: text.overHeading, lead: text.over, narrow: true, body: [] });
  const action = pathTo(PATHS.unsubscribe, { token: model.token });
  return page(frame, {
    heading: text.heading,
    lead: text.lead,
    narrow: true,
    body: form({ action, submit: text.submit, body: undefined }),
  });
}
