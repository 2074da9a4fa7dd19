/**
 * Protects against cross-site request forgery: decides whether a request comes from a page of the portal. Browsers set
 * the headers `Origin`, `Sec-Fetch-Site` and `Referer`, and no page can write another site into them. Every browser
 * with script sends `Origin` with a form. Text browsers send only `Referer`, which the referrer policy of the portal's
 * pages requests. A request without any of the three counts as cross-site. The cookie's SameSite is a second
 * protection; this check also covers forms without a cookie.
 */

import type { IncomingHttpHeaders } from 'node:http';

const OWN_SITES: readonly unknown[] = ['same-origin', 'none'];

/**
 * Whether a request comes from a page of the portal. The first header that a browser sends decides.
 * @param own the origin of the portal, from the configuration and never from a header
 */
export function isSameOrigin({ origin, referer, ...headers }: IncomingHttpHeaders, own: string): boolean {
  if (origin !== undefined) return origin === own;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return OWN_SITES.includes(site);
  return referer !== undefined && originOf(referer) === own;
}

/** The origin of a URL; undefined for text that is not a URL, and for two URLs in one header. */
function originOf(url: string): string | undefined {
  return /\s/.test(url) || !URL.canParse(url) ? undefined : new URL(url).origin;
}
