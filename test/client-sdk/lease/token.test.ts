/**
 * The gate for tokens: each malformation has its own fault, and every token that passes also passes in jose.
 */

import { expect } from 'chai';
import fc from 'fast-check';
import { importJWK, jwtVerify } from 'jose';
import { acceptKeySet } from '../../../client-sdk/typescript/lease/accept-key-set.ts';
import {
  issuerOfRoot,
  readKeySet,
  readRootKey,
  type KeySet,
  type Trust,
} from '../../../client-sdk/typescript/lease/key-set.ts';
import { readLease } from '../../../client-sdk/typescript/lease/lease.ts';
import { readStatement } from '../../../client-sdk/typescript/lease/statement.ts';
import {
  TOKEN_TYPES,
  type KeySetClaims,
  type LeaseClaims,
  type StatementClaims,
} from '../../../client-sdk/typescript/contract/wire.ts';
import { readVectors } from '../../support/vectors.ts';
import {
  DAY,
  PRODUCT,
  TODAY,
  encode,
  leaseClaims,
  makeIssuer,
  makeSigningKey,
  signParts,
  signToken,
} from '../support/issuer.ts';

interface TokenVectors {
  rootKey: string;
  issuer: string;
  product: string;
  keySet: { claims: KeySetClaims; token: string };
  lease: { claims: LeaseClaims; token: string };
  statement: { claims: StatementClaims; token: string };
  refusedLeases: { title: string; token: string; fault: string }[];
}

const issuer = makeIssuer();
const stranger = makeSigningKey();
const root = readRootKey(issuer.rootKey)!;
const trust: Trust = { root, issuer: issuer.iss, product: PRODUCT, minimumKeySetVersion: 0 };
const keySet = keySetOf(issuer.keySet());
const header = { alg: 'EdDSA', typ: TOKEN_TYPES.lease, kid: issuer.leaseKey.kid };
const claims = leaseClaims(issuer.iss);
const good = issuer.lease();

function keySetOf(token: string): KeySet {
  const read = readKeySet(token, trust);
  if (!read.ok) throw new Error(read.fault);
  return read.keySet;
}

function faultOf(token: unknown, set = keySet): string {
  const read = readLease(token, set, trust);
  return read.ok ? 'none' : read.fault;
}

const withHeader = (bent: unknown): string => signParts(bent, claims, issuer.leaseKey);
const withPayload = (bent: unknown): string => signParts(header, bent, issuer.leaseKey);
const [head = '', body = '', tail = ''] = good.split('.');

