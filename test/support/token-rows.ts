/**
 * The form of one row of the token table, and the functions that make its tokens: fixed keys, and a signer that signs
 * any header and payload, well-formed or not.
 */

import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { expect } from 'chai';
import { DAY, leaseClaims, statementClaims, TODAY, type SigningKey } from '../client-sdk/support/issuer.ts';
import { importPublicKey } from '../../client-sdk/typescript/lease/public-key.ts';
import type { TokenFault } from '../../client-sdk/typescript/lease/token.ts';
import { TOKEN_TYPES, type KeySetClaims } from '../../client-sdk/typescript/contract/wire.ts';

/** Tokens that an app reads. */
export type Type = Exclude<keyof typeof TOKEN_TYPES, 'receipt' | 'farewell'>;

/** What the reader of a token knew before. */
export interface Context {
  rootKey: string;
  issuer: string;
  product: string;
  minimumKeySetVersion: number;
  /** The stored key set; null: none yet. */
  keySet: string | null;
  /** The machine's tags, as sent. */
  tags: string[];
  /** The stored activation, which the request named. */
  asked: { license: string; activation: string; sequence: number };
}

/** The result of a check with a stored lease, at a second. */
export interface CheckAt {
  now: number;
  state: string;
  reason: string;
  /** The entitlements then; absent: not compared. */
  entitlements?: string[];
}

export interface TokenVector {
  name: string;
  type: Type;
  context: string;
  token: unknown;
  verdict: 'ok' | TokenFault;
  claims?: object;
  answer?: string;
  checks?: CheckAt[];
}

/** A vector before its context is filled in (by default `plain`) and its token is compacted. */
export type Row = Omit<TokenVector, 'context'> & { context?: string };

export interface FixedKey extends SigningKey {
  d: string;
}

export const TYPES: readonly Type[] = ['lease', 'statement', 'keySet'];

/** The key whose seed is 32 times this byte. */
export function fixedKey(byte: number): FixedKey {
  const seed = Buffer.alloc(32, byte);
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  return { kid: importPublicKey(x)!.kid, x, d: seed.toString('base64url'), privateKey };
}

/** The keys of the table's issuer, of a stranger, of another root and of a later set. */
export type Keys = Record<'root' | 'lease' | 'statement' | 'stranger' | 'otherRoot' | 'nextLease', FixedKey>;

export const keySetClaims = ({ root, lease, statement }: Keys): KeySetClaims => ({
  iss: `quietkey:${root.kid}`,
  version: 5,
  issued: TODAY - 10 * DAY,
  expires: TODAY + 400 * DAY,
  keys: [
    { kid: lease.kid, x: lease.x, use: 'lease' },
    { kid: statement.kid, x: statement.x, use: 'statement' },
  ],
});

/**
 * Valid claims, and the key that signs them. A set has the next version: one of the same version would differ from the
 * stored one.
 */
export function genuine(keys: Keys, type: Type): { claims: object; key: SigningKey; typ: string } {
  const iss = `quietkey:${keys.root.kid}`;
  const typ = TOKEN_TYPES[type];
  if (type === 'lease') return { claims: leaseClaims(iss), key: keys.lease, typ };
  if (type === 'statement') return { claims: statementClaims(iss), key: keys.statement, typ };
  return { claims: { ...keySetClaims(keys), version: 6 }, key: keys.root, typ };
}

/** Any bytes as header and payload; a text stands for its UTF-8, an object for its JSON. */
export function signAny(
  header: object | string | Buffer,
  payload: object | string | Buffer,
  { privateKey }: SigningKey,
): string {
  const signed = `${encodeAny(header)}.${encodeAny(payload)}`;
  return `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`;
}

export const signClaims = (typ: string, claims: object | string | Buffer, key: SigningKey): string =>
  signAny({ alg: 'EdDSA', typ, kid: key.kid }, claims, key);

function encodeAny(part: object | string | Buffer): string {
  if (Buffer.isBuffer(part)) return part.toString('base64url');
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
}

/** A text with long repetitions as pieces; any other text unchanged. */
export function compact(text: string): string | { pieces: [string, number][] } {
  const pieces: [string, number][] = [];
  let end = 0;
  for (const { 0: run, 1: unit = '', index } of text.matchAll(/(.{4})\1{31,}/gs)) {
    if (index > end) pieces.push([text.slice(end, index), 1]);
    pieces.push([unit, run.length / unit.length]);
    end = index + run.length;
  }
  if (pieces.length === 0) return text;
  if (end < text.length) pieces.push([text.slice(end), 1]);
  const made = { pieces };
  expect(expand(made)).to.equal(text);
  return made;
}

/** The token of a vector. */
export function expand(token: unknown): unknown {
  if (typeof token !== 'object' || token === null || !('pieces' in token)) return token;
  return (token.pieces as [string, number][]).map(([text, times]) => text.repeat(times)).join('');
}
