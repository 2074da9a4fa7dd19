/**
 * Rows of the token table that are decided before any claim is read: the encoding of the token and its header. Every
 * case exists once for each type of token, since each has its own reader.
 */

import type { SigningKey } from '../client-sdk/support/issuer.ts';
import { fromLittleEndian, L, littleEndian } from './ed25519-points.ts';
import { genuine, signAny, TYPES, type Keys, type Row, type Type } from './token-rows.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const TOKEN_CHARACTERS_MAX = 4096;
const SIGNATURE_AND_DOTS = 88;

interface Sample {
  type: Type;
  claims: object;
  key: SigningKey;
  /** Of the good token. */
  header: { alg: string; typ: string; kid: string };
  good: string;
  withHeader: (header: object | string | Buffer) => string;
}

function sampleOf(keys: Keys, type: Type): Sample {
  const { claims, key, typ } = genuine(keys, type);
  const header = { alg: 'EdDSA', typ, kid: key.kid };
  const withHeader = (bent: object | string | Buffer): string => signAny(bent, claims, key);
  return { type, claims, key, header, good: withHeader(header), withHeader };
}

type Case = [name: string, token: unknown, verdict: Row['verdict']];

const rowsOf = (type: Type, cases: Case[]): Row[] =>
  cases.map(([name, token, verdict]) => ({ name: `${type}: ${name}`, type, token, verdict }));

export const gateRows = (keys: Keys): Row[] =>
  TYPES.flatMap((type) => {
    const sample = sampleOf(keys, type);
    return [
      { name: `${type}: genuine`, type, token: sample.good, verdict: 'ok' as const, claims: sample.claims },
      ...rowsOf(type, [...textCases(sample), ...spellingCases(sample), ...signatureCases(sample)]),
      ...lengthRows(sample),
    ];
  });

function textCases({ good, claims }: Sample): Case[] {
  const [head = '', body = '', tail = ''] = good.split('.');
  return [
    ['null', null, 'gate_not_text'],
    ['a number', 17, 'gate_not_text'],
    ['true', true, 'gate_not_text'],
    ['a list with the token', [good], 'gate_not_text'],
    ['an object', { token: good }, 'gate_not_text'],
    ['an empty text', '', 'gate_parts'],
    ['unsigned: the bare claims', JSON.stringify(claims), 'gate_parts'],
    ['one part', body, 'gate_parts'],
    ['two parts', `${head}.${tail}`, 'gate_parts'],
    ['unsigned: two parts', `${head}.${body}`, 'gate_parts'],
    ['four parts', `${good}.${tail}`, 'gate_parts'],
    ['five parts, as of an encrypted one', `${head}.${body}.${tail}.${body}.${tail}`, 'gate_parts'],
    ['a dot before', `.${good}`, 'gate_parts'],
    ['a dot after', `${good}.`, 'gate_parts'],
    ['dots only', '..', 'gate_parts'],
    ['an empty header', `.${body}.${tail}`, 'gate_parts'],
    ['an empty payload', `${head}..${tail}`, 'gate_parts'],
    ['unsigned: an empty signature', `${head}.${body}.`, 'gate_signature_length'],
    ['a signature short by one character', good.slice(0, -1), 'gate_signature_length'],
    ['a signature long by one character', `${good}A`, 'gate_signature_length'],
    ['a signature of 65 bytes', `${head}.${body}.${bytesOf(tail, 1)}`, 'gate_signature_length'],
    ['the token twice', good + good, 'gate_parts'],
  ];
}

const bytesOf = (tail: string, more: number): string =>
  Buffer.concat([Buffer.from(tail, 'base64url'), Buffer.alloc(more)]).toString('base64url');

