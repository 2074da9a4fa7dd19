import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { finderOf, searchFolder, type Needle } from '../../../scripts/demo/search.ts';

const EMAIL: Needle = { name: 'the email', text: 'Ada.Lovelace@example.com' };
const MAC: Needle = { name: 'the MAC', text: '02:42:ac:11:00:9f', bytes: Buffer.from('0242ac11009f', 'hex') };

describe('the search of the demo', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'quietkey-search-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const found = (needle: Needle, content: string | Uint8Array): number => {
    writeFileSync(join(folder, 'file'), content);
    return searchFolder(folder, [needle]).hits.length;
  };

  const { text } = EMAIL;
  const forms: [string, Needle, string | Uint8Array][] = [
    ['as typed', EMAIL, `x${text}y`],
    ['in capitals', EMAIL, text.toUpperCase()],
    ['in small letters', EMAIL, text.toLowerCase()],
    ['in UTF-16', EMAIL, Buffer.from(text, 'utf16le')],
    ['reversed', EMAIL, text.split('').toReversed().join('')],
    ['in hex', EMAIL, Buffer.from(text).toString('hex')],
    ['in base64', EMAIL, Buffer.from(text).toString('base64')],
    ['in base64, one byte on', EMAIL, Buffer.from(`a${text}zzz`).toString('base64')],
    ['in base64, two bytes on', EMAIL, Buffer.from(`ab${text}zzz`).toString('base64')],
    ['in base64url, small letters', EMAIL, Buffer.from(`"${text.toLowerCase()}"`).toString('base64url')],
    ['as raw bytes', MAC, Buffer.from('ff0242ac11009fff', 'hex')],
    ['as hex of raw bytes', MAC, 'x0242AC11009Fx'],
    ['as base64 of raw bytes', MAC, Buffer.from('0242ac11009f', 'hex').toString('base64')],
    ['as text in capitals', MAC, '02:42:AC:11:00:9F'],
  ];
  for (const [form, needle, content] of forms) {
    it(`finds a value ${form}`, () => {
      expect(found(needle, content)).to.be.greaterThan(0);
    });
  }

  it('finds each of many byte strings, also a short one, one in another, and one at an end', () => {
    const all = ['ab', 'first', 'irst', 'last', 'las', 'lasts', 'absent', 'firsx'].map((name) => ({
      name,
      bytes: Buffer.from(name),
    }));
    const names = (content: string): string[] => finderOf(all)(Buffer.from(content)).map(({ name }) => name);
    expect(names('first ab last')).to.deep.equal(['ab', 'first', 'irst', 'last', 'las']);
    expect(names('fir')).to.deep.equal([]);
    expect(names('')).to.deep.equal([]);
  });

  it('finds nothing in another value', () => {
    expect(found(EMAIL, 'ada.byron@example.com')).to.equal(0);
    expect(found(MAC, Buffer.from('0242ac1100', 'hex'))).to.equal(0);
  });
});
