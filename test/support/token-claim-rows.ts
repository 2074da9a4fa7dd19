/**
 * Rows of the token table with a genuine signature: claims that are absent, of another type, out of bounds or of
 * another issuer, payloads that are not a canonical JSON object, and key sets that must be refused.
 */

import { DAY, TODAY } from '../client-sdk/support/issuer.ts';
import { P } from './ed25519-points.ts';
import { secondSpellings, smallPoints } from './make-ed25519-vectors.ts';
import {
  fixedKey,
  genuine,
  keySetClaims,
  signClaims,
  TYPES,
  type Keys,
  type Row,
  type Type,
} from './token-rows.ts';
import { TOKEN_TYPES } from '../../client-sdk/typescript/contract/wire.ts';

type Bent = [name: string, changes: Record<string, unknown>, verdict?: Row['verdict']];

/** The last second of the year 9999. */
const LAST = 253_402_300_799;
const BAD_NUMBERS: readonly [string, unknown][] = [
  ['absent', undefined],
  ['null', null],
  ['a text', '1772409600'],
  ['1e300', 1e300],
  ['a fraction', 1_772_409_600.5],
  ['negative', -1],
  ['NaN in words', 'NaN'],
  ['Infinity in words', 'Infinity'],
  ['true', true],
  ['a list', [1_772_409_600]],
  ['an object', {}],
  ['beyond the safe integers', 2 ** 53],
];
const BAD_TEXTS: readonly [string, unknown][] = [
  ['absent', undefined],
  ['null', null],
  ['empty', ''],
  ['a number', 7],
  ['a list', ['license-1']],
  ['of 257 characters', 'x'.repeat(257)],
];

const each = (names: readonly string[], bad: readonly [string, unknown][]): Bent[] =>
  names.flatMap((name) => bad.map(([how, value]): Bent => [`${name} ${how}`, { [name]: value }]));

export const claimRows = (keys: Keys): Row[] => [
  ...TYPES.flatMap((type) => [...payloadRows(keys, type), ...ownerRows(keys, type)]),
  ...bentRows(keys, 'lease', leaseCases()),
  ...bentRows(keys, 'statement', statementCases()),
  ...bentRows(keys, 'keySet', setCases(keys)),
];

function bentRows(keys: Keys, type: Type, cases: Bent[]): Row[] {
  const { claims, key, typ } = genuine(keys, type);
  return cases.map(([name, changes, verdict = 'claims_malformed']) => {
    const bent = { ...claims, ...changes };
    const token = signClaims(typ, bent, key);
    return { name: `${type}: ${name}`, type, token, verdict, ...(verdict === 'ok' && { claims: bent }) };
  });
}

/** Issuer and product: a token of another issuer or product is distinguished from a malformed one. */
function ownerRows(keys: Keys, type: Type): Row[] {
  const issuers: Bent[] = [
    ['of another issuer', { iss: `quietkey:${keys.otherRoot.kid}` }, 'wrong_issuer'],
    ['of the issuer in other letters', { iss: `QUIETKEY:${keys.root.kid}` }, 'wrong_issuer'],
    ['of several issuers', { iss: [`quietkey:${keys.root.kid}`] }, 'wrong_issuer'],
    ['without issuer', { iss: undefined }, 'wrong_issuer'],
  ];
  const products: Bent[] = [
    ['of another product', { aud: 'radar' }, 'wrong_product'],
    ['of the product in other letters', { aud: 'Sonar' }, 'wrong_product'],
    ['of several products', { aud: ['sonar', 'radar'] }, 'wrong_product'],
    ['without product', { aud: undefined }, 'wrong_product'],
    ['of another product and issuer', { aud: 'radar', iss: 'quietkey:other' }, 'wrong_issuer'],
  ];
  const extra: Bent[] = [['with a claim that is not known', { later: { version: 2 } }, 'ok']];
  return bentRows(keys, type, [...issuers, ...(type === 'keySet' ? [] : products), ...extra]);
}

