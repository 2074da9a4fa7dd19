/**
 * The page that shows the key of a license. The key is derived again from the email address that the license's owner
 * enters; the key is shown and not stored. A license without an email gets a new key, for the password.
 */

import type { Fault } from '../../web/field-fault.ts';
import { field, form, ownerOf, passwordField } from '../html/fields.ts';
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
    /** The license has no email, and the owner can make a key. */
    | { readonly is: 'unmade'; readonly faults: readonly Fault[] }
    | { readonly is: 'made'; readonly licenseKey: string }
    /** The key cannot be derived: another system made the key, or the traces of the email were erased. */
    | { readonly is: 'imported' }
    /** This server has no secret to derive keys, so no key can be shown. */
    | { readonly is: 'absent' }
  );

/** The page that shows the key of a license. Its form posts `email`, or `current` (the password) to make a key. */
export function keyPage(model: KeyModel, frame: Frame): Html {
  const { texts } = frame;
  const { showKey: text } = texts;
  const { license, product } = model;
  const back = pathTo(PATHS.license, { license });
  const faults = 'faults' in model ? model.faults : [];
  const headings = {
    asked: text.heading,
    shown: text.shown,
    unmade: text.makeHeading,
    made: text.shown,
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
    ...(model.is === 'unmade' && { lead: text.makeLead }),
    faults,
    body: [content(model, frame), html`<p class="aside"><a href="${back}">${text.back}</a></p>`],
  });
}

function content(model: KeyModel, frame: Frame): Part {
  const { texts } = frame;
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
  if (model.is === 'unmade') {
    const { faults, license } = model;
    const body = [ownerOf(frame), passwordField(texts, faults, 'current')];
    return form({ action: pathTo(PATHS.licenseKey, { license }), submit: text.make, body });
  }
  if (model.is === 'made') {
    return html`<p class="shown-key"><code dir="ltr">${model.licenseKey}</code></p>
      <p class="notice">${text.once}</p>
      <p class="actions"><a href="${PATHS.emailChange}">${text.toEmail}</a></p>`;
  }
  if (model.is === 'shown') {
    return html`<p class="shown-key"><code dir="ltr">${model.licenseKey}</code></p>
      <p class="notice">${text.keep}</p>`;
  }
  if (model.is === 'imported') return html`<p>${text.imported}</p>`;
  return html`<p>${text.absent}</p>
    <p class="actions"><a class="button" href="${PATHS.recoverKey}">${text.byMail}</a></p>`;
}