function spellingCases({ good }: Sample): Case[] {
  const [head = '', body = '', tail = ''] = good.split('.');
  const cases: [string, string][] = [
    ['padding after the header', `${head}=.${body}.${tail}`],
    ['padding after the payload', `${head}.${body}==.${tail}`],
    ['padding in the place of the last character', `${head}.${body}.${tail.slice(0, -1)}=`],
    ['+ in the signature', `${head}.${body}.+${tail.slice(1)}`],
    ['/ in the signature', `${head}.${body}./${tail.slice(1)}`],
    ['+ in the payload', `${head}.+${body.slice(1)}.${tail}`],
    ['/ in the header', `/${head.slice(1)}.${body}.${tail}`],
    ['a space before', ` ${good}`],
    ['a space inside', `${head}.${body.slice(0, 9)} ${body.slice(9)}.${tail}`],
    ['a line feed inside', `${head}.${body.slice(0, 9)}\n${body.slice(9)}.${tail}`],
    ['a tab after the header', `${head}\t.${body}.${tail}`],
    ['NUL after the payload', `${head}.${body}\0.${tail}`],
    ['a byte order mark before', `\ufeff${good}`],
    ['a letter of another script', `${head}.${body}.а${tail.slice(1)}`],
    ['a percent code', `${head}.%41${body}.${tail}`],
    ['another spelling of the signature', `${head}.${body}.${respell(tail)}`],
    ['a payload of one character', `${head}.A.${tail}`],
    ['a payload of length 4n + 1', `${head}.${'A'.repeat(5)}.${tail}`],
  ];
  const loose: Case[] = [
    ['a line feed after', `${good}\n`, 'gate_signature_length'],
    ['padding after the signature', `${good}==`, 'gate_signature_length'],
  ];
  return [...cases.map(([name, token]): Case => [name, token, 'gate_encoding']), ...loose];
}

/** The last character with the bits turned that its length leaves unused. */
function respell(text: string): string {
  return text.slice(0, -1) + ALPHABET[ALPHABET.indexOf(text.at(-1)!) + 1]!;
}

function signatureCases({ good, claims, header, key }: Sample): Case[] {
  const [head = '', body = '', tail = ''] = good.split('.');
  const bytes = Buffer.from(tail, 'base64url');
  const s = fromLittleEndian(bytes.subarray(32));
  const withSignature = (signature: Uint8Array): string =>
    `${head}.${body}.${Buffer.from(signature).toString('base64url')}`;
  const turned = Buffer.from(bytes);
  turned[31]! ^= 0x80;
  const cases: [string, string][] = [
    [
      'the signature of another token',
      `${head}.${body}.${signAny(header, { ...claims, more: 1 }, key).split('.')[2]}`,
    ],
    ['an edited payload', signAny(header, { ...claims, more: 1 }, key).replace(/\.[^.]*$/, `.${tail}`)],
    ['another spelling of the algorithm under the same signature', `${reheaded(header)}.${body}.${tail}`],
    ['S + L', withSignature(Buffer.concat([bytes.subarray(0, 32), littleEndian(s + L)]))],
    ['the sign of R turned', withSignature(turned)],
    ['all bytes 0', withSignature(Buffer.alloc(64))],
    ['R = the identity and S = 0', withSignature(Buffer.concat([littleEndian(1n), littleEndian(0n)]))],
    [
      'the parts of the signature exchanged',
      withSignature(Buffer.concat([bytes.subarray(32), bytes.subarray(0, 32)])),
    ],
  ];
  return cases.map(([name, token]): Case => [name, token, 'bad_signature']);
}

const reheaded = (header: object): string =>
  Buffer.from(JSON.stringify({ ...header, alg: 'Ed25519' })).toString('base64url');