function leaseCases(): Bent[] {
  const issuedFor = (iat: number, exp: number): Record<string, unknown> => ({
    iat,
    nbf: iat,
    exp,
    refresh_after: iat,
  });
  const tag = (last: number): string => Buffer.alloc(16, last).toString('base64url');
  return [
    ...each(['iat', 'nbf', 'exp', 'refresh_after', 'grace', 'key_set'], BAD_NUMBERS),
    ...each(
      ['license_end', 'updates_until'],
      BAD_NUMBERS.filter(([how]) => how !== 'null'),
    ),
    ...each(
      ['machine_days'],
      BAD_NUMBERS.filter(([how]) => how !== 'absent'),
    ),
    ['machine_days absent, as in a lease from before', { machine_days: undefined }, 'ok'],
    ['machine_days 0: never limited', { machine_days: 0 }, 'ok'],
    ['machine_days 366', { machine_days: 366 }, 'ok'],
    ['machine_days 367', { machine_days: 367 }],
    ...each(['sub', 'jti'], BAD_TEXTS),
    ['exp in the last second of 9999', issuedFor(LAST - DAY, LAST), 'ok'],
    ['exp in the year 10000', issuedFor(LAST - DAY, LAST + 1)],
    ['exp beyond 2038', issuedFor(2 ** 31, 2 ** 31 + DAY), 'ok'],
    ['nbf in the second of exp', { nbf: TODAY + 30 * DAY }, 'ok'],
    ['nbf after exp', { nbf: TODAY + 30 * DAY + 1 }],
    ['iat after exp', { iat: TODAY + 30 * DAY + 1 }],
    ['of 400 days', { exp: TODAY + 400 * DAY }, 'ok'],
    ['of 400 days and a second', { exp: TODAY + 400 * DAY + 1 }],
    ['grace of 400 days', { grace: 400 * DAY }, 'ok'],
    ['grace of 400 days and a second', { grace: 400 * DAY + 1 }],
    ['no grace', { grace: 0 }, 'ok'],
    ['four tags', { tags: [1, 2, 3, 4].map(tag) }, 'ok'],
    ['five tags', { tags: [1, 2, 3, 4, 5].map(tag) }],
    ['no tags', { tags: [] }, 'ok'],
    ['tags absent', { tags: undefined }],
    ['a tag twice', { tags: [tag(1), tag(1)] }],
    ['a tag of 15 bytes', { tags: [Buffer.alloc(15).toString('base64url')] }],
    ['a tag of 17 bytes', { tags: [Buffer.alloc(17).toString('base64url')] }],
    ['a tag in a second spelling', { tags: ['AAAAAAAAAAAAAAAAAAAAAB'] }],
    ['a tag as a MAC address', { tags: ['00:1b:21:aa:bb:01'] }],
    ['tags as one text', { tags: tag(1) }],
    ['tags as an object', { tags: { 0: tag(1), length: 1 } }],
    ['a tag that is null', { tags: [null] }],
    ['64 entitlements', { entitlements: Array.from({ length: 64 }, (_, i) => `e${i}`) }, 'ok'],
    ['65 entitlements', { entitlements: Array.from({ length: 65 }, (_, i) => `e${i}`) }],
    ['an entitlement twice', { entitlements: ['pro', 'pro'] }],
    ['an empty entitlement', { entitlements: [''] }],
    ['an entitlement that is a number', { entitlements: [1] }],
    ['an entitlement named __proto__', { entitlements: ['__proto__'] }, 'ok'],
    ['no entitlement', { entitlements: [] }, 'ok'],
    ['entitlements null', { entitlements: null }],
    [
      'an end for each entitlement',
      { entitlements: ['pro', 'cloud'], entitlement_ends: [null, TODAY + DAY] },
      'ok',
    ],
    ['no end for no entitlement', { entitlements: [], entitlement_ends: [] }, 'ok'],
    ['an end in the last second of 9999', { entitlement_ends: [LAST] }, 'ok'],
    ['an end in the year 10000', { entitlement_ends: [LAST + 1] }],
    ['one end for two entitlements', { entitlements: ['pro', 'cloud'], entitlement_ends: [null] }],
    ['two ends for one entitlement', { entitlement_ends: [null, null] }],
    ['an end that is a text', { entitlement_ends: ['2026-03-02'] }],
    ['an end that is a fraction', { entitlement_ends: [TODAY + 0.5] }],
    ['an end before 1970', { entitlement_ends: [-1] }],
    ['an end that is true', { entitlement_ends: [true] }],
    ['ends that are null', { entitlement_ends: null }],
    ['ends by name', { entitlement_ends: { pro: TODAY } }],
    ['jti without sequence', { jti: 'activation-1' }],
    ['jti with an empty sequence', { jti: 'activation-1.' }],
    ['jti with sequence 01', { jti: 'activation-1.01' }],
    ['jti with sequence -1', { jti: 'activation-1.-1' }],
    ['jti with sequence 1e3', { jti: 'activation-1.1e3' }],
    ['jti with a sequence of 16 digits', { jti: `activation-1.${'9'.repeat(16)}` }],
    ['jti with a path', { jti: '../activation-1.1' }],
    ['jti with two sequences', { jti: 'activation-1.1.1' }],
    ['jti with a line feed after it', { jti: 'activation-1.1\n' }],
  ];
}

