/** The overview of all settings of the account. */

import { around } from '../html/foreign.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html } from '../../web/html.ts';
import { page, type Page } from '../html/layout.ts';
import { comingVersions, type ComingVersion } from '../html/policy-versions.ts';
import { PATHS } from '../html/paths.ts';

export interface SettingsModel {
  readonly codesLeft: number;
  /** Whether the account has an email address. */
  readonly email: boolean;
  /** The number of kinds of mail that the customer wants. */
  readonly notices: number;
  /** The number of browsers that are logged in, including this browser. */
  readonly sessions: number;
  /** The versions of the policy whose day will come. */
  readonly coming: readonly ComingVersion[];
}

export function settingsPage(
  { codesLeft, email, notices, sessions, coming }: SettingsModel,
  frame: Frame,
): Html {
  const { settings: text } = frame.texts;
  const rows = [
    {
      to: PATHS.username,
      title: text.username,
      lead: around([frame.username ?? ''], text.usernameLead),
    },
    { to: PATHS.password, title: text.password, lead: text.passwordLead },
    { to: PATHS.codes, title: text.codes, lead: text.codesLeft(codesLeft) },
    { to: PATHS.email, title: text.email, lead: email ? text.emailSet : text.emailNone },
    {
      to: PATHS.notices,
      title: text.notices,
      lead: notices === 0 ? text.noticesNone : text.noticesSome(notices),
    },
    { to: PATHS.sessions, title: text.sessions, lead: text.sessionsCount(sessions) },
    { to: PATHS.personalData, title: text.personalData, lead: text.personalDataLead },
    { to: PATHS.restriction, title: text.restriction, lead: text.restrictionLead },
    { to: PATHS.deletion, title: text.deletion, lead: text.deletionLead },
  ];
  return page(frame, {
    heading: text.heading,
    body: html`${comingVersions(coming, frame.texts)}
      <ul class="rows">
        ${rows.map(
          ({ to, title, lead }) =>
            html`<li>
              <h2><a href="${to}">${title}</a></h2>
              <p class="soft">${lead}</p>
            </li>`,
        )}
      </ul>`,
  });
}

/** The navigation path above every page of the settings. */
export function inSettings({ texts }: Frame): NonNullable<Page['above']> {
  return [{ text: texts.settings.heading, path: PATHS.settings }];
}
