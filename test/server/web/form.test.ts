// Submitted forms as bytes over real HTTP: read exactly, or refused with the name of the field.

import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Refusal } from '../../../server/domain/kernel/refusal.ts';
import { emptyFields, readForm, readQuery, refuseEmpty } from '../../../server/web/form.ts';
import { askAt, type Ask } from '../http/asking.ts';

const FIELDS = { name: 'text', note: 'free', way: 'chosen', keep: 'tick', machines: 'many' } as const;
const URLENCODED = 'application/x-www-form-urlencoded';
const WHOLE = { name: 'Ada', note: '', way: '', keep: false, machines: [] };
const pointers = ({ fields = [] }: Refusal['parts']) =>
  fields.map(({ pointer, message }) => pointer + message);

interface Case {
  title: string;
  body: string | Uint8Array;
  type?: string;
  encoding?: string;
  /** What is read, or the code and the fault of the refusal. */
  answer: object | string;
}

const CASES: Case[] = [
  { title: 'the least that it takes', body: 'name=Ada&note=', answer: WHOLE },
  {
    title: 'all that it takes, in another order',
    body: 'machines=b&keep=yes&way=out&machines=a&note=x&name=Ada',
    answer: { name: 'Ada', note: 'x', way: 'out', keep: true, machines: ['b', 'a'] },
  },
  { title: 'plus and percent', body: 'name=a+b%2Bc%26d%3D&note=', answer: { ...WHOLE, name: 'a b+c&d=' } },
  { title: 'UTF-8', body: 'name=%F0%9F%A6%89&note=', answer: { ...WHOLE, name: '🦉' } },
  { title: 'UTF-8 as it is', body: 'name=Zoë&note=', answer: { ...WHOLE, name: 'Zoë' } },
  { title: 'a charset', body: 'name=Ada&note=', type: `${URLENCODED}; charset=UTF-8`, answer: WHOLE },
  { title: 'a value without a name', body: '=x&name=Ada&note=', answer: WHOLE },
  { title: 'nothing but a name', body: 'name', answer: '/namedoes not have exactly one value' },
  { title: 'a field twice', body: 'name=Ada&name=Eve&note=', answer: '/nameis a duplicate key' },
  { title: 'a box twice', body: 'name=Ada&note=&keep=yes&keep=yes', answer: '/keepis a duplicate key' },
  { title: 'an unknown field', body: 'name=Ada&note=&role=admin', answer: '/roleis not a known field' },
  {
    title: 'a name of prototypes',
    body: 'name=Ada&note=&__proto__=x',
    answer: '/__proto__is not a known field',
  },
  { title: 'a name of objects', body: 'name=Ada&note=&toString=x', answer: '/toStringis not a known field' },
  { title: 'a field too few', body: 'name=Ada', answer: '/noteis missing' },
  { title: 'no field at all', body: '', answer: '/nameis missing' },
  {
    title: 'a box that says something else',
    body: 'name=Ada&note=&keep=no',
    answer: '/keepis not a checkbox value',
  },
  { title: 'no value', body: 'name&note=', answer: '/namedoes not have exactly one value' },
  { title: 'two values', body: 'name=a=b&note=', answer: '/namedoes not have exactly one value' },
  { title: 'NUL', body: 'name=a%00b&note=', answer: 'contains NUL' },
  { title: 'half a character', body: 'name=%ED%A0%80&note=', answer: 'is not UTF-8' },
  { title: 'half a percent', body: 'name=%4&note=', answer: 'is not UTF-8' },
  { title: 'a stray byte', body: Uint8Array.of(110, 61, 255), answer: 'is not UTF-8' },
  { title: 'JSON', body: '{}', type: 'application/json', answer: 'media_type_unsupported' },
  { title: 'plain text', body: 'name=Ada&note=', type: 'text/plain', answer: 'media_type_unsupported' },
  {
    title: 'multipart without a field for a file',
    body: 'x',
    type: 'multipart/form-data; boundary=x',
    answer: 'media_type_unsupported',
  },
  {
    title: 'Latin 1',
    body: 'name=Ada',
    type: `${URLENCODED}; charset=latin1`,
    answer: 'media_type_unsupported',
  },
  { title: 'something compressed', body: 'name=Ada', encoding: 'gzip', answer: 'media_type_unsupported' },
  { title: '16 kB and one byte', body: `name=${'a'.repeat(16_380)}`, answer: 'body_too_large' },
];

const WITH_FILE = { note: 'free', file: 'file' } as const;
const MULTIPART = 'multipart/form-data; boundary=x';
const NOTE = part('name="note"', 'a');

