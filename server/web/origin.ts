/**
 * Whether a request that changes something comes from a page of the portal. A browser says where a form was sent from,
 * and no page can make it lie; a request that says nothing counts as foreign. The cookie's SameSite is a second fence:
 * this one stands for forms that are sent without a cookie, too.
 */

import type { IncomingHttpHeaders } from 'node:http';

const OWN_SITES: readonly unknown[] = ['same-origin', 'none'];

/** @param own the origin at which the portal is reached: from the configuration, never from a header */
export function isSameOrigin({ origin, ...headers }: IncomingHttpHeaders, own: string): boolean {
  return origin === undefined ? OWN_SITES.includes(headers['sec-fetch-site']) : origin === own;
}