describe('the gate for tokens', () => {
  const cases: [string, unknown, string][] = [
    ['a genuine lease', good, 'none'],
    ["RFC 9864's name for the algorithm", withHeader({ ...header, alg: 'Ed25519' }), 'none'],
    ['a number', 17, 'gate_not_text'],
    ['nothing', undefined, 'gate_not_text'],
    ['a text of 1 MB', good + 'A'.repeat(1_000_000), 'gate_too_long'],
    ['two parts', `${head}.${tail}`, 'gate_parts'],
    ['four parts', `${good}.${tail}`, 'gate_parts'],
    ['an empty part', `${head}..${tail}`, 'gate_parts'],
    ['a short signature', good.slice(0, -1), 'gate_signature_length'],
    ['padding', `${head}=.${body}.${tail}`, 'gate_encoding'],
    ['a space', `${head}.${body} .${tail}`, 'gate_encoding'],
    ['plain base64', `${head}.${body}.${tail.slice(0, -2)}+/`, 'gate_encoding'],
    [
      'a non-canonical encoding of the signature',
      `${head}.${body}.${tail.slice(0, -1)}${nextLetter(tail)}`,
      'gate_encoding',
    ],
    ['a header that is not JSON', withHeader('{"alg":'), 'header_malformed'],
    ['a header that is a list', withHeader([]), 'header_malformed'],
    [
      'a header with spaces',
      withHeader(`{ "alg":"EdDSA","typ":"${header.typ}","kid":"${header.kid}"}`),
      'header_malformed',
    ],
    [
      'a duplicate member',
      withHeader(`{"alg":"none","alg":"EdDSA","typ":"${header.typ}","kid":"${header.kid}"}`),
      'header_malformed',
    ],
    ['a kid of 1,000 characters', withHeader({ ...header, kid: 'k'.repeat(1000) }), 'header_malformed'],
    ['a kid that is a number', withHeader({ ...header, kid: 1 }), 'header_malformed'],
    ['no kid', withHeader({ alg: 'EdDSA', typ: header.typ }), 'header_members'],
    ...['jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64', 'zip', '__proto_', 'cty'].map(
      (name): [string, unknown, string] => [
        `a header with ${name}`,
        withHeader({ ...header, [name]: name === 'b64' ? false : ['x'] }),
        'header_members',
      ],
    ),
    ['alg none', withHeader({ ...header, alg: 'none' }), 'header_algorithm'],
    ['alg HS256', withHeader({ ...header, alg: 'HS256' }), 'header_algorithm'],
    ['alg ed25519 in small letters', withHeader({ ...header, alg: 'ed25519' }), 'header_algorithm'],
    ["a statement's type", withHeader({ ...header, typ: TOKEN_TYPES.statement }), 'wrong_type'],
    ['the type JWT', withHeader({ ...header, typ: 'JWT' }), 'wrong_type'],
    ['an unknown kid', withHeader({ ...header, kid: 'unknown' }), 'unknown_key'],
    ['the kid __proto__', withHeader({ ...header, kid: '__proto__' }), 'unknown_key'],
    ['the kid ../', withHeader({ ...header, kid: '../' }), 'unknown_key'],
    ['the kid of the root', issuer.lease({}, issuer.root), 'unknown_key'],
    ["the statement's key", issuer.lease({}, issuer.statementKey), 'wrong_key_use'],
    [
      "a stranger's signature under our kid",
      issuer.lease({}, { ...stranger, kid: issuer.leaseKey.kid }),
      'bad_signature',
    ],
    ['an edited payload', `${head}.${encode({ ...claims, exp: claims.exp + DAY })}.${tail}`, 'bad_signature'],
    ['a payload that is not JSON', withPayload('{'), 'payload_malformed'],
    ['a payload that is a list', withPayload([claims]), 'payload_malformed'],
    ['a duplicate claim', withPayload(JSON.stringify(claims).replace('{', '{"exp":1,')), 'payload_malformed'],
    ['a depth of 900', withPayload(`{"a":${'['.repeat(900)}${']'.repeat(900)}}`), 'wrong_issuer'],
    ['another issuer', issuer.lease({ iss: 'quietkey:other' }), 'wrong_issuer'],
    ['another product', issuer.lease({ aud: 'radar' }), 'wrong_product'],
  ];
  for (const [title, token, fault] of cases) {
    it(`${title}: ${fault}`, () => expect(faultOf(token)).to.equal(fault));
  }

  const malformed: [string, Partial<Record<keyof typeof claims, unknown>>][] = [
    ['exp absent', { exp: undefined }],
    ['exp as text', { exp: String(claims.exp) }],
    ['exp 1e300', { exp: 1e300 }],
    ['exp a fraction', { exp: claims.exp + 0.5 }],
    ['exp negative', { exp: -1 }],
    ['exp as the text NaN', { exp: 'NaN' }],
    ['exp after the year 9999', { exp: 253_402_300_800, iat: 253_402_300_000, nbf: 253_402_300_000 }],
    ['a lease of 401 days', { exp: TODAY + 401 * DAY }],
    ['nbf after exp', { nbf: claims.exp + 1 }],
    ['iat after exp', { iat: claims.exp + 1 }],
    ['grace of 401 days', { grace: 401 * DAY }],
    ['tags absent', { tags: undefined }],
    ['machine_days null', { machine_days: null }],
    ['machine_days of 367', { machine_days: 367 }],
    ['five tags', { tags: ['A', 'Q', 'g', 'w', 'A'].map((last, i) => `${'A'.repeat(20)}${i}${last}`) }],
    ['a duplicate tag', { tags: [...claims.tags, ...claims.tags] }],
    ['a tag of 15 bytes', { tags: ['AAAAAAAAAAAAAAAAAAAA'] }],
    ['65 entitlements', { entitlements: Array.from({ length: 65 }, (_, i) => `e${i}`) }],
    ['entitlements of numbers', { entitlements: [1] }],
    ['jti without sequence', { jti: 'activation-1' }],
    ['jti with a sequence of 01', { jti: 'activation-1.01' }],
    ['license_end absent', { license_end: undefined }],
    ['sub a number', { sub: 7 }],
  ];
  for (const [title, changes] of malformed) {
    it(`${title}: claims_malformed`, () =>
      expect(faultOf(issuer.lease(changes))).to.equal('claims_malformed'));
  }

  it('accepts a lease without an identity, and one from before machine_days', () => {
    expect(faultOf(issuer.lease({ tags: [] }))).to.equal('none');
    expect(faultOf(issuer.lease({ machine_days: undefined }))).to.equal('none');
  });

  it('accepts all of the years 2038 and 9999', () => {
    for (const exp of [2 ** 31, 253_402_300_799]) {
      expect(faultOf(issuer.lease({ iat: exp - DAY, nbf: exp - DAY, exp }))).to.equal('none');
    }
  });

  it('refuses a __proto__ claim, and changes no object', () => {
    const text = JSON.stringify(claims).replace('{', '{"__proto__":{"polluted":true},');
    expect(faultOf(withPayload(text))).to.equal('payload_malformed');
    expect(({} as Record<string, unknown>)['polluted']).to.equal(undefined);
  });

  it('refuses every token in which one character was changed', () => {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.';
    const place = fc.nat({ max: good.length - 1 });
    fc.assert(
      fc.property(place, fc.constantFrom(...letters.split('')), (index, letter) => {
        fc.pre(good[index] !== letter);
        expect(faultOf(good.slice(0, index) + letter + good.slice(index + 1))).not.to.equal('none');
      }),
      { numRuns: 500 },
    );
  });

  it('accepts a token only in the reader of its type', () => {
    const tokens = { lease: good, statement: issuer.statement(), keySet: issuer.keySet() };
    const passed = Object.entries(tokens).map(([type, token]) => [
      type,
      readLease(token, keySet, trust).ok,
      readStatement(token, keySet, trust).ok,
      readKeySet(token, trust).ok,
    ]);
    expect(passed).to.deep.equal([
      ['lease', true, false, false],
      ['statement', false, true, false],
      ['keySet', false, false, true],
    ]);
  });

  it('agrees with jose on a lease', async () => {
    const key = await importJWK({ kty: 'OKP', crv: 'Ed25519', x: issuer.leaseKey.x }, 'EdDSA');
    const { payload, protectedHeader } = await jwtVerify(good, key, {
      issuer: issuer.iss,
      audience: PRODUCT,
      typ: TOKEN_TYPES.lease,
      currentDate: new Date((TODAY + DAY) * 1000),
    });
    const read = readLease(good, keySet, trust);
    expect(read.ok && read.lease).to.deep.include(payload);
    expect(protectedHeader.kid).to.equal(issuer.leaseKey.kid);
  });
});

