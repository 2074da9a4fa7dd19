/** The files that the portal's pages load: one stylesheet and one icon, both from this server. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ICON } from './drawings.ts';
import { PATHS } from './paths.ts';

export interface Asset {
  readonly type: string;
  readonly text: string;
}

/** The assets of the portal's pages, by their paths. */
export const ASSETS: Readonly<Record<string, Asset>> = {
  [PATHS.style]: {
    type: 'text/css; charset=utf-8',
    text: readFileSync(join(import.meta.dirname, 'style.css'), 'utf8'),
  },
  [PATHS.icon]: { type: 'image/svg+xml', text: ICON },
};
