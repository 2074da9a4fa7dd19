/**
 * The pages on which an owner does one thing with several licenses: the page that lists what follows for each and asks,
 * and the page that says for each what was done, or why it was refused.
 */

import type { BatchDeed } from '../../../domain/ownership/batch.ts';
import type { Fault } from '../../../web/field-fault.ts';
import { field, form, hidden, passwordField, tick } from '../../html/fields.ts';
import { around, foreign } from '../../html/foreign.ts';
import type { Frame } from '../../html/frame.ts';
import { html, type Html, type Part } from '../../../web/html.ts';
import { page, type Page } from '../../html/layout.ts';
import { PATHS, pathTo } from '../../html/paths.ts';
import type { Texts } from '../../../texts/texts.ts';
import type { MachineLine } from '../license.ts';

/** A license that was selected. */
export interface BatchLine {
  readonly license: string;
  /** Null: the license is not in the account. */
  readonly product: string | null;
  /** Why nothing can be done with the license; absent: something can. */
  readonly obstacle?: string;
  /** What follows for this license alone. */
  readonly points?: readonly string[];
  /** The machines that can be released. */
  readonly machines?: readonly MachineLine[];
  /** Whether the machines are ticked at first. */
  readonly isTicked?: boolean;
}

export interface BatchModel {
  readonly deed: BatchDeed;
  readonly lines: readonly BatchLine[];
  /** The typed username. */
  readonly username: string;
  /** The machines that are ticked, each as its license and its activation with a dot between. */
  readonly chosen: readonly string[];
  readonly faults: readonly Fault[];
}

/** The value by which a form names a machine of a license. */
export function machineValue(license: string, activation: string): string {
  return `${license}.${activation}`;
}

/** The page for a selection with which nothing can be begun: of no license, of too many, or of no deed. */
export function noBatchPage(faults: readonly Fault[], frame: Frame): Html {
  return page(frame, { ...aboveOf(frame), heading: frame.texts.batch.heading, faults, body: back(frame) });
}

/**
 * The page that asks. Its form posts `deed`, one `license` for each license, and `username`, `current` (the password) or
 * one `machine` for each ticked machine.
 */
export function batchPage(model: BatchModel, frame: Frame): Html {
  const { texts } = frame;
  const { batch: text } = texts;
  const { deed, lines, faults } = model;
  const open = lines.filter(({ obstacle, product }) => product !== null && obstacle === undefined);
  const list = html`<ul class="rows">
    ${lines.map((line) => row(line, model, texts))}
  </ul>`;
  return page(frame, {
    ...aboveOf(frame),
    heading: text.headings[deed](open.length),
    faults,
    body:
      open.length === 0
        ? html`${list}
            <p class="notice">${text.none}</p>
            ${back(frame)}`
        : html`<section class="prose">
              <h2>${text.followsHeading}</h2>
              <ul class="points">
                ${followsOf(deed, texts).map((point) => html`<li>${point}</li>`)}
              </ul>
            </section>
            ${form({
              action: PATHS.batch,
              submit: text.submit[deed],
              ...(deed !== 'assign' && { weight: 'danger' }),
              body: [
                list,
                hidden('deed', deed),
                ...open.map(({ license }) => hidden('license', license)),
                ...controls(model, texts),
              ],
              beside: html`<a href="${PATHS.licenses}">${texts.release.cancel}</a>`,
            })}`,
  });
}

function aboveOf({ texts }: Frame): Pick<Page, 'above'> {
  return { above: [{ text: texts.licenses.heading, path: PATHS.licenses }] };
}

function back({ texts }: Frame): Html {
  return html`<p class="actions">
    <a class="button quiet" href="${PATHS.licenses}">${texts.batch.back}</a>
  </p>`;
}

/** What follows for all of the licenses. */
function followsOf(deed: BatchDeed, { batch, release, transfer }: Texts): readonly string[] {
  if (deed === 'assign') return [...batch.assigned, batch.apart];
  if (deed === 'transfer') return [transfer.when, transfer.keyEnds, ...transfer.ends, batch.apart];
  return [release.seatFree, release.appStops, release.forgets, batch.together, batch.apart];
}

function controls({ deed, username, faults }: BatchModel, texts: Texts): Part[] {
  if (deed === 'release') return [];
  const name = {
    name: 'username',
    label: deed === 'assign' ? texts.batch.receiver : texts.transfer.receiver,
    hint: texts.transfer.receiverHint,
    autocomplete: 'off',
    value: username,
    faults,
  };
  return [field(name), deed === 'transfer' && passwordField(texts, faults, 'current')];
}

function row(line: BatchLine, { chosen }: BatchModel, texts: Texts): Html {
  const { license, obstacle, points = [], machines = [] } = line;
  return html`<li class="entry">
    <h3>${named(line, texts)}</h3>
    ${obstacle !== undefined && html`<p class="notice">${obstacle}</p>`}
    ${machines.map((machine) => machineTick(license, machine, chosen, texts))}
    ${points.map((point) => html`<p class="soft">${point}</p>`)}
  </li>`;
}

function named({ license, product }: BatchLine, { batch: text }: Texts): Part {
  if (product === null) return text.unknown;
  return html`<a href="${pathTo(PATHS.license, { license })}">${foreign(product)}</a>`;
}

function machineTick(
  license: string,
  { activation, name, nickname, lastSeenOn, leaseEndsOn }: MachineLine,
  chosen: readonly string[],
  { members, release }: Texts,
): Html {
  const shown = nickname === null ? name : `${nickname} (${name})`;
  const value = machineValue(license, activation);
  return tick({
    id: `m-${activation}`,
    name: 'machine',
    value,
    label: around([shown], (mark = '') => members.machine(mark, lastSeenOn)),
    checked: chosen.includes(value),
    aside: html`<p class="soft">${release.offline(leaseEndsOn)}</p>`,
    faults: [],
  });
}

/** What became of a license. */
export interface BatchResult {
  readonly license: string;
  readonly product: string | null;
  /** The number of released machines if it was done; otherwise why it was refused. */
  readonly outcome: { readonly machines: number } | { readonly refused: string };
}

export interface BatchResultModel {
  readonly deed: BatchDeed;
  readonly results: readonly BatchResult[];
}

/** The page that says for each license what was done. */
export function batchResultPage({ deed, results }: BatchResultModel, frame: Frame): Html {
  const { texts } = frame;
  const { batch: text } = texts;
  const done = results.filter(({ outcome }) => 'machines' in outcome).length;
  return page(frame, {
    ...aboveOf(frame),
    heading: text.resultHeading(done, results.length),
    body: html`<ul class="rows" role="status">
        ${results.map(
          (result) =>
            html`<li class="entry">
              <h2>${named(result, texts)}</h2>
              ${outcomeOf(deed, result, text)}
            </li>`,
        )}
      </ul>
      ${back(frame)}`,
  });
}

function outcomeOf(deed: BatchDeed, { outcome }: BatchResult, text: Texts['batch']): Html {
  if ('refused' in outcome) return html`<p class="notice bad">${text.refused(outcome.refused)}</p>`;
  const done = deed === 'release' ? text.done.release(outcome.machines) : text.done[deed];
  return html`<p class="notice good">${done}</p>`;
}
