/**
 * The privacy page: what is stored and what is never stored, in plain words, and the terms of the portal. What is stored
 * is listed from the inventory, so that nothing can be left out.
 */

import type { Lives } from '../../domain/inventory/lives.ts';
import type { PersonalTable } from '../../domain/inventory/personal-tables.ts';
import { around } from '../html/foreign.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html } from '../../web/html.ts';
import { disclosure } from '../html/disclosure.ts';
import { page } from '../html/layout.ts';
import { PATHS } from '../html/paths.ts';
import { columnRetentionText, purposeText, retentionText, tableText } from '../../texts/inventory-texts.ts';
import { policyVersions, type PolicyVersion } from '../html/policy-versions.ts';
import { recipientList, type RecipientLine } from './recipients.ts';
import type { Texts } from '../../texts/texts.ts';

export interface PrivacyModel {
  /** The version of the terms that a sign-up accepts today. */
  readonly terms: string;
  readonly stored: readonly PersonalTable[];
  /** The retention periods that are not the default. */
  readonly lives: Lives;
  /** The recipients of all customers' data. */
  readonly recipients: readonly RecipientLine[];
  /** The versions of the policy, the latest first. */
  readonly policies: readonly PolicyVersion[];
  /** How often data of a single customer were given to others, by year. */
  readonly years: readonly { readonly year: number; readonly disclosures: number }[];
}

export function privacyPage(
  { terms, stored, lives, recipients, years, policies }: PrivacyModel,
  frame: Frame,
): Html {
  const { privacy: text, recipients: received } = frame.texts;
  return page(frame, {
    heading: text.heading,
    lead: text.lead,
    body: html`<div class="prose">
        <p>
          ${around([frame.site], frame.texts.documents.controller)} ${text.binding}
          <a href="${PATHS.privacyFile}">${frame.texts.documents.asFile}</a>
        </p>
        <h2>${text.keptHeading}</h2>
        <p>${text.kept}</p>
      </div>
      ${disclosure({
        heading: text.listHeading,
        aside: frame.texts.formats.number(stored.length),
        body: stored.map((table) => storedSection(table, lives, frame.texts)),
      })}
      ${policyVersions(policies, frame.texts)} ${recipientPart(recipients, frame.texts)}
      <div class="prose">
        <p>${received.yearsHeading}</p>
        <ul class="points">
          ${years.map(({ year, disclosures }) => html`<li>${received.year(year, disclosures)}</li>`)}
        </ul>
        <h2>${text.neverHeading}</h2>
        <p>${text.never}</p>
        <h2>${text.cookieHeading}</h2>
        <p>${text.cookie}</p>
        <h2>${text.rightsHeading}</h2>
        <p>${text.rights}</p>
        <p><a href="${PATHS.requests}">${frame.texts.rights.heading}</a></p>
        <h2 id="terms">${around([terms], text.termsHeading)}</h2>
        <ul class="points">
          ${text.terms.map((item) => html`<li>${item}</li>`)}
        </ul>
      </div>`,
  });
}

/** The recipients, closed like the list of what is stored; or open, if there are none. */
function recipientPart(recipients: readonly RecipientLine[], texts: Texts): Html {
  const { heading, noneGeneral } = texts.recipients;
  const list = recipientList(recipients, noneGeneral, texts);
  if (recipients.length > 0)
    return disclosure({ heading, aside: texts.formats.number(recipients.length), body: list });
  return html`<div class="prose">
    <h2>${heading}</h2>
    ${list}
  </div>`;
}

function storedSection(
  { table, basis, columns }: PersonalTable,
  lives: Lives,
  { inventory, personalData }: Texts,
): Html {
  return disclosure({
    heading: tableText(table, inventory),
    body: html`<p class="soft">
        ${retentionText(table, inventory, lives)} ${personalData.basis(inventory.bases[basis])}
      </p>
      <dl class="rows values">
        ${columns.map(
          ({ column, purpose, form }) =>
            html`<div>
              <dt>${purposeText(purpose, inventory)}</dt>
              <dd class="soft">
                ${inventory.form[form]} ${columnRetentionText(table, column, inventory, lives) ?? ''}
              </dd>
            </div>`,
        )}
      </dl>`,
  });
}