/** A multipart body: its parts, each with its disposition besides the kind. */
function part(disposition: string, value: string): string {
  return `--x\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${value}\r\n`;
}

const FILE_CASES: Case[] = [
  {
    title: 'a file, whose name is not read',
    body: `${NOTE}${part('name="file"; filename="../../secret"', 'ab')}--x--\r\n`,
    answer: { note: 'a', file: 'ab' },
  },
  {
    title: 'no file, as a browser sends it',
    body: `${NOTE}${part('name="file"; filename=""', '')}--x--\r\n`,
    answer: { note: 'a', file: '' },
  },
  { title: 'no part of the file', body: `${NOTE}--x--\r\n`, answer: { note: 'a', file: '' } },
  {
    title: 'bytes of any kind in a file',
    body: Buffer.from(`${NOTE}${part('name="file"; filename="a"', 'a\0\u00ffb')}--x--\r\n`, 'latin1'),
    answer: { note: 'a', file: 'a\u00ffb' },
  },
  { title: 'no file, urlencoded', body: 'note=a', type: URLENCODED, answer: { note: 'a', file: '' } },
  {
    title: 'two files',
    body: `${NOTE}${part('name="file"; filename="a"', 'a').repeat(2)}--x--\r\n`,
    answer: '/fileis a duplicate key',
  },
  {
    title: 'an unknown part',
    body: `${NOTE}${part('name="role"', 'admin')}--x--\r\n`,
    answer: '/roleis not a known field',
  },
  {
    title: 'a part too few',
    body: `${part('name="file"; filename="a"', '')}--x--\r\n`,
    answer: '/noteis missing',
  },
  { title: 'NUL in a text', body: `${part('name="note"', 'a\0')}--x--\r\n`, answer: 'contains NUL' },
  { title: 'no end', body: NOTE, answer: 'is not a multipart form' },
  { title: 'no boundary', body: NOTE, type: 'multipart/form-data;', answer: 'is not a multipart form' },
  { title: 'something else', body: 'note=a', answer: 'is not a multipart form' },
  { title: 'nothing', body: '', answer: 'is not a multipart form' },
  {
    title: '16 kB and more',
    body: `${part('name="file"; filename="a"', 'a'.repeat(16_400))}--x--\r\n`,
    answer: 'body_too_large',
  },
];

describe('a form', () => {
  let server: Server;
  let ask: Ask;
  let end: () => void;
  before(async () => {
    server = createServer((request, response) => {
      const fields = request.url === '/file' ? WITH_FILE : FIELDS;
      const read = readForm(request, fields).catch((error: unknown) => (error as Refusal).parts);
      void read.then((answer) => response.end(JSON.stringify(answer)));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ ask, end } = askAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
  after(() => {
    end();
    server.close();
  });

  for (const { title, body, type = URLENCODED, encoding, answer } of CASES) {
    it(`with ${title}`, async () => {
      const headers = { 'content-type': type, ...(encoding && { 'content-encoding': encoding }) };
      const read = JSON.parse((await ask({ method: 'POST', path: '/', headers, body })).text);
      if (typeof answer === 'object') expect(read).to.deep.equal(answer);
      else if (read.code === 'request_malformed') expect(pointers(read)).to.deep.equal([answer]);
      else expect(read.code).to.equal(answer);
    });
  }

  for (const { title, body, type = MULTIPART, answer } of FILE_CASES) {
    it(`with a field for a file: ${title}`, async () => {
      const heard = await ask({ method: 'POST', path: '/file', headers: { 'content-type': type }, body });
      const read = JSON.parse(heard.text);
      if (typeof answer === 'object') expect(read).to.deep.equal(answer);
      else if (read.code === 'request_malformed') expect(pointers(read)).to.deep.equal([answer]);
      else expect(read.code).to.equal(answer);
    });
  }

  it('lists all empty fields at once', () => {
    const empty = { ...WHOLE, name: '' };
    expect(() => refuseEmpty(emptyFields({ ...FIELDS, note: 'text' }, empty)))
      .to.throw(Refusal)
      .that.satisfies(({ parts }: Refusal) => pointers(parts).join() === '/nameis missing,/noteis missing');
    refuseEmpty(emptyFields(FIELDS, WHOLE));
  });

  it('in a URL ignores unknown parameters', () => {
    const asked = readQuery('?machines=a&utm_source=x&machines=b&keep=yes&name=Ada', FIELDS);
    expect(asked).to.deep.equal({ ...WHOLE, keep: true, machines: ['a', 'b'] });
  });
});
