/** Which bytes are a logo: by their content, with bounded sides, and an SVG that is a picture and nothing else. */

import { expect } from 'chai';
import { logoOf } from '../../../server/vendor/logo.ts';

function png(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(40);
  bytes.write('89504e470d0a1a0a0000000d49484452', 'hex');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

const svg = (inside: string): string => `<svg xmlns="http://www.w3.org/2000/svg">${inside}</svg>`;

const CASES: [title: string, bytes: Buffer | string, kind: 'image/png' | 'image/svg+xml' | RegExp][] = [
  ['a PNG', png(120, 32), 'image/png'],
  ['a PNG as large as one may be', png(2_000, 2_000), 'image/png'],
  ['a PNG that is too wide', png(2_001, 1), /2001 pixels/],
  ['a PNG that is too high', png(1, 0xff_ff_ff_ff), /pixels/],
  ['the beginning of a PNG', png(1, 1).subarray(0, 20), /neither/],
  ['an SVG', svg('<path d="M0 0h1"/>'), 'image/svg+xml'],
  [
    'an SVG with a declaration and comments',
    `<?xml version="1.0"?>\n<!-- a --><!-- b -->${svg('')}`,
    'image/svg+xml',
  ],
  ['an SVG with a reference into itself', svg('<use href="#a"/><path fill="url(#b)"/>'), 'image/svg+xml'],
  ['an SVG that was cut', svg('<path/>').slice(0, -4), /neither/],
  ['a script', svg('<script>alert(1)</script>'), /script/],
  ['an event handler', '<svg onload="alert(1)"></svg>', /handler/],
  ['a foreign object', svg('<foreignObject/>'), /script/],
  ['a doctype with entities', `<!DOCTYPE svg [<!ENTITY a "a">]>${svg('')}`, /neither/],
  ['a picture from elsewhere', svg('<image href="https://example.com/a.png"/>'), /address/],
  ['a picture from elsewhere by the old attribute', svg('<image xlink:href="//example.com"/>'), /address/],
  ['a style from elsewhere', svg('<style>@import "https://example.com"</style>'), /address/],
  ['a fill from elsewhere', svg('<path fill="url(https://example.com#a)"/>'), /address/],
  ['a page', '<!doctype html><html></html>', /neither/],
  ['a page that contains an SVG', `<html>${svg('')}</html>`, /neither/],
  ['a GIF', 'GIF89a…', /neither/],
  ['a JPEG', Buffer.from([0xff, 0xd8, 0xff]), /neither/],
  ['nothing', '', /neither/],
];

describe('a logo', () => {
  for (const [title, bytes, kind] of CASES)
    it(`${kind instanceof RegExp ? 'is not' : 'can be'} ${title}`, () => {
      const read = logoOf(Buffer.from(bytes as string));
      if (kind instanceof RegExp) expect('fault' in read && read.fault).to.match(kind);
      else expect('logo' in read && read.logo.type).to.equal(kind);
    });
});
