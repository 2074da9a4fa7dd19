/**
 * What an app's link says about where the customer comes from: the product, and the address to come back to. The pages of
 * a flow pass both on, unread, to the page that the app linked to. Only that page compares the address with those that the
 * vendor has listed, and only as a link that the customer follows.
 */

import { PATHS } from '../html/paths.ts';
import type { PortalFlow } from '../../../client-sdk/typescript/contract/portal-link.ts';

/** The parameters of a page in a flow. */
export const WAY_QUERY = { product: 'text', return: 'text' } as const;
/** The hidden fields of a form in a flow. */
export const WAY_FIELDS = { product: 'chosen', return: 'chosen' } as const;

export interface Way {
  readonly product: string;
  readonly return: string;
}

/** The address of the page that an app linked to; the other one if no app did. */
export function wayBack(flow: PortalFlow, way: Way, otherwise: string): string {
  if (way.product === '') return otherwise;
  const query = { flow, product: way.product, ...(way.return !== '' && { return: way.return }) };
  return `${PATHS.fromApp}?${new URLSearchParams(query).toString()}`;
}
