/**
 * A small issuer for the SDK's tests: real Ed25519 keys, tokens signed with node:crypto, and claims that a test can
 * change. It replaces the server's signer, which has its own tests against the same contract.
 */

import { createHash, createHmac, sign, type KeyObject } from 'node:crypto';
import { makeKeyPair } from '../../../client-sdk/typescript/primitives/key-pair.ts';
import {
  TOKEN_TYPES,
  type KeySetClaims,
  type LeaseClaims,
  type StatementClaims,
} from '../../../client-sdk/typescript/contract/wire.ts';

export const DAY = 86_400;
/** 2026-03-02, the day on which the tests' leases begin. */
export const TODAY = 20_514 * DAY;
export const PRODUCT = 'sonar';

export interface SigningKey {
  kid: string;
  x: string;
  privateKey: KeyObject;
}

export interface TestIssuer {
  iss: string;
  rootKey: string;
  root: SigningKey;
  leaseKey: SigningKey;
  statementKey: SigningKey;
  keySet: (changes?: Partial<KeySetClaims>, by?: SigningKey) => string;
  lease: (changes?: Partial<Record<keyof LeaseClaims, unknown>>, by?: SigningKey) => string;
  statement: (changes?: Partial<StatementClaims>, by?: SigningKey) => string;
}

export function makeSigningKey(): SigningKey {
  const { publicKey, privateKey } = makeKeyPair('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  const kid = createHash('sha256').update(Buffer.from(x, 'base64url')).digest('base64url').slice(0, 22);
  return { kid, x, privateKey };
}

export const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value), 'utf8').toString('base64url');

/** Signs any header and payload. A text is signed as it is, so that malformed JSON can be signed too. */
export function signParts(header: unknown, payload: unknown, key: SigningKey): string {
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${sign(null, Buffer.from(signed), key.privateKey).toString('base64url')}`;
}

export const signToken = (typ: string, payload: unknown, key: SigningKey): string =>
  signParts({ alg: 'EdDSA', typ, kid: key.kid }, payload, key);

export function makeIssuer(): TestIssuer {
  const [root, leaseKey, statementKey] = [makeSigningKey(), makeSigningKey(), makeSigningKey()];
  const iss = `quietkey:${root.kid}`;
  const keys: KeySetClaims['keys'] = [
    { kid: leaseKey.kid, x: leaseKey.x, use: 'lease' },
    { kid: statementKey.kid, x: statementKey.x, use: 'statement' },
  ];
  const keySetClaims = { iss, version: 1, issued: TODAY - 10 * DAY, expires: TODAY + 400 * DAY, keys };
  return {
    iss,
    rootKey: `qkroot_${root.x}`,
    root,
    leaseKey,
    statementKey,
    keySet: (changes = {}, by = root) => signToken(TOKEN_TYPES.keySet, { ...keySetClaims, ...changes }, by),
    lease: (changes = {}, by = leaseKey) =>
      signToken(TOKEN_TYPES.lease, { ...leaseClaims(iss), ...changes }, by),
    statement: (changes = {}, by = statementKey) =>
      signToken(TOKEN_TYPES.statement, { ...statementClaims(iss), ...changes }, by),
  };
}

export const leaseClaims = (iss: string): LeaseClaims => ({
  iss,
  aud: PRODUCT,
  sub: 'license-1',
  jti: 'activation-1.1',
  iat: TODAY,
  nbf: TODAY,
  exp: TODAY + 30 * DAY,
  tags: ['AAAAAAAAAAAAAAAAAAAAAA'],
  entitlements: ['pro'],
  license_end: null,
  updates_until: null,
  refresh_after: TODAY + 7 * DAY,
  grace: 14 * DAY,
  key_set: 1,
});

export const statementClaims = (iss: string): StatementClaims => ({
  iss,
  aud: PRODUCT,
  license: 'license-1',
  activation: 'activation-1',
  sequence: 1,
  kind: 'revoked',
  effective: TODAY,
});

/** The proof as defined in wire.ts, implemented independently. */
export function proofOf(secret: string, fields: (string | number)[]): string {
  const mac = createHmac('sha256', Buffer.from(secret, 'base64url'));
  for (const field of fields) {
    const bytes = Buffer.from(String(field));
    mac.update(Buffer.from([0, 0, bytes.length >> 8, bytes.length & 255])).update(bytes);
  }
  return mac.digest('base64url');
}
