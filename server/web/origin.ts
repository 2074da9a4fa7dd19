/**
 * Protects against cross-site request forgery: decides whether a request comes from a page of the portal. Browsers set
 * the headers `Origin` and `Sec-Fetch-Site`, and no page can change these headers. A request without both headers
 * counts as cross-site. The cookie's SameSite is a second protection; this check also covers forms without a cookie.
 */

import type { IncomingHttpHeaders } from 'node:http';

const OWN_SITES: readonly unknown[] = ['same-origin', 'none'];

/**
 * Whether a request comes from a page of the portal.
 * @param own the origin of the portal, from the configuration and never from a header
 */
export function isSameOrigin({ origin, ...headers }: IncomingHttpHeaders, own: string): boolean {
  return origin === undefined ? OWN_SITES.includes(headers['sec-fetch-site']) : origin === own;
}