const statementCases = (): Bent[] => [
  ...each(['sequence', 'effective'], BAD_NUMBERS),
  ...each(['license', 'activation', 'kind'], BAD_TEXTS),
  ...['released', 'suspended', 'revoked'].map((kind): Bent => [`kind ${kind}`, { kind }, 'ok']),
  ...['ended', 'Revoked', 'revoked ', '__proto__'].map((kind): Bent => [
    `kind ${JSON.stringify(kind)}`,
    { kind },
  ]),
  ['sequence 0', { sequence: 0 }, 'ok'],
  ...each(['notice'], BAD_NUMBERS.slice(1)),
  ['a notice of 400 days', { notice: 400 * DAY }, 'ok'],
  ['a notice of a second more', { notice: 400 * DAY + 1 }],
  ['a notice of 0', { notice: 0 }, 'ok'],
];

function setCases(keys: Keys): Bent[] {
  const { keys: good } = keySetClaims(keys);
  const lease = good[0]!;
  const spare = (byte: number): object => {
    const { kid, x } = fixedKey(byte);
    return { kid, x, use: 'lease' };
  };
  const withX = (x: string): Record<string, unknown> => ({ keys: [{ ...spare(7), x }] });
  const hex = (text: string): Record<string, unknown> =>
    withX(Buffer.from(text, 'hex').toString('base64url'));
  const low = smallPoints().map(({ publicKey, order, canonical }): Bent => [
    `a key of order ${order}${canonical ? '' : ' in a second spelling'} (${publicKey.slice(0, 2)}…${publicKey.slice(-2)})`,
    hex(publicKey),
  ]);
  const high = secondSpellings().filter((_, index) => index > 3);
  return [
    ...each(['version', 'issued', 'expires'], BAD_NUMBERS),
    ['version above 2^31', { version: 2 ** 31 + 1 }],
    ['issued in the second of its end', { issued: TODAY + 400 * DAY }],
    ['that ends before it is issued', { expires: TODAY - 11 * DAY }],
    ['16 keys', { keys: Array.from({ length: 16 }, (_, index) => spare(index + 32)) }, 'ok'],
    ['17 keys', { keys: Array.from({ length: 17 }, (_, index) => spare(index + 32)) }],
    ['no key', { keys: [] }, 'ok'],
    ['keys absent', { keys: undefined }],
    ['keys null', { keys: null }],
    ['keys as an object', { keys: { [lease.kid]: lease } }],
    ['a key that is null', { keys: [null] }],
    ['a key that is a list', { keys: [[lease]] }],
    ['a kid twice', { keys: [lease, lease] }],
    ['a kid twice, for two uses', { keys: [lease, { ...lease, use: 'statement' }] }],
    ['a kid that is not the thumbprint', { keys: [{ ...lease, kid: 'lease-key-1' }] }],
    ["a kid that is another key's thumbprint", { keys: [{ ...lease, kid: keys.stranger.kid }] }],
    ['a kid longer than the thumbprint', { keys: [{ ...lease, kid: `${lease.kid}A` }] }],
    ['a kid __proto__', { keys: [{ ...lease, kid: '__proto__' }] }],
    ['a key without kid', { keys: [{ ...lease, kid: undefined }] }],
    ['a key without use', { keys: [{ ...lease, use: undefined }] }],
    ['a key without x', { keys: [{ ...lease, x: undefined }] }],
    ['a key of 31 bytes', withX(Buffer.alloc(31, 9).toString('base64url'))],
    ['a key of 33 bytes', withX(Buffer.alloc(33, 9).toString('base64url'))],
    ['a key with padding', withX(`${lease.x}=`)],
    ['a key in a second spelling of its last character', withX(`${lease.x.slice(0, -1)}${next(lease.x)}`)],
    ['a key nested deep', { keys: [{ ...lease, x: [[[lease.x]]] }] }],
    ...low,
    ...high.map((text): Bent => [
      `a key whose y is p + ${(Number(`0x${text.slice(0, 2)}`) + 256 - Number(P & 255n)) % 256}, sign ${text.endsWith('ff') ? 1 : 0}`,
      hex(text),
    ]),
    [
      'a key of another use, with members of its own',
      { keys: [...good, { kid: 'r', use: 'receipt', pub: 'x' }] },
      'ok',
    ],
    ['a key with a member that is not known', { keys: [{ ...lease, since: TODAY }] }, 'ok'],
  ];
}

const next = (text: string): string => String.fromCharCode(text.charCodeAt(text.length - 1) + 1);