/** The longest token that is read, and one character more; then a kid and a depth that could never fit. */
function lengthRows({ type, claims, header, key, withHeader }: Sample): Row[] {
  const padded = (length: number): { token: string; claims: object } => {
    for (const alg of ['EdDSA', 'Ed25519']) {
      for (let pad = Math.floor((length * 3) / 4) - 1000; pad < length; pad += 1) {
        const full = { ...claims, pad: ' '.repeat(pad) };
        const signed = [{ ...header, alg }, full].map((part) =>
          Math.ceil((JSON.stringify(part).length * 4) / 3),
        );
        if (signed[0]! + signed[1]! + SIGNATURE_AND_DOTS === length) {
          return { token: signAny({ ...header, alg }, full, key), claims: full };
        }
      }
    }
    throw new Error(`no token of ${length} characters`);
  };
  const most = padded(TOKEN_CHARACTERS_MAX);
  const nested = (depth: number): string =>
    JSON.stringify(claims).replace(/\}$/, `,"a":${'['.repeat(depth)}${']'.repeat(depth)}}`);
  return [
    { name: `${type}: 4,096 characters`, type, token: most.token, verdict: 'ok' },
    ...rowsOf(type, [
      ['4,097 characters', padded(TOKEN_CHARACTERS_MAX + 1).token, 'gate_too_long'],
      ['1 MB behind a good token', `${most.token}${'A'.repeat(1_000_000)}`, 'gate_too_long'],
      ['a kid of 1 MB', withHeader({ ...header, kid: 'k'.repeat(1_048_576) }), 'gate_too_long'],
      ['claims 5,000 deep', signAny(header, nested(5_000), key), 'gate_too_long'],
      ['claims 1,000 deep, in a claim that is not read', signAny(header, nested(1_000), key), 'ok'],
    ]),
  ];
}

export const headerRows = (keys: Keys): Row[] =>
  TYPES.flatMap((type) => {
    const sample = sampleOf(keys, type);
    const { header, withHeader, claims } = sample;
    return [
      {
        name: `${type}: RFC 9864's name of the algorithm`,
        type,
        token: withHeader({ ...header, alg: 'Ed25519' }),
        verdict: 'ok' as const,
        claims,
      },
      { name: `${type}: the header's members in another order`, type, token: withHeader({ kid: header.kid, typ: header.typ, alg: header.alg }), verdict: 'ok' as const, claims }, // prettier-ignore
      ...rowsOf(type, [...memberCases(sample, keys), ...algorithmCases(sample), ...kidCases(sample, keys)]),
    ];
  });

function memberCases({ header, withHeader, type }: Sample, keys: Keys): Case[] {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: keys.stranger.x };
  const added: [string, object][] = [
    ['jwk', { jwk }],
    ['jku', { jku: 'https://evil.example/keys' }],
    ['x5u', { x5u: 'https://evil.example/chain' }],
    ['x5c', { x5c: ['MIIB'] }],
    ['x5t', { x5t: 'AAAA' }],
    ['crit of an unknown name', { crit: ['exp'], exp: 1 }],
    ['crit, empty', { crit: [] }],
    ['b64 false with crit', { b64: false, crit: ['b64'] }],
    ['b64 false', { b64: false }],
    ['zip', { zip: 'DEF' }],
    ['cty', { cty: 'JWT' }],
    ['enc', { enc: 'A256GCM' }],
    ['an unknown name', { quietkey: 1 }],
    ['a name in other letters', { ALG: 'none' }],
  ];
  const raw = JSON.stringify(header);
  const texts: [string, string | Buffer, Row['verdict']][] = [
    ['alg twice, none first', raw.replace('{', '{"alg":"none",'), 'header_malformed'],
    ['alg twice, none last', raw.replace('}', ',"alg":"none"}'), 'header_malformed'],
    ['alg twice, the same', raw.replace('{', '{"alg":"EdDSA",'), 'header_malformed'],
    ['kid twice', raw.replace('{', `{"kid":"${keys.stranger.kid}",`), 'header_malformed'],
    ['alg by an escape', raw.replace('"alg"', '"\\u0061lg"'), 'header_malformed'],
    ['spaces', raw.replaceAll(',', ', '), 'header_malformed'],
    ['a line feed at the end', `${raw}\n`, 'header_malformed'],
    ['a byte order mark', `\ufeff${raw}`, 'header_malformed'],
    ['UTF-16', Buffer.from(raw, 'utf16le'), 'header_malformed'],
    ['bytes that are no UTF-8', Buffer.from(raw.replace('EdDSA', 'Ed\u00ff'), 'latin1'), 'header_malformed'],
    ['__proto__', raw.replace('{', '{"__proto__":{"alg":"none"},'), 'header_malformed'],
    ['null', 'null', 'header_malformed'],
    ['a list', `[${raw}]`, 'header_malformed'],
    ['a text', JSON.stringify(raw), 'header_malformed'],
    ['no JSON', 'alg: EdDSA', 'header_malformed'],
    ['an empty object', '{}', 'header_members'],
  ];
  const { alg, typ, kid } = header;
  return [
    ...added.map(([name, more]): Case => [
      `header with ${name}`,
      withHeader({ ...header, ...more }),
      'header_members',
    ]),
    ...texts.map(([name, text, verdict]): Case => [`header: ${name}`, withHeader(text), verdict]),
    ['header without alg', withHeader({ typ, kid }), 'header_members'],
    ['header without typ', withHeader({ alg, kid }), 'header_members'],
    ['header without kid', withHeader({ alg, typ }), 'header_members'],
    ...[
      null,
      '',
      'JWT',
      'jwt',
      typ.toUpperCase(),
      `application/${typ}`,
      `${typ} `,
      typ.replace('+jwt', ''),
      [typ],
      1,
    ].map((wrong): Case => [
      `typ ${JSON.stringify(wrong)}`,
      withHeader({ ...header, typ: wrong }),
      'wrong_type',
    ]),
    [
      `header of type ${type} with typ at the end of kid`,
      withHeader({ ...header, kid: `${kid}${typ}` }),
      'unknown_key',
    ],
  ];
}

