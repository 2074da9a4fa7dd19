/**
 * Links from an app into one flow of the portal. A link names the flow, the product and, optionally, an address of the app
 * to come back to. Nothing in it is secret, and it does nothing by itself: the customer logs in and decides.
 */

/** The page of the portal to which an app links. */
export const PORTAL_LINK_PAGE = '/from-app';

/** `release`: give the seat of a machine back. `renew`: extend a license. */
export const PORTAL_FLOWS = ['release', 'renew'] as const;
export type PortalFlow = (typeof PORTAL_FLOWS)[number];

export const RETURN_ADDRESS_CHARACTERS_MAX = 200;
/** The characters of a URI (RFC 3986, section 2) without `#`, and without `@`, so that it holds neither userinfo nor an email. */
const CHARACTERS = /^[\w.~:/?!$&'()*+;=%[\]-]+$/;
/** A scheme of an app has a period, since it is a reversed domain name (RFC 8252, section 7.1). No scheme of a browser has one. */
const APP_SCHEME = /^[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+:./;
const SECURE = /^https:\/\/[a-z0-9]/;

/** Whether a page may link back to an address: https or the scheme of an app, and neither fragment nor userinfo. */
export function isReturnAddress(address: string): boolean {
  if (address.length > RETURN_ADDRESS_CHARACTERS_MAX || !CHARACTERS.test(address)) return false;
  return (SECURE.test(address) || APP_SCHEME.test(address)) && URL.canParse(address);
}
