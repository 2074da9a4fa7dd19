/** The versions of the policy, as the privacy page shows them: which applies, which will, and what each changed. */

import type { PolicyChange } from '../../domain/inventory/policy-content.ts';
import type { Day } from '../../domain/kernel/day.ts';
import { changeText } from '../../texts/policy-texts.ts';
import type { Texts } from '../../texts/texts.ts';
import { html, type Html } from '../../web/html.ts';
import { disclosure } from './disclosure.ts';
import { foreign } from './foreign.ts';
import { PATHS } from './paths.ts';

export interface PolicyVersion {
  readonly version: number;
  readonly effective: Day;
  readonly standing: 'earlier' | 'in force' | 'waiting';
  readonly changes: readonly PolicyChange[];
}

/** A version whose day will come, as the pages of an account announce it. */
export interface ComingVersion {
  readonly version: number;
  readonly effective: Day;
}

/** A line for each version whose day will come, with a link to what it changes. */
export function comingVersions(coming: readonly ComingVersion[], { privacy: { policy } }: Texts): Html[] {
  return coming.map(
    ({ version, effective }) =>
      html`<p class="notice">
        ${policy.coming(version, effective)} <a href="${PATHS.privacy}#versions">${policy.seeComing}</a>
      </p>`,
  );
}

/** The versions, the latest first: each that waits for its day on a line of its own, and the others together, closed. */
export function policyVersions(versions: readonly PolicyVersion[], texts: Texts): Html {
  const { policy } = texts.privacy;
  const waiting = versions.filter(({ standing }) => standing === 'waiting');
  const others = versions.filter(({ standing }) => standing !== 'waiting');
  return html`<div class="prose">
      <h2 id="versions">${policy.heading}</h2>
      ${versions.length === 0 && html`<p>${policy.none}</p>`}
    </div>
    ${waiting.map((version) => versionsPart([version], texts))}
    ${others.length > 0 && versionsPart(others, texts)}`;
}

/** Versions below a line that tells of the latest of them. */
function versionsPart(versions: readonly PolicyVersion[], texts: Texts): Html {
  const [latest] = versions as [PolicyVersion];
  const rows = versions.length === 1 ? latest.changes : versions;
  return disclosure({
    heading: standingText(latest, texts),
    aside: texts.formats.number(rows.length),
    body: html`<div class="prose">${versions.map((version) => versionPart(version, texts))}</div>`,
  });
}

function standingText({ version, effective, standing }: PolicyVersion, texts: Texts): string {
  const { policy } = texts.privacy;
  const words = { waiting: policy.waiting, 'in force': policy.inForce, earlier: policy.earlier };
  return words[standing](version, effective);
}

function versionPart(version: PolicyVersion, texts: Texts): Html {
  const { policy } = texts.privacy;
  const unchanged = version.version === 1 ? policy.first : policy.same;
  if (version.changes.length === 0) return html`<p>${standingText(version, texts)} ${unchanged}</p>`;
  return html`<p>${standingText(version, texts)} ${policy.changes}:</p>
    <ul class="points">
      ${version.changes.map((change) => changeItem(change, texts))}
    </ul>`;
}

function changeItem(change: PolicyChange, texts: Texts): Html {
  const { policy } = texts.privacy;
  const { what, before, after, wider } = changeText(change, texts);
  return html`<li>
    ${foreign(what)}${wider && html` (${policy.wider})`}.
    <span class="soft">${policy.before(before)}. ${policy.after(after)}.</span>
  </li>`;
}
