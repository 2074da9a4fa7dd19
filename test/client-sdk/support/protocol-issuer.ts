/**
 * The issuer, the machines and the answers of test/vectors/protocol.json. Keys and days are fixed, so every run gives the
 * same bytes.
 */

import type { Adapter } from '../../../client-sdk/typescript/index.ts';
import { codeStatus, type Code } from '../../../client-sdk/typescript/contract/codes.ts';
import {
  TOKEN_TYPES,
  type FarewellClaims,
  type KeySetClaims,
  type LeaseClaims,
  type StatementClaims,
  type StatementKind,
} from '../../../client-sdk/typescript/contract/wire.ts';
import { fixedKey, keySetClaims, signClaims, type Keys } from '../../support/token-rows.ts';
import { DAY, leaseClaims, PRODUCT, statementClaims, TODAY, type SigningKey } from './issuer.ts';

export const KEYS: Keys = {
  root: fixedKey(1),
  lease: fixedKey(2),
  statement: fixedKey(3),
  stranger: fixedKey(4),
  otherRoot: fixedKey(5),
  nextLease: fixedKey(6),
};
export const SERVER = 'https://license.example.com/keys';
export const ROOT_KEY = `qkroot_${KEYS.root.x}`;
const ISSUER = `quietkey:${KEYS.root.kid}`;
export const ACTIVATION = 'Tq3vXw1cZb9yKq4dTA6p2g';
export const OTHER_ACTIVATION = 'nN0kQm2rVb8sYt1uWz3eAw';
const LICENSE = 'c4Vb8sYt1uWz3eAwnN0kQg';

const own = (number: number): Adapter => ({
  name: `eth${number}`,
  mac: `A4-5E-60-C1-7B-${number.toString(16).padStart(2, '0')}`,
  class: 'own',
});
const DOCK: Adapter = { name: 'dock', mac: '00:e0:4c:68:00:01', class: 'foreign' };
const VPN: Adapter = { name: 'vpn', mac: '02:00:00:00:00:01', class: 'unknown' };

/** The adapters of the machines of the steps, in the order in which their system lists them. */
export const MACHINES: Readonly<Record<string, readonly Adapter[]>> = {
  laptop: [own(2), own(1)],
  'laptop at a dock, with a third card': [DOCK, VPN, own(1), own(3), own(2)],
  'laptop with six cards': [6, 5, 4, 3, 2, 1].map(own),
  'another computer': [own(32), own(33)],
  'no hardware': [VPN],
};

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}
/** What the server answers to the body of a request. */
export type Responder = (body: { tags: string[]; nonce: string }) => Answer;

/** Versions of the key set: 1 at first; 2 with another key for leases beside the first; 3 with the other key only. */
export function keySet(version: number, changes: Partial<KeySetClaims> = {}): string {
  const { keys, ...claims } = keySetClaims(KEYS);
  const next = { kid: KEYS.nextLease.kid, x: KEYS.nextLease.x, use: 'lease' as const };
  const all =
    version === 1 ? keys : [...keys, next].filter(({ kid }) => version === 2 || kid !== KEYS.lease.kid);
  return signClaims(TOKEN_TYPES.keySet, { ...claims, version, keys: all, ...changes }, KEYS.root);
}

interface GrantOptions {
  activation?: string;
  epoch?: number;
  secret?: string;
  keySet?: string;
  farewell?: string;
  claims?: Partial<LeaseClaims>;
  signer?: SigningKey;
}

/** An answer with a lease of the tags in the request. @param day the days since the first step */
export function grant(day: number, sequence: number, options: GrantOptions = {}): Responder {
  const { activation = ACTIVATION, epoch = 1, secret = secretOf(epoch), signer = KEYS.lease } = options;
  const begin = TODAY + day * DAY;
  return ({ tags }) => {
    const claims = {
      ...leaseClaims(ISSUER),
      sub: LICENSE,
      jti: `${activation}.${sequence}`,
      iat: begin,
      nbf: begin,
      exp: begin + 30 * DAY,
      tags,
      refresh_after: begin + 7 * DAY,
      machine_days: 3,
      ...options.claims,
    };
    const lease = signClaims(TOKEN_TYPES.lease, claims, signer);
    const keys = { keySet: options.keySet ?? keySet(1) };
    const parting = options.farewell === undefined ? {} : { farewell: options.farewell };
    return ok({ activation, epoch, sequence, secret, lease, ...keys, ...parting });
  };
}

/** An answer with a statement that ends the activation. */
export function ending(
  kind: StatementKind,
  sequence: number,
  changes: Partial<StatementClaims> = {},
  setOfKeys = keySet(1),
): Responder {
  const subject = { license: LICENSE, activation: ACTIVATION, sequence, kind, effective: TODAY + DAY };
  const claims = { ...statementClaims(ISSUER), ...subject, ...changes };
  const statement = signClaims(TOKEN_TYPES.statement, claims, KEYS.statement);
  return () => ok({ statement, keySet: setOfKeys });
}

/** A farewell of the vendor. @param day - the days from the first step to its day */
export function farewell(day: number, changes: Partial<FarewellClaims> = {}, signer = KEYS.root): string {
  const effective = TODAY + day * DAY;
  const claims = { iss: ISSUER, aud: PRODUCT, effective, entitlements: ['export'], ...changes };
  return signClaims(TOKEN_TYPES.farewell, claims, signer);
}

/** An answer that refuses. */
export function problem(code: Code): Responder {
  const [status, title] = [codeStatus(code), `Refused: ${code}.`];
  const type = `urn:quietkey:problem:${code}`;
  const body = { type, title, status, code, detail: title, remedy: 'Ask.', requestId: 'r-1' };
  return () => ({ ...ok(body, 'application/problem+json'), status });
}

export const ok = (body: unknown, type = 'application/json'): Answer => ({
  status: 200,
  headers: { 'content-type': type },
  body: JSON.stringify(body),
});

/** The secret of an epoch: 32 equal bytes. */
const secretOf = (epoch: number): string => Buffer.alloc(32, epoch).toString('base64url');
