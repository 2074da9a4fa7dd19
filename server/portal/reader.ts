/**
 * What the portal knows of a reader before it knows who it is: the language, and a page's frame for a visitor who is not
 * logged in.
 */

import type { Request } from 'express';
import { lookUpTexts, type LANGUAGES } from '../texts/texts.ts';
import { networkReader, type NetworkReader } from '../web/client-network.ts';
import { readCookies } from '../web/cookie.ts';
import type { Frame, LanguageChoice } from './html/frame.ts';
import { isOwnAddress } from './html/paths.ts';
import type { Reached } from './respond.ts';
import type { PortalDependencies } from './route/dependencies.ts';

export interface Portal extends Reached {
  readonly dependencies: PortalDependencies;
  readonly network: NetworkReader;
  readonly languages: typeof LANGUAGES;
}

export function portalOf(dependencies: PortalDependencies, languages: typeof LANGUAGES): Portal {
  return {
    dependencies,
    languages,
    network: networkReader(dependencies.trustedProxies, dependencies.onUnreadableClient),
    isSecure: () => dependencies.url().startsWith('https:'),
  };
}

/** The page frame of a visitor who is not logged in. @param requestId undefined for a page that many requests share */
export function frameOf(portal: Portal, request: Request, requestId?: string): Frame {
  const vendor = portal.dependencies.vendor();
  return { ...readLanguage(portal, request), site: vendor.name, vendor, requestId, username: undefined };
}

/**
 * The language that the reader chose, which a cookie keeps, else the first available one that the browser asks for
 * (`Accept-Language`, RFC 9110, section 12.5.4). What the browser asks for is neither stored nor logged.
 */
function readLanguage(
  { languages, isSecure }: Portal,
  request: Request,
): Pick<Frame, 'texts'> & { choice: LanguageChoice } {
  const { language: tag } = readCookies(request.headers.cookie, isSecure());
  const chosen = languages.find(({ language }) => language === tag);
  return {
    texts: chosen ?? lookUpTexts(request.acceptsLanguages(), languages),
    choice: { languages, chosen: chosen?.language, here: addressOf(request) },
  };
}

/** The address to which the reader can come back; undefined if the request sends a form. */
function addressOf({ method, originalUrl }: Request): string | undefined {
  return method === 'GET' && isOwnAddress(originalUrl) ? originalUrl : undefined;
}