function algorithmCases({ header, withHeader, good }: Sample): Case[] {
  const [, body = '', tail = ''] = good.split('.');
  const wrong = ['none', 'None', 'HS256', 'HS512', 'ES256', 'RS256', 'PS256', 'Ed448', 'ed25519', 'EDDSA', 'EdDSA ', '', null, 1, ['EdDSA']]; // prettier-ignore
  const none = Buffer.from(JSON.stringify({ ...header, alg: 'none' })).toString('base64url');
  return [
    ...wrong.map((alg): Case => [
      `alg ${JSON.stringify(alg)}`,
      withHeader({ ...header, alg }),
      'header_algorithm',
    ]),
    ['alg none with an empty signature', `${none}.${body}.`, 'gate_signature_length'],
    ['alg none in two parts', `${none}.${body}`, 'gate_parts'],
    ['alg none with the signature of EdDSA', `${none}.${body}.${tail}`, 'header_algorithm'],
  ];
}

function kidCases({ type, header, claims, withHeader }: Sample, keys: Keys): Case[] {
  const by = (key: SigningKey, kid = key.kid): string => signAny({ ...header, kid }, claims, key);
  const unknown = ['', ' ', '../', '../../etc/passwd', '__proto__', 'constructor', 'toString', "' OR 1=1 --", 'nobody', `${header.kid} `, header.kid.toLowerCase(), header.kid.slice(0, -1), 'https://evil.example/']; // prettier-ignore
  const use: Row['verdict'] = type === 'keySet' ? 'unknown_key' : 'wrong_key_use';
  const wrongUse = type === 'lease' ? keys.statement : keys.lease;
  return [
    ...unknown.map((kid): Case => [
      `kid ${JSON.stringify(kid)}`,
      withHeader({ ...header, kid }),
      'unknown_key',
    ]),
    ['kid of 300 characters', withHeader({ ...header, kid: 'k'.repeat(300) }), 'unknown_key'],
    ['kid of 1,000 characters', withHeader({ ...header, kid: 'k'.repeat(1000) }), 'header_malformed'],
    ...[null, 1, true, [header.kid], {}].map((kid): Case => [
      `kid ${JSON.stringify(kid)}`,
      withHeader({ ...header, kid }),
      'header_malformed',
    ]),
    ['a stranger in its own name', by(keys.stranger), 'unknown_key'],
    ["a stranger in the key's name", by(keys.stranger, header.kid), 'bad_signature'],
    [`signed by the ${type === 'lease' ? 'statement' : 'lease'} key`, by(wrongUse), use],
    ["signed by the key of another use in this key's name", by(wrongUse, header.kid), 'bad_signature'],
    type === 'keySet'
      ? ['signed by the statement key', by(keys.statement), 'unknown_key']
      : ['signed by the root', by(keys.root), 'unknown_key'],
    ['signed by another root', by(keys.otherRoot), 'unknown_key'],
    ["signed by another root in the key's name", by(keys.otherRoot, header.kid), 'bad_signature'],
  ];
}
