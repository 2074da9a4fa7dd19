/** The preview of pages that show a vendor with everything that its file can say. */

import { ASSETS, VENDOR_ASSETS, type Asset } from '../../server/portal/html/assets.ts';
import type { Frame } from '../../server/portal/html/frame.ts';
import { errorPage } from '../../server/portal/pages/error.ts';
import type { Vendor } from '../../server/vendor/vendor.ts';
import { entryStates } from './entry-states.ts';
import { licenseStates } from './license-states.ts';
import type { States, Typed } from './state.ts';

/** A wide logo in dark colours, which a dark page must not swallow. */
const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 32" width="120" height="32">
  <path d="M4 22q8-16 16 0t16 0 16 0" fill="none" stroke="#4b2e83" stroke-width="4" />
  <circle cx="72" cy="16" r="9" fill="#1d2526" />
  <path d="M88 24V8l14 16V8" fill="none" stroke="#1d2526" stroke-width="4" />
</svg>`;

/** A vendor with everything. @param typed what a test makes of a text of the vendor */
function previewVendor(typed: Typed = (text) => text): Vendor {
  return {
    support: typed('help@example.com'),
    imprint: 'https://example.com/imprint',
    terms: 'https://example.com/terms',
    privacy: 'https://example.com/privacy',
    color: '#8a5cc2',
    logo: { type: 'image/svg+xml', bytes: Buffer.from(LOGO) },
  };
}

/** Every file that a page of the preview loads, by its path. */
export function previewAssets(): Record<string, Asset> {
  const assets = Object.entries(VENDOR_ASSETS).flatMap(([path, assetOf]): [string, Asset][] => {
    const asset = assetOf(previewVendor());
    return asset === undefined ? [] : [[path, asset]];
  });
  return { ...ASSETS, ...Object.fromEntries(assets) };
}

/** States that have every kind of control and colour. */
const SHOWN = [
  'codes-shown',
  'licenses-many',
  'license',
  'license-suspended',
  'key',
  'release-refused',
  'broken',
];

export function vendorStates(typed: Typed): States {
  const branded = (frame: Frame): Frame => ({
    ...frame,
    vendor: previewVendor(typed),
    requestId: typed('bXktcmVxdWVzdC1p'),
  });
  const states: States = {
    ...entryStates(typed),
    ...licenseStates(typed),
    broken: (frame) => errorPage({ is: 'broken', requestId: typed('bXktcmVxdWVzdC1p') }, frame),
  };
  const shown = Object.entries(states).filter(([name]) => SHOWN.includes(name));
  return Object.fromEntries(
    shown.map(([name, show]) => [`vendor-${name}`, (frame: Frame) => show(branded(frame))]),
  );
}
