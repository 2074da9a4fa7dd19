/**
 * What an app's link says of where the customer comes from: the product, and the address to return to. The pages of a flow
 * pass both on, unread, to the page that the app linked to. Only that page compares the address with those that the vendor
 * has listed, and only as a link that the customer follows.
 */

import type { PortalFlow } from '../../../client-sdk/typescript/contract/portal-link.ts';
import type { Part } from '../../web/html.ts';
import { hidden } from './fields.ts';
import { PATHS } from './paths.ts';

/** The parameters of a page in a flow. */
export const APP_LINK_QUERY = { product: 'text', return: 'text' } as const;
/** The hidden fields of a form in a flow. */
export const APP_LINK_FIELDS = { product: 'chosen', return: 'chosen' } as const;

export interface AppLink {
  /** Empty: no app led here. */
  readonly product: string;
  readonly return: string;
}

/** The address of the page that an app linked to; the other one if no app did. */
export function pathFromApp(flow: PortalFlow, link: AppLink, otherwise: string): string {
  if (link.product === '') return otherwise;
  const query = { flow, product: link.product, ...(link.return !== '' && { return: link.return }) };
  return `${PATHS.fromApp}?${new URLSearchParams(query).toString()}`;
}

/** The fields that pass the link on with a form. */
export function hiddenAppLink(link: AppLink | undefined): Part {
  if (link === undefined || link.product === '') return undefined;
  return [hidden('product', link.product), hidden('return', link.return)];
}
