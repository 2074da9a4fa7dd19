/**
 * Makes the table of test/vectors/tokens.json: valid tokens of every type, and tokens with one fault each. Verdicts are
 * declared here by hand and never taken from a reader. The same keys give the same bytes each time, so a test can
 * compare the frozen file with this.
 */

import {
  leaseClaims,
  PRODUCT,
  statementClaims,
  TODAY,
  type SigningKey,
} from '../client-sdk/support/issuer.ts';
import { TOKEN_TYPES } from '../../client-sdk/typescript/contract/wire.ts';
import { claimRows, keySetRows } from './token-claim-rows.ts';
import { gateRows, headerRows } from './token-gate-rows.ts';
import { clockRows, matrixRows } from './token-judgement-rows.ts';
import {
  compact,
  fixedKey,
  keySetClaims,
  signClaims,
  type Context,
  type Keys,
  type Row,
  type TokenVector,
  type Type,
} from './token-rows.ts';

export interface TokenTable {
  about: string;
  keys: Record<string, { kid: string; x: string; d: string }>;
  claimNames: Record<Type, string[]>;
  contexts: Record<string, Context>;
  vectors: TokenVector[];
}

const ABOUT = [
  'Tokens of a test issuer, whose private keys (d) are 32 equal bytes and sign nothing else.',
  'Each vector is read as its type in its context: the pinned root, issuer, product and lowest key set version, and the key set held (null: none).',
  'verdict: ok, or the fault that the client names (client-sdk/typescript/lease/token.ts). claims: what stands in a good token.',
  'token: any JSON value; an object with "pieces" stands for its texts, each repeated as often as it says, joined.',
  'answer: what comes of the token as the answer to a renewal asked in the context (client-sdk/typescript/exchange/answer.ts).',
  'checks: what a machine with the tags of the context is told while it holds the lease, at second "now" (client-sdk/typescript/lease/check.ts), and which entitlements it then has.',
  'claimNames: the names of every claim that is ever signed. Frozen.',
].join(' ');

/** The whole table. */
export function makeTokenTable(): TokenTable {
  const keys = makeKeys();
  const contexts = makeContexts(keys);
  const rows: Row[] = [
    ...gateRows(keys),
    ...headerRows(keys),
    ...claimRows(keys),
    ...keySetRows(keys),
    ...matrixRows(keys),
    ...clockRows(keys),
  ];
  const iss = issuerOf(keys.root);
  return {
    about: ABOUT,
    keys: Object.fromEntries(Object.entries(keys).map(([name, { kid, x, d }]) => [name, { kid, x, d }])),
    claimNames: {
      // the claims that may be absent, as in a lease of a server from before or a statement without notice
      lease: Object.keys(leaseClaims(iss))
        .toSpliced(-1, 0, 'machine_days')
        .flatMap((name) => (name === 'entitlements' ? [name, 'entitlement_ends'] : name)),
      statement: [...Object.keys(statementClaims(iss)), 'notice'],
      keySet: Object.keys(keySetClaims(keys)),
    },
    contexts,
    vectors: rows.map(({ token, ...row }) => ({
      ...row,
      context: row.context ?? 'plain',
      token: typeof token === 'string' ? compact(token) : token,
    })),
  };
}

const issuerOf = (root: SigningKey): string => `quietkey:${root.kid}`;

function makeKeys(): Keys {
  return {
    root: fixedKey(1),
    lease: fixedKey(2),
    statement: fixedKey(3),
    stranger: fixedKey(4),
    otherRoot: fixedKey(5),
    nextLease: fixedKey(6),
  };
}

function makeContexts(keys: Keys): Record<string, Context> {
  const setOf = (changes: object): string =>
    signClaims(TOKEN_TYPES.keySet, { ...keySetClaims(keys), ...changes }, keys.root);
  const plain: Context = {
    rootKey: `qkroot_${keys.root.x}`,
    issuer: issuerOf(keys.root),
    product: PRODUCT,
    minimumKeySetVersion: 1,
    keySet: setOf({}),
    tags: ['AAAAAAAAAAAAAAAAAAAAAA'],
    asked: { license: 'license-1', activation: 'activation-1', sequence: 1 },
  };
  return {
    plain,
    'first contact': { ...plain, keySet: null },
    'version 9 pinned': { ...plain, minimumKeySetVersion: 9, keySet: null },
    'another product': { ...plain, product: 'radar' },
    'another machine': { ...plain, tags: ['EBESExQVFhcYGRobHB0eHw'] },
    'another license': { ...plain, asked: { ...plain.asked, license: 'license-2' } },
    'another activation': { ...plain, asked: { ...plain.asked, activation: 'activation-2' } },
    'a later sequence': { ...plain, asked: { ...plain.asked, sequence: 7 } },
    'key set expired': { ...plain, keySet: setOf({ expires: TODAY }) },
    'key set issued later': { ...plain, keySet: setOf({ issued: TODAY + 1 }) },
    'key set rotated': {
      ...plain,
      keySet: setOf({
        version: 6,
        keys: [
          { kid: keys.nextLease.kid, x: keys.nextLease.x, use: 'lease' },
          { kid: keys.statement.kid, x: keys.statement.x, use: 'statement' },
        ],
      }),
    },
    'another root': {
      ...plain,
      rootKey: `qkroot_${keys.otherRoot.x}`,
      issuer: issuerOf(keys.otherRoot),
      keySet: null,
    },
  };
}
