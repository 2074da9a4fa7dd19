/**
 * Makes the table of test/vectors/audit.json: records with their commitments, whole and broken chains with the heads that
 * somebody kept, and single texts. Verdicts are declared here by hand and never taken from a verifier. The same keys give
 * the same bytes each time, so a test can compare the frozen file with this.
 */

import { hash as digest } from 'node:crypto';
import {
  AUDIT_TOKEN_TYPES,
  type AuditHead,
  type AuditLeaf,
} from '../../client-sdk/typescript/contract/audit.ts';
import { TOKEN_TYPES } from '../../client-sdk/typescript/contract/wire.ts';
import { lengthPrefixed } from '../../server/crypto/length-prefixed.ts';
import { toDay, toHour } from '../../server/domain/kernel/day.ts';
import {
  commitmentOf,
  leafHash,
  restoredCommitment,
  type AuditRecord,
} from '../../server/domain/operator/chain.ts';
import { DAY, PRODUCT, TODAY } from '../client-sdk/support/issuer.ts';
import { fixedKey, signClaims, type FixedKey } from './token-rows.ts';

export interface AuditTable {
  about: string;
  /** The public keys, as `quietkey key list` prints them. */
  keys: { receipt: string; root: string };
  product: string;
  records: { salt: string; record: AuditRecord; commitment: string }[];
  chains: { name: string; leaves: AuditLeaf[]; heads: string[]; faults: [fault: string, place: number][] }[];
  texts: { name: string; type: 'head' | 'receipt' | 'farewell'; token: string; claims: object | null }[];
}

const ABOUT = [
  'The audit chain (client-sdk/AUDIT.md), signed by a test issuer whose private keys are 32 equal bytes: 7 for receipts, 1 for the root.',
  'records: what a leaf commits to. chains: leaves as quietkey audit export writes them, heads or receipts that were kept, and what is wrong: a fault with the number of its leaf, or with the number of leaves of a head.',
  'texts: single texts, with their claims; null: not accepted. Frozen.',
].join(' ');

const LENGTH = 6;
const ISSUER = `quietkey:${fixedKey(1).kid}`;
/** Hashes as the server's vault does. */
export const VAULT = {
  hash: (fields: readonly string[]) =>
    digest('sha256', lengthPrefixed(fields), 'buffer').toString('base64url'),
};

/** The whole table. */
export function makeAuditTable(): AuditTable {
  return {
    about: ABOUT,
    keys: { receipt: `qkreceipt_${fixedKey(7).x}`, root: `qkroot_${fixedKey(1).x}` },
    product: PRODUCT,
    records: Array.from({ length: LENGTH }, (_, number) => {
      const [record, salt] = [recordOf(number), saltOf(number)];
      return { salt, record, commitment: commitmentOf(record, salt, VAULT) };
    }),
    chains: [...wholeChains(), ...brokenChains(), ...lostHeads(), ...restoredChains()],
    texts: [...auditTexts(), ...farewells()],
  };
}

function recordOf(number: number): AuditRecord {
  return {
    id: `action-${number}`,
    hour: toHour(dayOf(number) * 24 + 5),
    actor: 'terminal:bo',
    action: number % 2 === 0 ? 'license show' : 'license suspend',
    license: number === 3 ? null : `license-${number}`,
    purpose: number % 2 === 0 ? 'support: Rückfrage' : null,
    reason: number % 2 === 0 ? null : 'unpaid – twice',
  };
}

const saltOf = (number: number): string => `salt-${number}`;
const dayOf = (number: number) => toDay(TODAY / DAY + number);
const kindOf = (number: number): AuditLeaf['kind'] => (number % 2 === 0 ? 'look' : 'act');

/** A chain without restores. */
function chainOf(length: number): AuditLeaf[] {
  const leaves: AuditLeaf[] = [];
  for (let number = 0; number < length; number += 1)
    leaves.push(
      nextLeaf(leaves, {
        day: dayOf(number),
        kind: kindOf(number),
        commitment: commitmentOf(recordOf(number), saltOf(number), VAULT),
        token: null,
      }),
    );
  return leaves;
}

function nextLeaf(before: readonly AuditLeaf[], leaf: Omit<AuditLeaf, 'number' | 'hash'>): AuditLeaf {
  const hash = leafHash(before.at(-1)?.hash ?? '', { ...leaf, day: toDay(leaf.day) }, VAULT);
  const { day, kind, commitment, token } = leaf;
  return { number: before.length, day, kind, commitment, hash, token };
}

/** Numbers leaves again, and computes their hashes again: what somebody does who may write the whole database. */
function computedAgain(leaves: readonly AuditLeaf[]): AuditLeaf[] {
  const again: AuditLeaf[] = [];
  for (const leaf of leaves) again.push(nextLeaf(again, leaf));
  return again;
}

const stateOf = (leaves: readonly AuditLeaf[]): AuditHead => ({
  leaves: leaves.length,
  head: leaves.at(-1)?.hash ?? '',
});

