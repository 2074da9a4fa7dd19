// JSON bodies as bytes: which are read, which are refused, and at which pointer. Each is read as a stream with headers, by
// the reader that the API uses.

import { expect } from 'chai';
import fc from 'fast-check';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { Refusal } from '../../../server/domain/kernel/refusal.ts';
import { readBody } from '../../../server/web/json-body.ts';
import { cpuMilliseconds } from '../../support/cpu-time.ts';
import { rounds } from '../../support/rounds.ts';

const BODY_BYTES_MAX = 16_384;

function read(body: string | Uint8Array): Promise<object> {
  const bytes = Buffer.from(body);
  const headers = { 'content-type': 'application/json', 'content-length': String(bytes.length) };
  return readBody(Object.assign(Readable.from([bytes]), { headers }) as unknown as IncomingMessage);
}

async function pointerOfFault(body: string | Uint8Array): Promise<string> {
  const error: unknown = await read(body).catch((thrown: unknown) => thrown);
  if (!(error instanceof Refusal)) throw new Error('it was read', { cause: error });
  expect(error.code).to.equal('request_malformed');
  const [fault] = error.parts.fields ?? [];
  expect(fault?.message).to.match(/^\S.*\S$/);
  return fault?.pointer ?? 'no pointer';
}

const nested = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth);

const REFUSED: readonly [title: string, body: string | Uint8Array, pointer: string][] = [
  ['nothing', '', ''],
  ['white space', ' \n ', ''],
  ['null', 'null', ''],
  ['an array', '[]', ''],
  ['a string', '"{}"', ''],
  ['a number', '1', ''],
  ['two objects', '{}{}', ''],
  ['a trailing comma', '{"a":1,}', ''],
  ['single quotes', "{'a':1}", ''],
  ['a comment', '{"a":1}//', ''],
  ['NaN', '{"a":NaN}', ''],
  ['Infinity', '{"a":-Infinity}', ''],
  ['hex', '{"a":0x10}', ''],
  ['a leading zero', '{"a":01}', ''],
  ['a raw control character', '{"a":"\u0001"}', ''],
  ['a byte order mark', '\uFEFF{}', ''],
  ['UTF-16', Buffer.from('{"a":1}', 'utf16le'), ''],
  ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), ''],
  ['an overlong form', Buffer.from([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d]), ''],
  ['a raw surrogate', Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d]), ''],
  ['a duplicate member', '{"a":1,"b":2,"a":1}', '/a'],
  ['the same by an escape', '{"a":1,"\\u0061":1}', '/a'],
  ['the same further in', '{"a":[{},{"b":1,"b":2}]}', '/a/1/b'],
  ['the same under a name with ~ and /', '{"~/":{"a":1,"a":2}}', '/~0~1/a'],
  ['twice the empty name', '{"":1,"":2}', '/'],
  ['1e400', '{"a":1e400}', '/a'],
  ['-1e400', '{"a":[0,-1e400]}', '/a/1'],
  ['2^53', '{"a":9007199254740992}', '/a'],
  ['2^53+1', '{"a":9007199254740993}', '/a'],
  ['an escaped lone surrogate', '{"a":"\\ud800"}', '/a'],
  ['surrogates in the wrong order', '{"a":"\\udc00\\ud800"}', '/a'],
  ['an escaped NUL', '{"a":"x\\u0000"}', '/a'],
  ['an escaped NUL in a name', '{"\\u0000":1}', '/\0'],
];

const TAKEN: readonly [title: string, body: string, value: object][] = [
  ['an empty object', '{}', {}],
  ['white space around', ' \r\n\t{ "a" : 1 } ', { a: 1 }],
  ['the same name on two levels', '{"a":{"a":[{"a":1},{"a":2}]}}', { a: { a: [{ a: 1 }, { a: 2 }] } }],
  ['marks inside strings', '{"a":"{,[:\\"","b":"]}"}', { a: '{,[:"', b: ']}' }],
  ['the largest exact number', '{"a":9007199254740991}', { a: Number.MAX_SAFE_INTEGER }],
  ['a number with a fraction', '{"a":-1.5e-3}', { a: -0.0015 }],
  ['an escaped pair', '{"a":"\\ud83d\\udd11"}', { a: '🔑' }],
  ['a value that looks like a name', '{"a":"a","b":"a"}', { a: 'a', b: 'a' }],
  ['names of methods', '{"toString":1,"hasOwnProperty":2}', { toString: 1, hasOwnProperty: 2 }],
];

