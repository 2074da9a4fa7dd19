/**
 * The frozen table of valid and invalid tokens, read by the client's readers, by jose and by node:crypto. Each invalid
 * one is refused with its own fault, each valid one has the same claims for all three, and everything that jose refuses
 * is refused here too.
 */

import { expect } from 'chai';
import { verify } from 'node:crypto';
import { compactVerify, importJWK, jwtVerify } from 'jose';
import { readEndingOrGrant, type Question } from '../../client-sdk/typescript/exchange/answer.ts';
import { decideCheck, type MachineEvidence } from '../../client-sdk/typescript/lease/check.ts';
import { fromNumericDate } from '../../client-sdk/typescript/primitives/clock.ts';
import { AnswerUntrusted } from '../../client-sdk/typescript/primitives/errors.ts';
import { acceptKeySet } from '../../client-sdk/typescript/lease/accept-key-set.ts';
import {
  readKeySet,
  readRootKey,
  type KeySet,
  type Trust,
} from '../../client-sdk/typescript/lease/key-set.ts';
import { entitlementsAt } from '../../client-sdk/typescript/lease/entitlements.ts';
import { readLease, type Lease } from '../../client-sdk/typescript/lease/lease.ts';
import { importPublicKey } from '../../client-sdk/typescript/lease/public-key.ts';
import { readStatement } from '../../client-sdk/typescript/lease/statement.ts';
import { TOKEN_TYPES } from '../../client-sdk/typescript/contract/wire.ts';
import { makeTokenTable, type TokenTable } from '../support/make-token-vectors.ts';
import { expand, TYPES, type Context, type TokenVector } from '../support/token-rows.ts';
import { readVectors } from '../support/vectors.ts';

const table = readVectors<TokenTable>('tokens');
/** Where the client is stricter than JOSE: the encoding, the purpose of a token, and the values of its claims. */
const STRICTER_THAN_JOSE = new Set([
  'gate_too_long',
  'gate_encoding',
  'gate_signature_length',
  'header_malformed',
  'header_members',
  'wrong_type',
  'unknown_key',
  'payload_malformed',
  'claims_malformed',
  'wrong_issuer',
  'wrong_product',
  'key_set_too_old',
  'key_set_differs',
]);

const trusts = new Map(
  Object.entries(table.contexts).map(
    ([name, context]): [string, { trust: Trust; keySet: KeySet | undefined }] => {
      const trust = { ...context, root: readRootKey(context.rootKey)! };
      return [name, { trust, keySet: context.keySet === null ? undefined : setOf(context.keySet, trust) }];
    },
  ),
);

function setOf(token: string, trust: Trust): KeySet {
  const read = readKeySet(token, trust);
  if (!read.ok) throw new Error(read.fault);
  return read.keySet;
}

const contextOf = ({ context }: TokenVector): Context => table.contexts[context]!;

/** The result of the client's reader for the vector's type: its claims as far as they are read, or the fault. */
function readVector(vector: TokenVector): { ok: true; claims: object } | { ok: false; fault: string } {
  const { trust, keySet } = trusts.get(vector.context)!;
  const token = expand(vector.token);
  if (vector.type === 'keySet') {
    const read = acceptKeySet(token, trust, keySet);
    return read.ok ? { ok: true, claims: read.keySet } : read;
  }
  if (vector.type === 'statement') {
    const read = readStatement(token, keySet!, trust);
    return read.ok ? { ok: true, claims: read.statement } : read;
  }
  const read = readLease(token, keySet!, trust);
  return read.ok ? { ok: true, claims: read.lease } : read;
}

/** The result of an independent reader with the key that signs tokens of this type. */
async function readWithJose({ type, context, token }: TokenVector): Promise<unknown> {
  const name = type === 'keySet' ? (context === 'another root' ? 'otherRoot' : 'root') : type;
  const key = await importJWK({ kty: 'OKP', crv: 'Ed25519', x: table.keys[name]!.x }, 'EdDSA');
  const { payload } = await compactVerify(token as string, key, { algorithms: ['EdDSA', 'Ed25519'] });
  return JSON.parse(Buffer.from(payload).toString());
}

function readWithNode({ type, token }: TokenVector): unknown {
  const [head = '', body = '', tail = ''] = (token as string).split('.');
  const { key } = importPublicKey(table.keys[type === 'keySet' ? 'root' : type]!.x)!;
  const holds = verify(null, Buffer.from(`${head}.${body}`), key, Buffer.from(tail, 'base64url'));
  return holds ? JSON.parse(Buffer.from(body, 'base64url').toString()) : undefined;
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;
const expanded = (vector: TokenVector): TokenVector => ({ ...vector, token: expand(vector.token) });

describe('the table of tokens', () => {
  it('equals the output of its generator', () => {
    expect(JSON.parse(JSON.stringify(makeTokenTable()))).to.deep.equal(table);
  });
  it('has unique names per type, and covers every fault of a token', () => {
    const names = table.vectors.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).to.deep.equal([]);
    const faults = new Set(table.vectors.map(({ verdict }) => verdict));
    expect(faults.size, [...faults].join()).to.equal(19);
  });

  for (const type of TYPES) {
    describe(`read as a ${type}`, () => {
      for (const vector of table.vectors.filter((candidate) => candidate.type === type)) {
        it(`${vector.name}: ${vector.verdict}`, () => {
          const read = readVector(vector);
          expect(read.ok ? 'ok' : read.fault).to.equal(vector.verdict);
          expect(({} as Record<string, unknown>)['polluted']).to.equal(undefined);
          if (read.ok && vector.claims) expectSameClaims(read.claims, vector);
        });
      }
    });
  }
});

