/**
 * The files that the portal's pages load, all from this server: one stylesheet and one icon, and the vendor's colour and
 * logo if there are any.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ICON } from './drawings.ts';
import { PATHS } from './paths.ts';
import { personalDataSchema } from '../../texts/personal-data-schema.ts';
import { securityText } from '../../vendor/security-txt.ts';
import { themeSheet } from '../../vendor/theme.ts';
import type { Vendor } from '../../vendor/vendor.ts';

export interface Asset {
  readonly type: string;
  readonly text: string | Uint8Array;
}

/** A stylesheet without its comments and its indentation, which a browser does not need. */
function withoutComments(css: string): string {
  return css.replaceAll(/\/\*[^]*?\*\//g, '').replaceAll(/\s*\n\s*/g, '\n');
}

/** The assets of the portal's pages, by their paths. */
export const ASSETS: Readonly<Record<string, Asset>> = {
  [PATHS.style]: {
    type: 'text/css; charset=utf-8',
    text: withoutComments(readFileSync(join(import.meta.dirname, 'style.css'), 'utf8')),
  },
  [PATHS.icon]: { type: 'image/svg+xml', text: ICON },
  [PATHS.personalDataSchema]: { type: 'application/schema+json', text: personalDataSchema() },
};

/** The vendor's assets by their paths; undefined: the vendor has none. */
export const VENDOR_ASSETS: Readonly<Record<string, (vendor: Vendor) => Asset | undefined>> = {
  [PATHS.vendorStyle]: ({ color }) =>
    color === undefined ? undefined : { type: 'text/css; charset=utf-8', text: themeSheet(color) },
  [PATHS.security]: ({ security }) =>
    security === undefined ? undefined : { type: 'text/plain; charset=utf-8', text: securityText(security) },
  [PATHS.vendorLogo]: ({ logo }) => (logo === undefined ? undefined : { type: logo.type, text: logo.bytes }),
};