describe('a JSON body', () => {
  for (const [title, body, pointer] of REFUSED) {
    it(`is refused: ${title}`, async () => expect(await pointerOfFault(body)).to.equal(pointer));
  }
  for (const [title, body, value] of TAKEN) {
    it(`is read: ${title}`, async () => expect(await read(body)).to.deep.equal(value));
  }
  it('has at most twenty levels', async () => {
    expect(await read(`{"a":${nested(19, '[', ']')}}`)).to.have.property('a');
    expect(await pointerOfFault(`{"a":${nested(20, '[', ']')}}`)).to.match(/^\/a(?:\/0){18,20}$/);
    expect(await pointerOfFault(`${'{"a":'.repeat(20)}{}${'}'.repeat(20)}`)).to.match(/^(?:\/a)+\/?$/);
  });
  it('cannot change a prototype', async () => {
    for (const body of [
      '{"__proto__":{"polluted":1}}',
      '{"constructor":{"prototype":{"polluted":1}}}',
      '{"a":{"__proto__":{"polluted":1}}}',
    ]) {
      const value: unknown = await read(body).catch(() => ({}));
      expect(Object.getPrototypeOf(value)).to.equal(Object.prototype);
    }
    expect(({} as Record<string, unknown>)['polluted']).to.equal(undefined);
  });
  it('is read as it was written', async () => {
    const isPlain = (text: string) => !/[\0\p{Surrogate}]/u.test(text);
    const text = fc.string({ unit: 'grapheme' }).filter(isPlain);
    const name = text.filter((key) => !['__proto__', 'constructor', 'prototype'].includes(key));
    const leaf = fc.oneof(
      text,
      fc.boolean(),
      fc.constant(null),
      fc.maxSafeInteger(),
      fc.float({ noNaN: true }),
    );
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        leaf.map((value) => (typeof value === 'number' && !isExact(value) ? 0 : value)),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(name, tie('tree'), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    const whole = fc.dictionary(name, tree, { maxKeys: 5, noNullPrototype: true });
    await fc.assert(
      fc.asyncProperty(whole, async (value) => {
        const body = JSON.stringify(value);
        fc.pre(Buffer.byteLength(body) <= BODY_BYTES_MAX);
        expect(await read(body)).to.deep.equal(value);
      }),
      { numRuns: rounds(5_000) },
    );
  });
  it('that is crafted to be slow is read quickly', async () => {
    const fill = (pattern: string, around: readonly [string, string]) =>
      around[0] +
      pattern.repeat(Math.floor((BODY_BYTES_MAX - around[0].length - around[1].length) / pattern.length)) +
      around[1];
    const slow = [
      fill('[', ['', '']),
      fill('{"a":', ['', '']),
      fill('[],', ['{"a":[', '0]}']),
      fill('\\\\', ['{"a":"', '"}']),
      fill('\\"', ['{"a":"', '"}']),
      fill('\\"', ['{"a":"', '']),
      fill(' ', ['{"a":', '1}']),
      fill('9', ['{"a":', '}']),
      fill('"', ['', '']),
      `{${Array.from({ length: 1_800 }, (_, i) => `"${i}":1`).join()}}`,
    ];
    for (const body of slow) {
      expect(await cpuMilliseconds(() => read(body).catch(() => undefined)), body.slice(0, 20)).to.be.below(
        50,
      );
    }
  });
});

function isExact(value: number): boolean {
  if (Object.is(value, -0) || !Number.isFinite(value)) return false;
  return !Number.isInteger(value) || Number.isSafeInteger(value);
}