const headOf = (leaves: readonly AuditLeaf[], iat = TODAY, key = fixedKey(7)): string =>
  signClaims(AUDIT_TOKEN_TYPES.head, { iss: ISSUER, iat, ...stateOf(leaves) }, key);

const receiptClaims = (audit?: AuditHead) => ({
  iss: ISSUER,
  jti: 'receipt-1',
  kind: 'purge',
  iat: TODAY,
  policy: 1,
  inventory: VAULT.hash(['inventory']),
  counts: { 'operator actions': 4 },
  engine: 'sqlite',
  bytes_scanned: 4_096,
  residue_bytes: 0,
  ...(audit && { audit }),
});

const receiptOf = (leaves: readonly AuditLeaf[]): string =>
  signClaims(TOKEN_TYPES.receipt, receiptClaims(stateOf(leaves)), fixedKey(7));

type Chain = AuditTable['chains'][number];

function wholeChains(): Chain[] {
  const whole = chainOf(LENGTH);
  return [
    { name: 'no leaf yet', leaves: [], heads: [headOf([])], faults: [] },
    { name: 'one leaf', leaves: chainOf(1), heads: [headOf([]), headOf(chainOf(1))], faults: [] },
    {
      name: 'every earlier head, and a receipt',
      leaves: whole,
      heads: [...whole.map((_, number) => headOf(whole.slice(0, number + 1))), receiptOf(whole.slice(0, 4))],
      faults: [],
    },
  ];
}

/** What somebody does to leaf 2, who may not compute the leaves after it again. */
function brokenChains(): Chain[] {
  const whole = chainOf(LENGTH);
  const [first, second] = [whole[2]!, whole[3]!];
  const edited = (change: Partial<AuditLeaf>): AuditLeaf[] => whole.with(2, { ...first, ...change });
  const moved = whole.with(2, { ...second, number: 2 }).with(3, { ...first, number: 3 });
  const numbered = whole.toSpliced(2, 1).map((leaf, number) => ({ ...leaf, number }));
  return [
    {
      name: 'edited: the day',
      leaves: edited({ day: first.day + 1 }),
      heads: [],
      faults: [['leaf_changed', 2]],
    },
    { name: 'edited: the kind', leaves: edited({ kind: 'act' }), heads: [], faults: [['leaf_changed', 2]] },
    {
      name: 'edited: the commitment',
      leaves: edited({ commitment: second.commitment }),
      heads: [],
      faults: [['leaf_changed', 2]],
    },
    { name: 'edited: the hash', leaves: edited({ hash: second.hash }), heads: [], faults: [['leaf_changed', 2], ['leaf_changed', 3]] }, // prettier-ignore
    {
      name: 'edited: a text',
      leaves: edited({ token: headOf([]) }),
      heads: [],
      faults: [['leaf_changed', 2]],
    },
    { name: 'removed', leaves: whole.toSpliced(2, 1), heads: [], faults: [['leaf_missing', 2]] },
    { name: 'removed: the first one', leaves: whole.slice(1), heads: [], faults: [['leaf_missing', 0]] },
    { name: 'removed, and numbered again', leaves: numbered, heads: [], faults: [['leaf_changed', 2]] },
    { name: 'reordered', leaves: moved, heads: [], faults: [['leaf_changed', 2], ['leaf_changed', 3], ['leaf_changed', 4]] }, // prettier-ignore
    {
      name: 'twice',
      leaves: [...whole.slice(0, 3), ...whole.slice(2)],
      heads: [],
      faults: [['leaf_changed', 3]],
    },
  ];
}

/** What only a head that was kept can show: the chain fits itself. */
function lostHeads(): Chain[] {
  const whole = chainOf(LENGTH);
  const edited = computedAgain(whole.with(1, { ...whole[1]!, day: whole[1]!.day + 1 }));
  return [
    {
      name: 'rolled back',
      leaves: whole.slice(0, 4),
      heads: [headOf(whole)],
      faults: [['rolled_back', LENGTH]],
    },
    {
      name: 'rolled back, by a receipt',
      leaves: whole.slice(0, 4),
      heads: [receiptOf(whole.slice(0, 5)), headOf(whole.slice(0, 3))],
      faults: [['rolled_back', 5]],
    },
    { name: 'rolled back to nothing', leaves: [], heads: [headOf(whole)], faults: [['rolled_back', LENGTH]] },
    {
      name: 'edited and computed again',
      leaves: edited,
      heads: [headOf(whole.slice(0, 1)), headOf(whole.slice(0, 3)), headOf(whole)],
      faults: [
        ['replaced', 3],
        ['replaced', LENGTH],
      ],
    },
  ];
}

