/**
 * What the portal knows of a reader before it knows who it is: the language, and a page's frame for a visitor who is not
 * logged in.
 */

import type { Request } from 'express';
import { textsIn, type LANGUAGES, type Texts } from '../texts/texts.ts';
import { networkReader, type NetworkReader } from '../web/client-network.ts';
import type { Frame } from './html/frame.ts';
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

/** The page frame of a visitor who is not logged in. */
export function frameOf({ dependencies, languages }: Portal, request: Request): Frame {
  return { texts: preferredTexts(request, languages), site: dependencies.site, username: undefined };
}

/**
 * Selects the reader's language by `Accept-Language` (RFC 9110, section 12.5.4), which is neither stored nor logged.
 */
function preferredTexts(request: Request, languages: Portal['languages']): Texts {
  const preferred = request.acceptsLanguages(languages.map(({ language }) => language));
  return textsIn(preferred === false ? undefined : preferred, languages);
}
