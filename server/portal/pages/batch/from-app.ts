/**
 * The page to which an app links, for one flow: the customer's licenses of the app's product, each with the next step, and
 * the link back to the app. It is the end of the flow too.
 */

import type { PortalFlow } from '../../../../client-sdk/typescript/contract/portal-link.ts';
import { form, hidden, tick } from '../../html/fields.ts';
import { around, foreign } from '../../html/foreign.ts';
import type { Frame } from '../../html/frame.ts';
import { html, type Html, type Part } from '../../../web/html.ts';
import { page } from '../../html/layout.ts';
import { PATHS, pathTo } from '../../html/paths.ts';
import type { Texts } from '../../../texts/texts.ts';
import { barSentence, type MachineLine, type ReleaseBar } from '../license.ts';
import { standingSentence, type LicenseLine } from '../licenses.ts';

type FlowLicense = Pick<LicenseLine, 'license' | 'product' | 'standing'> & {
  readonly machines: readonly MachineLine[];
  readonly bar: ReleaseBar | undefined;
  /** Whether the customer may use a coupon for the license. */
  readonly isOwner: boolean;
};

/** What the link says. */
interface Linked {
  /** The id of the product. */
  readonly product: string;
  /** The address to come back to; empty: none. */
  readonly returnAddress: string;
  /** Whether the vendor has listed the address. */
  readonly isListed: boolean;
}

export interface FromAppModel extends Linked {
  readonly flow: PortalFlow;
  /** Null: there is no such product. */
  readonly productName: string | null;
  readonly licenses: readonly FlowLicense[];
}

/** The page. Its forms open, by GET, the page that asks before machines are released. */
export function fromAppPage(model: FromAppModel, frame: Frame): Html {
  const { texts } = frame;
  const { fromApp: text } = texts;
  const { flow, licenses, productName } = model;
  return page(frame, {
    heading: text.headings[flow],
    above: [{ text: texts.licenses.heading, path: PATHS.licenses }],
    body: html`${productName !== null && html`<p>${around([productName], (mark = '') => text.from(mark))}</p>`}
    ${
      licenses.length === 0
        ? html`<p class="notice">${text.none}</p>`
        : html`<ul class="rows">
            ${licenses.map((license) => step(license, model, texts))}
          </ul>`
    }
    ${end(model, texts)}`,
  });
}

function step(line: FlowLicense, model: FromAppModel, texts: Texts): Html {
  const { license, product, standing } = line;
  return html`<li class="entry">
    <h2><a href="${pathTo(PATHS.license, { license })}">${foreign(product)}</a></h2>
    <p class="soft">${standingSentence(standing, texts)}</p>
    ${model.flow === 'renew' ? renewing(line, model, texts) : releasing(line, model, texts)}
  </li>`;
}

function renewing({ license, isOwner }: FlowLicense, { product, returnAddress }: Linked, texts: Texts): Part {
  if (!isOwner) return html`<p>${texts.fromApp.ownerRenews}</p>`;
  const query = new URLSearchParams({ product, return: returnAddress }).toString();
  const to = `${pathTo(PATHS.coupon, { license })}?${query}`;
  return html`<p><a class="button quiet" href="${to}">${texts.coupon.link}</a></p>
    <p class="soft">${texts.fromApp.renew}</p>`;
}

function releasing({ license, machines, bar }: FlowLicense, linked: Linked, texts: Texts): Part {
  if (machines.length === 0) return html`<p>${texts.batch.noMachine}</p>`;
  if (bar !== undefined) return html`<p class="notice">${barSentence(bar, texts)}</p>`;
  const { product, returnAddress } = linked;
  return form({
    action: pathTo(PATHS.release, { license }),
    method: 'get',
    submit: texts.license.releaseChosen,
    weight: 'danger',
    body: [
      machines.map(({ activation, name, nickname, lastSeenOn }) =>
        tick({
          id: `m-${activation}`,
          name: 'activation',
          value: activation,
          label: around([nickname === null ? name : `${nickname} (${name})`], (mark = '') =>
            texts.members.machine(mark, lastSeenOn),
          ),
          faults: [],
        }),
      ),
      hidden('product', product),
      hidden('return', returnAddress),
    ],
  });
}

/** How the customer comes back: by a link, never by a redirect. */
function end({ returnAddress, isListed }: Linked, { fromApp: text }: Texts): Html {
  if (!isListed) return html`<p class="soft">${returnAddress === '' ? text.ends : text.unlisted}</p>`;
  return html`<p class="aside"><a href="${returnAddress}" rel="noreferrer">${text.back}</a></p>
    <p class="soft">${text.opens} <code dir="ltr">${returnAddress}</code></p>`;
}