/** Chains that go on after a restore, which lost leaves 3 to 5. */
function restoredChains(): Chain[] {
  const whole = chainOf(LENGTH);
  const restored = (change: object = {}, key: FixedKey = fixedKey(7)): AuditLeaf[] => {
    const kept = whole.slice(0, 3);
    const claims = {
      iss: ISSUER,
      iat: TODAY,
      leaf: 3,
      previous: kept[2]!.hash,
      lost: stateOf(whole),
      ...change,
    };
    const token = signClaims(AUDIT_TOKEN_TYPES.restored, claims, key);
    const leaf = {
      day: dayOf(9),
      kind: 'restored',
      commitment: restoredCommitment(token, VAULT),
      token,
    } as const;
    return computedAgain([...kept, nextLeaf(kept, leaf), ...chainOf(2)]);
  };
  const other = restored();
  return [
    { name: 'restored', leaves: restored(), heads: [headOf(whole), headOf(whole.slice(0, 3))], faults: [] },
    {
      name: 'restored, with no head known',
      leaves: restored({ lost: null }),
      heads: [headOf(whole)],
      faults: [],
    },
    {
      name: 'restored, and a later head is lost',
      leaves: restored({ lost: stateOf(whole.slice(0, 5)) }),
      heads: [headOf(whole.slice(0, 5)), headOf(whole)],
      faults: [['replaced', LENGTH]],
    },
    {
      name: 'restored before the head was signed',
      leaves: restored(),
      heads: [headOf(whole, TODAY + DAY)],
      faults: [['replaced', LENGTH]],
    },
    {
      name: 'restored: signed by another',
      leaves: restored({}, fixedKey(4)),
      heads: [],
      faults: [['restore_forged', 3]],
    },
    {
      name: 'restored: of another leaf',
      leaves: restored({ leaf: 2 }),
      heads: [],
      faults: [['restore_forged', 3]],
    },
    {
      name: 'restored: of another chain',
      leaves: restored({ previous: whole[0]!.hash }),
      heads: [headOf(whole)],
      faults: [
        ['restore_forged', 3],
        ['replaced', LENGTH],
      ],
    },
    {
      name: 'restored: another text than the leaf commits to',
      leaves: other.with(3, { ...other[3]!, token: restored({ lost: null })[3]!.token }),
      heads: [],
      faults: [['restore_forged', 3]],
    },
  ];
}

type Text = AuditTable['texts'][number];

function auditTexts(): Text[] {
  const state = stateOf(chainOf(3));
  const { x, ...other } = { ...fixedKey(4), kid: fixedKey(7).kid };
  const head = { iss: ISSUER, iat: TODAY, ...state };
  const [typ, receipt] = [AUDIT_TOKEN_TYPES.head, receiptClaims(state)];
  const rows: [string, 'head' | 'receipt', object | null, string][] = [
    ['head: genuine', 'head', { ...state, iat: TODAY }, signClaims(typ, head, fixedKey(7))],
    ['head: in a receipt', 'head', { ...state, iat: TODAY }, signClaims(TOKEN_TYPES.receipt, receipt, fixedKey(7))],
    ['head: a receipt of an earlier version', 'head', null, signClaims(TOKEN_TYPES.receipt, receiptClaims(), fixedKey(7))],
    ['head: by another key', 'head', null, signClaims(typ, head, fixedKey(4))],
    ['head: by another key, under the name of the right one', 'head', null, signClaims(typ, head, { ...other, x })],
    ['head: as another type', 'head', null, signClaims(TOKEN_TYPES.lease, head, fixedKey(7))],
    ['head: no whole number', 'head', null, signClaims(typ, { ...head, leaves: 1.5 }, fixedKey(7))],
    ['head: no hash', 'head', null, signClaims(typ, { ...head, head: null }, fixedKey(7))],
    ['receipt: genuine', 'receipt', receipt, signClaims(TOKEN_TYPES.receipt, receipt, fixedKey(7))],
    ['receipt: of an earlier version', 'receipt', receiptClaims(), signClaims(TOKEN_TYPES.receipt, receiptClaims(), fixedKey(7))],
    ['receipt: by another key', 'receipt', null, signClaims(TOKEN_TYPES.receipt, receipt, fixedKey(4))],
    ['receipt: of another kind', 'receipt', null, signClaims(TOKEN_TYPES.receipt, { ...receipt, kind: 'look' }, fixedKey(7))],
    ['receipt: a head', 'receipt', null, signClaims(typ, head, fixedKey(7))],
  ]; // prettier-ignore
  return rows.map(([name, type, claims, token]) => ({ name, type, token, claims }));
}

function farewells(): Text[] {
  const genuine = { iss: ISSUER, aud: PRODUCT, effective: TODAY, entitlements: ['pro'] };
  const signed = (
    change: object = {},
    key: FixedKey = fixedKey(1),
    typ: string = TOKEN_TYPES.farewell,
  ): string => signClaims(typ, { ...genuine, ...change }, key);
  const rows: [string, object | null, string][] = [
    ['genuine', genuine, signed()],
    ['by the key of receipts', null, signed({}, fixedKey(7))],
    ['of another product', null, signed({ aud: 'radar' })],
    ['of another issuer', null, signed({ iss: 'quietkey:other' })],
    ['as another type', null, signed({}, fixedKey(1), TOKEN_TYPES.keySet)],
    ['without a day', null, signed({ effective: null })],
    ['with a damaged signature', null, `${signed().slice(0, -3)}AAA`],
  ];
  return rows.map(([name, claims, token]) => ({
    name: `farewell: ${name}`,
    type: 'farewell',
    token,
    claims,
  }));
}
