/** `vendor.json`: every member at its limits, and how a fault names the member, what was measured, and a remedy. */

import { expect } from 'chai';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigFault } from '../../../server/config/config.ts';
import { LOGO_BYTES_MAX, readVendor } from '../../../server/config/vendor-file.ts';
import { scratchFolder } from '../crypto/scratch.ts';

const SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>';

describe('vendor.json', () => {
  const folder = scratchFolder();
  const path = join(folder, 'vendor.json');
  before(() => {
    writeFileSync(join(folder, 'logo.svg'), SVG);
    writeFileSync(join(folder, 'wrong.svg'), '<script/>');
    writeFileSync(join(folder, 'long.svg'), SVG.padEnd(LOGO_BYTES_MAX + 1));
    mkdirSync(join(folder, 'folder.svg'));
    symlinkSync(join(folder, 'logo.svg'), join(folder, 'link.svg'));
  });
  afterEach(() => rmSync(path, { force: true }));

  const read = (file: unknown): unknown => {
    writeFileSync(path, typeof file === 'string' ? file : JSON.stringify(file));
    try {
      return readVendor(folder);
    } catch (error) {
      expect(error).to.be.instanceOf(ConfigFault);
      return (error as ConfigFault).message;
    }
  };

  it('may be missing, or say nothing', () => {
    expect(readVendor(folder)).to.deep.equal({});
    expect(read({})).to.deep.equal({});
  });

  it('gives everything that it names', () => {
    const texts = {
      name: 'Fjörd & Söhne',
      support: 'help@example.com',
      imprint: 'https://example.com/imprint',
      authority: 'Data Protection Authority, 1 Quay Street, Harbour',
      ccpa: true,
      terms: 'https://example.com/terms?a=b#c',
      privacy: 'https://example.com/',
      keyMail: { en: { opening: 'For {product},\n\nwith {support}', closing: '{vendor}' } },
    };
    const logo = { type: 'image/svg+xml', bytes: Buffer.from(SVG) };
    const file = { ...texts, color: '#8A5CC2', logo: 'logo.svg' };
    expect(read(file)).to.deep.equal({ ...texts, color: '#8a5cc2', logo });
    expect(read({ support: 'https://example.com/help' })).to.deep.equal({
      support: 'https://example.com/help',
    });
  });

  const FAULTS: [file: unknown, ...messages: RegExp[]][] = [
    ['', /refused: the file is missing/],
    ['{', /the file is not JSON/],
    ['[]', /the file must be a JSON object/],
    ['{"name": "A", "name": "B"}', /refused: \/name is a duplicate key/],
    [{ nmae: 'A' }, /\/nmae is not known\. Use: name, support/],
    ['{"__proto__": {}}', /__proto__ is a forbidden name/],
    ['{"toString": 1}', /\/toString is not known/],
    [{ name: '' }, /\/name is not a name/],
    [{ name: 'a\nb' }, /\/name is not a name/],
    [{ name: 'a'.repeat(61) }, /\/name is not a name\. Use up to 60/],
    [{ name: 7 }, /\/name is not a name/],
    [{ support: 'nobody' }, /\/support is neither an email address nor a web address\. Use one with https/],
    [{ support: 'http://example.com' }, /\/support is neither/],
    [{ support: 'javascript:alert(1)' }, /\/support is neither/],
    [{ imprint: 'http://example.com' }, /\/imprint is not a web address\. Use one with https/],
    [{ terms: 'https://a:b@example.com' }, /\/terms is not a web address/],
    [{ privacy: `https://example.com/${'a'.repeat(300)}` }, /\/privacy is not a web address/],
    [{ privacy: 'data:text/html,a' }, /\/privacy is not a web address/],
    [{ authority: 'two\nlines' }, /\/authority is not a name and an address\. Use one line/],
    [{ authority: '' }, /\/authority is not a name/],
    [{ authority: 'a'.repeat(301) }, /\/authority is not a name/],
    [{ ccpa: 'yes' }, /\/ccpa is neither true nor false/],
    [{ color: 'red' }, /\/color is not a colour\. Use one such as #17695f/],
    [{ color: '#fff' }, /\/color is not a colour/],
    [
      { color: '#ffff00' },
      /\/color has a contrast of 1\.0\d:1 on the light pages \(#f6f5f1\), less than 3:1\. Use #[0-9a-f]{6},/,
    ],
    [{ color: '#003366' }, /\/color has a contrast of 1\.\d\d:1 on the dark pages \(#1c2223\)/],
    [{ logo: '../secret' }, /\/logo is not the name of a PNG or SVG file\. Put the file beside vendor\.json/],
    [{ logo: 'secret' }, /\/logo is not the name/],
    [{ logo: 'none.svg' }, /\/logo names a file that cannot be used: .*none\.svg cannot be read/],
    [{ logo: 'link.svg' }, /link\.svg is a link/],
    [{ logo: 'folder.svg' }, /folder\.svg is a folder/],
    [{ logo: 'long.svg' }, /long\.svg is too long: it has more than 65536 bytes/],
    [{ logo: 'wrong.svg' }, /\/logo names .*wrong\.svg, which is neither a PNG nor an SVG/],
    [{ security: 'help@example.com' }, /\/security is not \{"contact": …\}/],
    [{ security: {} }, /\/security\/contact is neither an email address nor a web address/],
    [{ security: { contact: 'help@example.com' } }, /\/security\/lastDay is not a date\. Use one such as/],
    [
      { security: { contact: 'http://example.com', lastDay: '2027-06-30' } },
      /\/security\/contact is neither/,
    ],
    [
      { security: { contact: 'help@example.com', lastDay: '2027-02-30' } },
      /\/security\/lastDay is not a date/,
    ],
    [
      { security: { contact: 'a@example.com', lastDay: '2027-06-30', policy: 'ftp://a' } },
      /\/security\/policy is not a web address/,
    ],
    [
      { security: { contact: 'a@example.com', expires: 1 } },
      /\/security\/expires is not known\. Use: contact/,
    ],
    [{ keyMail: 'Hello' }, /\/keyMail is not \{"en"/],
    [{ keyMail: { xx: {} } }, /\/keyMail\/xx is not known\. Use: en/],
    [{ keyMail: { en: 'Hello' } }, /\/keyMail\/en is not \{"opening"/],
    [{ keyMail: { en: { begin: 'Hello' } } }, /\/keyMail\/en\/begin is not known\. Use: opening, closing/],
    [{ keyMail: { en: { opening: '' } } }, /\/keyMail\/en\/opening is empty/],
    [{ keyMail: { en: { opening: 7 } } }, /\/keyMail\/en\/opening is not a text/],
    [
      { keyMail: { en: { opening: '{licenseKey}' } } },
      /has \{licenseKey\}, which is no placeholder\. .*\{product\}/,
    ],
    [{ keyMail: { en: { closing: 'a { b' } } }, /\/closing has a brace that is part of no placeholder/],
    [{ keyMail: { en: { closing: '{support}' } } }, /\/closing has \{support\}, but \/support is missing/],
    [{ keyMail: { en: { closing: 'a\u0007' } } }, /\/closing has a control character/],
    [{ keyMail: { en: { closing: 'a'.repeat(1_501) } } }, /\/closing has more than 1500 characters/],
    [{ name: '', color: 'red', extra: 1 }, /\/name is/, /\/color is/, /\/extra is/],
  ];
  for (const [file, ...messages] of FAULTS)
    it(`is refused where it is ${JSON.stringify(file).slice(0, 60)}`, () => {
      const lines = String(read(file)).split('\n');
      expect(lines).to.have.lengthOf(messages.length);
      for (const [nth, message] of messages.entries()) {
        expect(lines[nth]).to.match(message);
        expect(lines[nth]).to.contain(`QUIETKEY_DATA names a folder whose file ${path} is refused: `);
      }
    });
});
