/**
 * The kind of a logo, read from its bytes and never from its name. A PNG has bounded sides, so that a small file cannot
 * become a huge picture. An SVG must be plain: it may have no doctype, script, event handler, or address. The server
 * serves it under a policy that runs and loads nothing, even if somebody opens it by itself.
 */

import type { Logo } from './vendor.ts';

const PNG_BEGIN = '89504e470d0a1a0a0000000d49484452';
/** The places of a PNG's width and height (ISO/IEC 15948, IHDR). */
const [WIDTH_AT, HEIGHT_AT, PNG_BYTES_MIN] = [16, 20, 33];
const LOGO_SIDE_MAX = 2_000;

const SVG_BEGIN = /^\uFEFF?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--[^]*?-->\s*)*<svg[\s>]/;
/** The end of an SVG, so that a file that was cut is none. */
const SVG_END = /(?:<\/svg|\/)>\s*$/;
const SVG_REFUSED =
  /<!(?:doctype|entity)|<(?:script|foreignobject)|\son\w+\s*=|href\s*=\s*["'](?!#)|@import|url\(\s*["']?(?!#)/i;

/** The logo, or the clause that says what is wrong with its bytes. */
export function logoOf(bytes: Uint8Array): { readonly logo: Logo } | { readonly fault: string } {
  const buffer = Buffer.from(bytes);
  if (buffer.toString('hex', 0, WIDTH_AT) === PNG_BEGIN && buffer.length >= PNG_BYTES_MIN) {
    const side = Math.max(buffer.readUInt32BE(WIDTH_AT), buffer.readUInt32BE(HEIGHT_AT));
    if (side <= LOGO_SIDE_MAX) return { logo: { type: 'image/png', bytes } };
    return { fault: `is ${side} pixels wide or high, more than ${LOGO_SIDE_MAX}` };
  }
  const text = buffer.toString('utf8');
  if (!SVG_BEGIN.test(text) || !SVG_END.test(text)) return { fault: 'is neither a PNG nor an SVG' };
  if (SVG_REFUSED.test(text))
    return { fault: 'is an SVG with a doctype, a script, an event handler, or an address of another file' };
  return { logo: { type: 'image/svg+xml', bytes } };
}
