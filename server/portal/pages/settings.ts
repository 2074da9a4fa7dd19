/** The way to everything about the account itself. */

import type { Frame } from '../html/frame.ts';
import { html, type Html } from '../../web/html.ts';
import { page, type Page } from '../html/page.ts';
import { PATHS } from '../html/paths.ts';

export interface SettingsModel {
  readonly codesLeft: number;
  /** Whether an address was added. */
  readonly email: boolean;
  /** Kinds of mail that are wanted. */
  readonly notices: number;
  /** Browsers that are logged in, this one too. */
  readonly sessions: number;
}

export function settingsPage({ codesLeft, email, notices, sessions }: SettingsModel, frame: Frame): Html {
  const { settings: says } = frame.texts;
  const rows = [
    { to: PATHS.password, text: says.password, lead: says.passwordLead },
    { to: PATHS.codes, text: says.codes, lead: says.codesLeft(codesLeft) },
    { to: PATHS.email, text: says.email, lead: email ? says.emailSet : says.emailNone },
    {
      to: PATHS.notices,
      text: says.notices,
      lead: notices === 0 ? says.noticesNone : says.noticesSome(notices),
    },
    { to: PATHS.sessions, text: says.sessions, lead: says.sessionsCount(sessions) },
    { to: PATHS.held, text: says.held, lead: says.heldLead },
    { to: PATHS.deletion, text: says.deletion, lead: says.deletionLead },
  ];
  return page(frame, {
    heading: says.heading,
    lead: says.loggedInAs(frame.username ?? ''),
    body: html`<ul class="rows">
      ${rows.map(
        ({ to, text, lead }) =>
          html`<li>
            <h2><a href="${to}">${text}</a></h2>
            <p class="soft">${lead}</p>
          </li>`,
      )}
    </ul>`,
  });
}

/** What stands above every page of the settings. */
export function inSettings({ texts }: Frame): NonNullable<Page['above']> {
  return [{ text: texts.settings.heading, path: PATHS.settings }];
}
