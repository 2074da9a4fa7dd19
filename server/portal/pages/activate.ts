/**
 * The pages with which a customer activates an app that waits: enter its code, compare its words, choose a license, and
 * see the machine. A code may come from somebody else, by a link or a call; the pages therefore never fill the code in,
 * and ask whether the customer's own screen shows the words.
 */

import type { Fault } from '../../web/field-fault.ts';
import type { NetworkMatch } from '../../web/app-networks.ts';
import { choices, field, form, hidden } from '../html/fields.ts';
import { around } from '../html/foreign.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html, type Part } from '../../web/html.ts';
import { page } from '../html/layout.ts';
import { PATHS, pathTo } from '../html/paths.ts';
import type { Texts } from '../../texts/texts.ts';
import { machineFacts, machineTitle, type MachineLine } from './license.ts';
import { standingSentence, type LicenseLine } from './licenses.ts';

export interface CodeModel {
  /** What the customer typed. */
  readonly code: string;
  /** Whether the page was opened by a link that has a code. */
  readonly isLinked: boolean;
  readonly faults: readonly Fault[];
}

/** The page that asks for the code. Its form posts `code`. */
export function codePage({ code, isLinked, faults }: CodeModel, frame: Frame): Html {
  const { activate: text } = frame.texts;
  return page(frame, {
    heading: text.heading,
    lead: text.lead,
    narrow: true,
    faults,
    body: [
      html`<p class="notice">${isLinked ? text.linked : text.own}</p>`,
      form({
        action: PATHS.activate,
        submit: text.submit,
        body: field({
          name: 'code',
          label: frame.texts.fields.code,
          hint: text.codeHint,
          value: code,
          autocomplete: 'off',
          exact: true,
          faults,
        }),
      }),
    ],
  });
}

export interface WaitingAppModel {
  readonly code: string;
  readonly product: string;
  readonly words: string;
  readonly network: NetworkMatch;
  /** The licenses that may be chosen. */
  readonly licenses: readonly LicenseLine[];
  /** The license that is chosen already. */
  readonly license: string;
  readonly nickname: string;
  readonly faults: readonly Fault[];
}

/** The page that asks whether the app is the customer's. Its forms post `code` and `deed`, which approves or denies. */
export function waitingAppPage(model: WaitingAppModel, frame: Frame): Html {
  const { activate: text } = frame.texts;
  const { product, words, network, licenses, code, faults } = model;
  return page(frame, {
    heading: text.question(product),
    narrow: true,
    faults,
    body: html`<p>${text.wordsLead}</p>
      <p class="shown-key words"><strong dir="ltr" lang="en">${words}</strong></p>
      <p class="notice bad">${text.compare}</p>
      ${network === 'other' && html`<p class="notice">${text.otherNetwork}</p>`}
      ${licenses.length === 0 ? noLicense(product, frame.texts) : approval(model, frame.texts)}
      ${form({
        action: PATHS.activate,
        submit: text.deny,
        weight: 'quiet',
        body: [hidden('code', code), hidden('deed', 'deny')],
      })}`,
  });
}

function noLicense(product: string, { activate: text }: Texts): Html {
  return html`<p>${around([product], text.noLicense)} <a href="${PATHS.licenses}">${text.toLicenses}</a></p>`;
}

function approval({ code, licenses, license, nickname, faults }: WaitingAppModel, texts: Texts): Html {
  const { activate: text, machine } = texts;
  return form({
    action: PATHS.activate,
    submit: text.approve,
    body: [
      hidden('code', code),
      hidden('deed', 'approve'),
      choices({
        name: 'license',
        legend: text.license,
        chosen: license,
        faults,
        options: licenses.map((line) => ({
          value: line.license,
          label: `${texts.licenses.seats(line.used, line.seats)}. ${standingSentence(line.standing, texts)}.`,
          ...(line.used >= line.seats && { hint: text.full }),
        })),
      }),
      field({
        name: 'nickname',
        label: machine.nickname,
        hint: machine.nicknameHint,
        value: nickname,
        autocomplete: 'off',
        required: false,
        faults,
      }),
    ],
  });
}

/** What became of an app that the customer approved. */
export type ApprovedModel = {
  readonly license: string;
  readonly product: string;
} & (
  | { readonly is: 'waiting'; readonly activation: string }
  | { readonly is: 'activated'; readonly machine: MachineLine }
  | { readonly is: 'over' }
);

/** The page after an approval: it shows the machine as soon as the app has its activation, and how to release it. */
export function approvedPage(model: ApprovedModel, frame: Frame): Html {
  const { texts } = frame;
  const { approved: text } = texts;
  const back = pathTo(PATHS.license, { license: model.license });
  return page(frame, {
    heading: text.heading[model.is],
    lead: text.lead[model.is],
    above: [
      { text: texts.licenses.heading, path: PATHS.licenses },
      { text: model.product, path: back },
    ],
    body: [content(model, texts), html`<p class="aside"><a href="${back}">${texts.release.back}</a></p>`],
  });
}

function content(model: ApprovedModel, texts: Texts): Part {
  const { approved: text, machine: machineText } = texts;
  if (model.is === 'over') return undefined;
  const { license } = model;
  if (model.is === 'waiting') {
    const again = pathTo(PATHS.approved, { license, activation: model.activation });
    return html`<p class="actions"><a class="button" href="${again}">${text.again}</a></p>`;
  }
  const { machine } = model;
  const release = `${pathTo(PATHS.release, { license })}?activation=${encodeURIComponent(machine.activation)}`;
  return html`<section class="panel" aria-labelledby="machine">
      <h2 id="machine">${machineTitle(machine)}</h2>
      ${machineFacts(machine, texts)}
    </section>
    <p class="notice">${text.notYou}</p>
    <p class="actions"><a class="button danger" href="${release}">${machineText.release}</a></p>`;
}