/** Signed payloads that are not a canonical JSON object. */
function payloadRows(keys: Keys, type: Type): Row[] {
  const { claims, key, typ } = genuine(keys, type);
  const raw = JSON.stringify(claims);
  const name = type === 'lease' ? 'exp' : type === 'statement' ? 'effective' : 'expires';
  const number = new RegExp(`"${name}":\\d+`);
  const spelt = (spelling: string): string => raw.replace(number, `"${name}":${spelling}`);
  const payloads: [string, string | Buffer][] = [
    ['null', 'null'],
    ['a text', '"claims"'],
    ['a number', '1'],
    ['a list', `[${raw}]`],
    ['no JSON', '{'],
    ['one byte', Buffer.of(0)],
    [`${name} twice, a later one first`, raw.replace('{', `{"${name}":${LAST},`)],
    [`${name} twice, a later one last`, raw.replace(/\}$/, `,"${name}":${LAST}}`)],
    [`${name} twice, the same`, raw.replace(number, (found) => `${found},${found}`)],
    ['iss twice', raw.replace('{', '{"iss":"quietkey:other",')],
    [`${name} as the bare word NaN`, spelt('NaN')],
    [`${name} as the bare word Infinity`, spelt('Infinity')],
    [`${name} as 1e300`, spelt('1e300')],
    [`${name} as 1.0`, spelt('1.0')],
    [`${name} as -0`, spelt('-0')],
    [`${name} with leading 0`, spelt('01772409600')],
    [`${name} with 30 digits`, spelt('9'.repeat(30))],
    ['a space', raw.replace(',', ', ')],
    ['a line feed after', `${raw}\n`],
    ['NUL after', `${raw}\0`],
    ['a comment', raw.replace('{', '{/* */')],
    ['a comma at the end', raw.replace(/\}$/, ',}')],
    ['a name by an escape', raw.replace('"iss"', '"\\u0069ss"')],
    ['an escaped slash', raw.replace(/\}$/, ',"a":"\\/"}')],
    ['a byte order mark', `\ufeff${raw}`],
    ['UTF-16', Buffer.from(raw, 'utf16le')],
    ['bytes that are no UTF-8', Buffer.from(raw.replace('quietkey', 'quietke\u00ff'), 'latin1')],
    [
      'an overlong slash',
      Buffer.concat([Buffer.from(`${raw.slice(0, -1)},"a":"`), Buffer.of(0xc0, 0xaf), Buffer.from('"}')]),
    ],
    [
      'half a surrogate pair as UTF-8',
      Buffer.concat([
        Buffer.from(`${raw.slice(0, -1)},"a":"`),
        Buffer.of(0xed, 0xa0, 0x80),
        Buffer.from('"}'),
      ]),
    ],
    ['__proto__', raw.replace('{', '{"__proto__":{"polluted":true},')],
    ['__proto__ as null', raw.replace('{', '{"__proto__":null,')],
    ['__proto__ deep inside', raw.replace(/\}$/, ',"a":[{"b":{"__proto__":{"polluted":true}}}]}')],
  ];
  return payloads.map(([how, payload]) => ({
    name: `${type}: payload: ${how}`,
    type,
    token: signClaims(typ, payload, key),
    verdict: 'payload_malformed',
  }));
}

/** Whether a set is accepted beside the stored and the pinned one. */
export function keySetRows(keys: Keys): Row[] {
  const good = keySetClaims(keys);
  const set = (changes: object, by = keys.root): string =>
    signClaims(TOKEN_TYPES.keySet, { ...good, ...changes }, by);
  const cases: [name: string, context: string, changes: object, verdict: Row['verdict']][] = [
    ['first contact', 'first contact', {}, 'ok'],
    ['the held one again', 'plain', {}, 'ok'],
    ['a version skipped', 'plain', { version: 50 }, 'ok'],
    ['rollback by one version', 'plain', { version: 4 }, 'key_set_too_old'],
    ['rollback to version 0', 'plain', { version: 0 }, 'key_set_too_old'],
    [
      'rollback with later times',
      'plain',
      { version: 4, issued: TODAY, expires: TODAY + 800 * DAY },
      'key_set_too_old',
    ],
    ['the held version with another end', 'plain', { expires: TODAY + 401 * DAY }, 'key_set_differs'],
    [
      'the held version with its keys exchanged',
      'plain',
      { keys: good.keys.toReversed() },
      'key_set_differs',
    ],
    ['the held version with a claim more', 'plain', { more: 1 }, 'key_set_differs'],
    ['below the pinned version', 'version 9 pinned', { version: 8 }, 'key_set_too_old'],
    ['the pinned version', 'version 9 pinned', { version: 9 }, 'ok'],
    ['expired: takes no lease away, so it stands', 'plain', { version: 6, issued: 1, expires: 2 }, 'ok'],
    ['issued in the future: the clock here may be wrong, so it stands', 'plain', { version: 6, issued: LAST - 1, expires: LAST }, 'ok'], // prettier-ignore
    ['of another root', 'another root', {}, 'unknown_key'],
  ];
  return cases.map(([name, context, changes, verdict]) => ({
    name: `keySet: ${name}`,
    type: 'keySet',
    context,
    token: set(changes),
    verdict,
    ...(verdict === 'ok' && { claims: { ...good, ...changes } }),
  }));
}
