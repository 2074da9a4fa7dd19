/** The page that a mailed link opens to set a new password, and the pages that are shown if the link does not work. */

import type { Fault } from '../../web/field-fault.ts';
import { form, hidden, newPasswordField, ownerOf } from '../html/fields.ts';
import { around } from '../html/foreign.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html } from '../../web/html.ts';
import { page } from '../html/layout.ts';
import { PATHS } from '../html/paths.ts';

export type ResetModel =
  /** The link is valid, and was opened in the browser that asked for it. */
  | {
      readonly is: 'open';
      readonly link: string;
      readonly username: string;
      readonly faults: readonly Fault[];
    }
  /** The link is valid, but was opened in another browser. */
  | { readonly is: 'elsewhere' }
  /** The link was used already, has expired, or is unknown. */
  | { readonly is: 'over' };

/** The page that sets a new password. Its form posts `link` and `next` (the new password). */
export function resetPage(model: ResetModel, frame: Frame): Html {
  const { reset: text } = frame.texts;
  const again = html`<p class="actions">
    <a class="button" href="${PATHS.recoverPassword}">${text.again}</a>
  </p>`;
  if (model.is === 'elsewhere') {
    return page(frame, { heading: text.elsewhereHeading, lead: text.elsewhere, narrow: true, body: again });
  }
  if (model.is === 'over') {
    return page(frame, { heading: text.overHeading, lead: text.over, narrow: true, body: again });
  }
  const { link, username, faults } = model;
  const body = [hidden('link', link), ownerOf({ username }), newPasswordField(frame.texts, faults)];
  return page(frame, {
    heading: text.heading,
    lead: around([username], text.lead),
    narrow: true,
    faults,
    body: form({ action: PATHS.reset, submit: text.submit, body }),
  });
}
