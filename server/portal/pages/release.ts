/** The page that asks before machines are released: what will happen, and the license's rules on releases. */

import { later, type Day } from '../../domain/kernel/day.ts';
import type { Fault } from '../../web/field-fault.ts';
import { form, hidden } from '../html/fields.ts';
import { hiddenAppLink, type AppLink } from '../html/app-link.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html } from '../../web/html.ts';
import { page } from '../html/layout.ts';
import { PATHS, pathTo } from '../html/paths.ts';
import type { Texts } from '../../texts/texts.ts';
import { barSentence, machineFacts, machineTitle, type MachineLine, type ReleaseBar } from './license.ts';

export interface ReleaseRules {
  /** The number of days between two releases; 0 if releases need no pause. */
  readonly coolDownDays: number;
  /** The first day on which the next release is possible, if the selected machines are released today. */
  readonly next: Day;
  /** The number of releases that a year allows, and how many are left; null if there is no limit. */
  readonly yearly: { readonly perYear: number; readonly left: number } | null;
}

export interface ReleaseModel {
  readonly license: string;
  readonly product: string;
  /** The machines that were selected for release, one at least. */
  readonly machines: readonly MachineLine[];
  readonly rules: ReleaseRules;
  readonly bar: ReleaseBar | undefined;
  /** What the link of an app says; absent: no app has linked. */
  readonly appLink?: AppLink;
  readonly faults: readonly Fault[];
}

/** The page that asks before machines are released. Its form posts one `activation` for each machine. */
export function releasePage(model: ReleaseModel, frame: Frame): Html {
  const { texts } = frame;
  const { release: text } = texts;
  const { license, product, machines, faults } = model;
  const back = pathTo(PATHS.license, { license });
  const obstacle = obstacleOf(model, texts);
  return page(frame, {
    heading: obstacle === undefined ? text.heading(machines.length) : text.impossible,
    faults,
    above: [
      { text: texts.licenses.heading, path: PATHS.licenses },
      { text: product, path: back },
    ],
    body: html`<ul class="rows">
        ${machines.map(
          (machine) =>
            html`<li class="entry">
              <h2>${machineTitle(machine)}</h2>
              ${machineFacts(machine, texts)}
            </li>`,
        )}
      </ul>
      ${
        obstacle === undefined
          ? question(model, texts)
          : html`<p class="notice">${obstacle}</p>
              <p class="actions"><a class="button quiet" href="${back}">${text.back}</a></p>`
      }`,
  });
}

function obstacleOf({ bar, rules, machines }: ReleaseModel, texts: Texts): string | undefined {
  if (bar !== undefined) return barSentence(bar, texts);
  if (rules.coolDownDays > 0 && machines.length > 1) return texts.release.oneAtATime(rules.coolDownDays);
  if (rules.yearly !== null && machines.length > rules.yearly.left) {
    return texts.release.tooMany(rules.yearly.left);
  }
  return undefined;
}

function question({ license, machines, rules, appLink }: ReleaseModel, texts: Texts): Html {
  const { release: text } = texts;
  const offline = machines
    .map(({ leaseEndsOn }) => leaseEndsOn)
    .reduce((latest, endsOn) => later(latest, endsOn));
  return html`<section class="prose" aria-labelledby="rules">
      <h2 id="rules">${text.ruleHeading}</h2>
      <ul class="points">
        <li>${text.seatFree}</li>
        <li>${text.appStops} ${text.offline(offline)}</li>
        <li>${text.forgets}</li>
        ${rulePoints(rules, texts).map((point) => html`<li>${point}</li>`)}
      </ul>
    </section>
    ${form({
      action: pathTo(PATHS.release, { license }),
      submit: text.submit(machines.length),
      weight: 'danger',
      body: [machines.map(({ activation }) => hidden('activation', activation)), hiddenAppLink(appLink)],
      beside: html`<a href="${pathTo(PATHS.license, { license })}">${text.cancel}</a>`,
    })}`;
}

/** What the terms of the license say about further releases. */
export function rulePoints(
  { coolDownDays, next, yearly }: ReleaseRules,
  { release: text }: Texts,
): readonly string[] {
  if (coolDownDays === 0 && yearly === null) return [text.noRule];
  return [
    ...(coolDownDays === 0 ? [] : [text.coolDown(coolDownDays, next)]),
    ...(yearly === null ? [] : [text.yearly(yearly.left, yearly.perYear)]),
  ];
}