describe('the tokens of the frozen vectors', () => {
  const vectors = readVectors<TokenVectors>('tokens-sdk');
  const pinned: Trust = {
    root: readRootKey(vectors.rootKey)!,
    issuer: vectors.issuer,
    product: vectors.product,
    minimumKeySetVersion: 0,
  };
  const read = readKeySet(vectors.keySet.token, pinned);
  const set = (read as { keySet: KeySet }).keySet;

  it('are read as their expected claims', () => {
    const lease = readLease(vectors.lease.token, set, pinned);
    expect(lease.ok && lease.lease).to.deep.include(vectors.lease.claims);
    const statement = readStatement(vectors.statement.token, set, pinned);
    expect(statement.ok && statement.statement).to.deep.equal({ ...vectors.statement.claims, notice: 0 });
    const { version, issued, expires } = vectors.keySet.claims;
    expect(set).to.include({ version, issued, expires });
    expect(issuerOfRoot(pinned.root)).to.equal(vectors.issuer);
  });

  for (const { title, token, fault } of vectors.refusedLeases) {
    it(`${title}: ${fault}`, () => {
      const refused = readLease(token, set, pinned);
      expect(refused.ok ? 'none' : refused.fault).to.equal(fault);
    });
  }
});

describe('the root key and its key sets', () => {
  it('reads a root key only in its canonical encoding', () => {
    expect(issuerOfRoot(root)).to.equal(issuer.iss);
    for (const bent of ['', 'qkroot_', issuer.rootKey.slice(1), `${issuer.rootKey}A`, `${issuer.rootKey} `]) {
      expect(readRootKey(bent), bent).to.equal(undefined);
    }
    expect(readRootKey(`${issuer.rootKey.slice(0, -1)}${nextLetter(issuer.rootKey)}`)).to.equal(undefined);
  });

  const key = { kid: stranger.kid, x: stranger.x, use: 'lease' as const };
  const cases: [string, string, string][] = [
    ['signed by a lease key', issuer.keySet({}, issuer.leaseKey), 'unknown_key'],
    [
      'signed by another key with the kid of the root',
      issuer.keySet({}, { ...stranger, kid: issuer.root.kid }),
      'bad_signature',
    ],
    ['of another issuer', issuer.keySet({ iss: 'quietkey:other' }), 'wrong_issuer'],
    ['without version', issuer.keySet({ version: Number.NaN }), 'claims_malformed'],
    ['that expires before it is issued', issuer.keySet({ expires: TODAY - 11 * DAY }), 'claims_malformed'],
    ['with a duplicate kid', issuer.keySet({ keys: [key, key] }), 'claims_malformed'],
    [
      'with a key of 31 bytes',
      issuer.keySet({ keys: [{ ...key, x: stranger.x.slice(0, 42) }] }),
      'claims_malformed',
    ],
    [
      'with 17 keys',
      signToken(
        TOKEN_TYPES.keySet,
        { iss: issuer.iss, version: 1, issued: 1, expires: 2, keys: Array(17).fill(0) },
        issuer.root,
      ),
      'claims_malformed',
    ],
    ['unsigned', JSON.stringify({ version: 2 }), 'gate_parts'],
  ];
  for (const [title, token, fault] of cases) {
    it(`refuses a set ${title}: ${fault}`, () => {
      const read = readKeySet(token, trust);
      expect(read.ok ? 'none' : read.fault).to.equal(fault);
    });
  }

  it('skips keys of an unknown use', () => {
    const use = 'receipt' as unknown as 'lease';
    expect([
      ...keySetOf(issuer.keySet({ keys: [key, { ...key, kid: 'r', use }] })).keys.keys(),
    ]).to.deep.equal([stranger.kid]);
  });

  const stored = keySetOf(issuer.keySet({ version: 5 }));
  const accepted = (token: string, minimumKeySetVersion = 0): string | number => {
    const read = acceptKeySet(token, { ...trust, minimumKeySetVersion }, stored);
    return read.ok ? read.keySet.version : read.fault;
  };
  it('accepts the stored set and a newer one', () => {
    expect(accepted(stored.token)).to.equal(5);
    expect(accepted(issuer.keySet({ version: 7 }))).to.equal(7);
  });
  it('refuses an older set, another one of the same version, and one below the pinned version', () => {
    expect(accepted(issuer.keySet({ version: 4 }))).to.equal('key_set_too_old');
    expect(accepted(issuer.keySet({ version: 5, expires: TODAY + 9 * DAY }))).to.equal('key_set_differs');
    expect(accepted(issuer.keySet({ version: 7 }), 8)).to.equal('key_set_too_old');
    expect(accepted(stored.token, 6)).to.equal('key_set_too_old');
  });
});

/** The last letter, changed within the bits that the length leaves unused. */
function nextLetter(text: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return letters[letters.indexOf(text.at(-1)!) + 1]!;
}
