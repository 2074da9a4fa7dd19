/** The page of one machine: what is stored about the machine, and the nickname that its owner gives it. */

import type { Fault } from '../../web/field-fault.ts';
import { field, form } from '../html/fields.ts';
import { around } from '../html/foreign.ts';
import type { Frame } from '../html/frame.ts';
import { html, type Html } from '../../web/html.ts';
import { page } from '../html/layout.ts';
import { PATHS, pathTo } from '../html/paths.ts';
import { machineFacts, type MachineLine } from './license.ts';

export interface MachineModel {
  readonly license: string;
  readonly product: string;
  readonly machine: MachineLine;
  /** The content of the nickname field: what the customer typed, or the stored nickname. */
  readonly typed: string;
  readonly faults: readonly Fault[];
}

/** The page of one machine. The form, which is there for one's own machine, posts `nickname`; an empty nickname removes the stored nickname. */
export function machinePage({ license, product, machine, typed, faults }: MachineModel, frame: Frame): Html {
  const { texts } = frame;
  const { machine: text } = texts;
  const { activation, name } = machine;
  const release = `${pathTo(PATHS.release, { license })}?activation=${encodeURIComponent(activation)}`;
  return page(frame, {
    heading: machine.nickname ?? name,
    faults,
    above: [
      { text: texts.licenses.heading, path: PATHS.licenses },
      { text: product, path: pathTo(PATHS.license, { license }) },
    ],
    body: html`<section class="panel" aria-labelledby="details">
        <h2 id="details">${around([name], text.detailsHeading)}</h2>
        ${machineFacts(machine, texts)}
      </section>
      ${
        machine.isOwn &&
        html`<div class="panel">
          ${form({
            action: pathTo(PATHS.machine, { license, activation }),
            submit: text.save,
            body: field({
              name: 'nickname',
              label: text.nickname,
              hint: text.nicknameHint,
              value: typed,
              autocomplete: 'off',
              required: false,
              faults,
            }),
          })}
        </div>`
      }
      <p class="actions"><a class="button danger" href="${release}">${text.release}</a></p>`,
  });
}
