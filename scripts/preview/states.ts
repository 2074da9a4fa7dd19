/** Every page of the portal in every state, with made-up models, for the preview and for the tests of the pages. */

import type { Frame } from '../../server/portal/html/frame.ts';
import { write } from '../../server/web/html.ts';
import { ENGLISH, LANGUAGES, type Texts } from '../../server/texts/texts.ts';
import { activateStates } from './activate-states.ts';
import { batchStates, fromAppStates } from './batch-states.ts';
import { claimStates } from './claim-states.ts';
import { entryStates } from './entry-states.ts';
import { licenseStates } from './license-states.ts';
import { memberStates, invitedStates } from './member-states.ts';
import { offlineStates } from './offline-states.ts';
import { otherStates } from './other-states.ts';
import { receiptStates } from './receipt-states.ts';
import { renewalStates } from './renewal-states.ts';
import { rightsStates } from './rights-states.ts';
import { settingsStates } from './settings-states.ts';
import { takeoverStates } from './takeover-states.ts';
import { transferStates } from './transfer-states.ts';
import { vendorStates } from './vendor-states.ts';
import type { States, Typed } from './state.ts';

export interface Shown {
  readonly name: string;
  readonly page: string;
}

export interface Showing {
  readonly typed?: Typed;
  readonly texts?: Texts;
}

export function showStates({ typed = (text) => text, texts = ENGLISH }: Showing = {}): Shown[] {
  const languages = LANGUAGES.map(({ language, name }) => ({ language, name: typed(name) }));
  const choice = { languages, chosen: texts.language, here: '/' };
  const visitor: Frame = { texts, site: typed('Harbour Software'), username: undefined, choice };
  const customer: Frame = { ...visitor, username: typed('quiet-heron-42') };
  const show = (states: States, frame: Frame): Shown[] =>
    Object.entries(states).map(([name, render]) => ({ name, page: write(render(frame)) }));
  return [
    ...show(entryStates(typed), visitor),
    ...show(licenseStates(typed), customer),
    ...show(activateStates(typed), customer),
    ...show(claimStates(typed), customer),
    ...show(memberStates(typed), customer),
    ...show(batchStates(typed), customer),
    ...show(fromAppStates(typed), customer),
    ...show(transferStates(typed), customer),
    ...show(renewalStates(typed), customer),
    ...show(takeoverStates(typed), customer),
    ...show(invitedStates(typed), visitor),
    ...show(settingsStates(typed), customer),
    ...show(otherStates(typed), visitor),
    ...show(receiptStates(typed), visitor),
    ...show(rightsStates(typed), visitor),
    ...show(offlineStates(typed), visitor),
    ...show(vendorStates(typed), customer),
  ];
}
