/** The page behind a link that sets a new password, and the pages shown where the link does not work. */

import type { Fault } from '../../web/field-error.ts';
import { form, hidden, newPasswordField, ownerOf } from '../html/fields.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html } from '../../web/html.ts';
import { page } from '../html/page.ts';
import { PATHS } from '../html/paths.ts';

export type ResetModel =
  /** The link is good, in the browser that asked for it. */
  | {
      readonly is: 'open';
      readonly link: string;
      readonly username: string;
      readonly faults: readonly Fault[];
    }
  /** It is good, but in another browser. */
  | { readonly is: 'elsewhere' }
  /** It is used, over or unknown. */
  | { readonly is: 'over' };

/** Posts `link` and `next`, the new password. */
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
    lead: text.lead(username),
    narrow: true,
    faults,
    body: form({ action: PATHS.reset, submit: text.submit, body }),
  });
}