/** What a client takes for a claim that may be absent. */
const TAKEN_IF_ABSENT = { lease: { machine_days: 14 }, statement: { notice: 0 }, keySet: {} };

/** Every claim that the contract names; a key set's keys are compared as keys. */
function expectSameClaims(read: object, { type, claims = {} }: TokenVector): void {
  const found = read as Record<string, unknown>;
  const signed: Record<string, unknown> = { ...TAKEN_IF_ABSENT[type], ...claims };
  for (const name of table.claimNames[type].filter(
    (claim) => type !== 'keySet' || !['iss', 'keys'].includes(claim),
  )) {
    expect(found[name], name).to.deep.equal(signed[name]);
  }
  if (type !== 'keySet') return;
  const { keys } = claims as { keys: { kid: string; use: string; x: string }[] };
  const known = keys.filter(({ use }) => use === 'lease' || use === 'statement');
  const { keys: kept } = read as KeySet;
  expect(
    [...kept].map(([kid, { use, key }]) => ({ kid, x: key.export({ format: 'jwk' }).x, use })),
  ).to.deep.equal(known.map(({ kid, x, use }) => ({ kid, x, use })));
}

describe('jose and node:crypto', () => {
  const texts = table.vectors.map(expanded).filter(({ token }) => typeof token === 'string');

  it('read the same claims in every valid token', async () => {
    const good = texts.filter(({ verdict }) => verdict === 'ok');
    expect(good.length).to.be.greaterThan(60);
    for (const vector of good) {
      const claims = await readWithJose(vector);
      expect(readWithNode(vector), vector.name).to.deep.equal(claims);
      if (vector.claims) expect(claims, vector.name).to.deep.equal(vector.claims);
    }
  });
  it('judge the times and names of a good lease as the client does', async () => {
    const key = await importJWK({ kty: 'OKP', crv: 'Ed25519', x: table.keys['lease']!.x }, 'EdDSA');
    for (const vector of texts.filter(
      ({ type, verdict, claims }) => type === 'lease' && verdict === 'ok' && claims,
    )) {
      const { iat, nbf, exp } = vector.claims as Lease;
      const options = {
        issuer: contextOf(vector).issuer,
        audience: contextOf(vector).product,
        typ: TOKEN_TYPES.lease,
      };
      const verifyAt = (second: number) =>
        jwtVerify(vector.token as string, key, { ...options, currentDate: new Date(second * 1000) });
      if (nbf < exp && iat < exp)
        expect((await verifyAt(exp - 1)).payload, vector.name).to.deep.equal(vector.claims);
      expect(await verifyAt(exp).catch(codeOf), vector.name).to.equal('ERR_JWT_EXPIRED');
    }
  });
  it('refuse every signature that is refused here', async () => {
    const bad = texts.filter(({ verdict }) => verdict === 'bad_signature');
    expect(bad.length).to.be.greaterThan(30);
    for (const vector of bad) {
      expect(readWithNode(vector), vector.name).to.equal(undefined);
      const fault = await readWithJose(vector).catch(codeOf);
      expect(fault, vector.name).to.equal('ERR_JWS_SIGNATURE_VERIFICATION_FAILED');
    }
  });
  it('accept every token that is accepted here, and accept more only where the client is stricter by intent', async () => {
    for (const vector of texts.filter(({ verdict }) => verdict !== 'ok')) {
      const isTaken = await readWithJose(vector).then(
        () => true,
        () => false,
      );
      if (isTaken) expect(STRICTER_THAN_JOSE, vector.name).to.include(vector.verdict);
    }
  });
});

describe('a token of the table as an answer', () => {
  for (const vector of table.vectors.filter(({ answer }) => answer !== undefined)) {
    it(`${vector.name}: ${vector.answer}`, () => expect(answerOf(vector)).to.equal(vector.answer));
  }
});

function answerOf(vector: TokenVector): string {
  const { asked, tags, keySet } = contextOf(vector);
  const { trust } = trusts.get(vector.context)!;
  const secret = Buffer.alloc(32).toString('base64url');
  const holding = { ...asked, epoch: 1, secret, tagKey: secret };
  const question: Question = { trust, keySet: undefined, tags, holding, lease: undefined };
  const token = expand(vector.token);
  const [activation, sequence] = ((vector.claims as Lease | undefined)?.jti ?? 'activation-1.1').split('.');
  const answer =
    vector.type === 'statement'
      ? { statement: token, keySet }
      : { activation, epoch: 1, sequence: Number(sequence), secret, lease: token, keySet };
  try {
    readEndingOrGrant(answer, question, holding);
    return 'ok';
  } catch (error) {
    if (error instanceof AnswerUntrusted) return error.fault;
    throw error;
  }
}

describe('a lease of the table on a machine', () => {
  for (const vector of table.vectors.filter(({ checks }) => checks !== undefined)) {
    for (const { now, state, reason, entitlements } of vector.checks!) {
      it(`${vector.name}, at ${now}: ${state}, ${reason}`, () => {
        const { trust, keySet } = trusts.get(vector.context)!;
        const read = readLease(expand(vector.token), keySet!, trust);
        if (!read.ok) throw new Error(read.fault);
        const verified = {
          lease: read.lease,
          fault: undefined,
          keyRemoved: false,
          statement: undefined,
          farewell: undefined,
          latestDay: fromNumericDate(0),
        };
        const isSame = contextOf(vector).tags.some((tag) => read.lease.tags.includes(tag));
        const machine: MachineEvidence = isSame ? { kind: 'same' } : { kind: 'other', days: 1 };
        expect(decideCheck(verified, fromNumericDate(now), machine)).to.include({ state, reason });
        if (entitlements)
          expect(entitlementsAt(read.lease, fromNumericDate(now))).to.deep.equal(entitlements);
      });
    }
  }
});
