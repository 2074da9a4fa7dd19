/** Reads the QR codes of a page as a camera would: from their pixels. */

import jsqr from 'jsqr';

const CODE = /<svg\s+class="qr-code"\s+viewBox="0 0 (\d+) \d+"[^>]*>.*?d="([^"]+)"/gs;
const ROW = /M(\d+) (\d+)\.5([^M]*)/g;
const STEP = /([hm])(\d+)/g;
const PIXELS_PER_MODULE = 3;
const RGBA_BYTES = 4;

/** The texts of a page's codes, in the order of the page. */
export function qrTextsIn(page: string): string[] {
  return [...page.matchAll(CODE)].map(([, side, path = '']) => textOf(Number(side), path));
}

function textOf(modules: number, path: string): string {
  const side = modules * PIXELS_PER_MODULE;
  const pixels = new Uint8ClampedArray(side * side * RGBA_BYTES).fill(255);
  const paint = (column: number, row: number, width: number): void => {
    for (let line = row * PIXELS_PER_MODULE; line < (row + 1) * PIXELS_PER_MODULE; line += 1) {
      const start = (line * side + column * PIXELS_PER_MODULE) * RGBA_BYTES;
      pixels.fill(0, start, start + width * PIXELS_PER_MODULE * RGBA_BYTES);
    }
  };
  for (const [, x, y, steps = ''] of path.matchAll(ROW)) {
    let column = Number(x);
    for (const [, kind, width] of steps.matchAll(STEP)) {
      if (kind === 'h') paint(column, Number(y), Number(width));
      column += Number(width);
    }
  }
  // a dark pixel stays opaque
  for (let index = RGBA_BYTES - 1; index < pixels.length; index += RGBA_BYTES) pixels[index] = 255;
  const read = jsqr.default(pixels, side, side);
  if (read === null) throw new Error('no QR code was read');
  return read.data;
}
