/**
 * The page that shows the key of a license. The key is derived again from the email address that the license's owner
 * enters; the key is shown and not stored.
 */

import type { Fault } from '../../web/field-fault.ts';
import { field, form } from '../html/fields.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html, type Part } from '../../web/html.ts';
import { page } from '../html/layout.ts';
import { PATHS, pathTo } from '../html/paths.ts';

interface OfLicense {
  readonly license: string;
  readonly product: string;
}

export type KeyModel = OfLicense &
  (
    | { readonly is: 'asked'; readonly email: string; readonly faults: readonly Fault[] }
    | { readonly is: 'shown'; readonly licenseKey: string }
    /** The key cannot be derived: another system made the key, or the traces of the email were erased. */
    | { readonly is: 'imported' }
    /** This server has no secret to derive keys, so no key can be shown. */
    | { readonly is: 'absent' }
  );

/** The page that shows the key of a license. Its form posts `email`. */
export function keyPage(model: KeyModel, frame: Frame): Html {
  const { texts } = frame;
  const { showKey: text } = texts;
  const { license, product } = model;
  const back = pathTo(PATHS.license, { license });
  const faults = model.is === 'asked' ? model.faults : [];
  const headings = {
    asked: text.heading,
    shown: text.shown,
    imported: text.cannotHeading,
    absent: text.cannotHeading,
  };
  return page(frame, {
    heading: headings[model.is],
    narrow: true,
    above: [
      { text: texts.licenses.heading, path: PATHS.licenses },
      { text: product, path: back },
    ],
    ...(model.is === 'asked' && { lead: text.lead }),
    faults,
    body: [content(model, frame), html`<p class="aside"><a href="${back}">${text.back}</a></p>`],
  });
}

function content(model: KeyModel, { texts }: Frame): Part {
  const { showKey: text, fields } = texts;
  if (model.is === 'asked') {
    const { email: value, faults, license } = model;
    const body = field({
      name: 'email',
      label: fields.email,
      type: 'email',
      value,
      autocomplete: 'email',
      faults,
    });
    return form({ action: pathTo(PATHS.licenseKey, { license }), submit: text.submit, body });
  }
  if (model.is === 'shown') {
    return html`<p class="shown-key"><code dir="ltr">${model.licenseKey}</code></p>
      <p class="notice">${text.keep}</p>`;
  }
  if (model.is === 'imported') return html`<p>${text.imported}</p>`;
  return html`<p>${text.absent}</p>
    <p class="actions"><a class="button" href="${PATHS.recoverKey}">${text.byMail}</a></p>`;
}
