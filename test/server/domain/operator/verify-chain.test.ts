/**
 * The decision whether the audit chain is whole: chains of any length are, and a change of any kind, at any leaf, is found
 * and named.
 */

import { expect } from 'chai';
import fc from 'fast-check';
import { hash as digest } from 'node:crypto';
import type { AuditHead, RestoredClaims } from '../../../../client-sdk/typescript/contract/audit.ts';
import { lengthPrefixed } from '../../../../server/crypto/length-prefixed.ts';
import { addDays, toDay, toHour } from '../../../../server/domain/kernel/day.ts';
import {
  commitmentOf,
  leafHash,
  restoredCommitment,
  type RecordedLeaf,
} from '../../../../server/domain/operator/chain.ts';
import { checkLeaves, relationOf, type ChainFault } from '../../../../server/domain/operator/verify-chain.ts';
import { rounds } from '../../../support/rounds.ts';

const vault = {
  hash: (fields: readonly string[]) =>
    digest('sha256', lengthPrefixed(fields), 'buffer').toString('base64url'),
};
const TODAY = toDay(20_800);
const KEPT_DAYS = 365;
/** Leaf 0 is a year old and has no record any more, leaf 1 names nobody any more, and leaf 2 is a restore. */
const [OLD, ERASED, RESTORED] = [0, 1, 2];

function chainOf(length: number): RecordedLeaf[] {
  let previous = '';
  return Array.from({ length }, (_, number) => {
    const day = number === OLD ? addDays(TODAY, -KEPT_DAYS) : addDays(TODAY, number - 60);
    const license = number % 3 === 0 ? null : `license-${number}`;
    const record = {
      id: `action-${number}`,
      hour: toHour(day * 24 + 5),
      actor: 'terminal:bo',
      action: 'license show',
      license,
      purpose: 'support',
      reason: number % 2 === 0 ? null : 'asked',
    };
    const salt = `salt-${number}`;
    const token = number === RESTORED ? 'a signed text' : null;
    const commitment = token === null ? commitmentOf(record, salt, vault) : restoredCommitment(token, vault);
    const kind = token === null ? 'look' : 'restored';
    const hash = leafHash(previous, { commitment, day, kind }, vault);
    previous = hash;
    const NONE = { id: null, hour: null, actor: null, action: null };
    const severed = { license: null, purpose: null, reason: null, salt: null };
    const stored = { ...record, salt, ...(number === ERASED ? severed : {}) };
    const isRecordless = number === OLD || number === RESTORED;
    return {
      number,
      day,
      kind,
      commitment,
      hash,
      token,
      ...(isRecordless ? { ...NONE, ...severed } : stored),
    };
  });
}

function faultsOf(leaves: readonly RecordedLeaf[], below: number): ChainFault[] {
  const rules = { below, today: TODAY, keptDays: KEPT_DAYS, vault };
  return checkLeaves({ number: 0, previous: '' }, leaves, rules).faults;
}
const named = (faults: readonly ChainFault[]) => faults.map(({ fault, leaf }) => `${fault} ${leaf}`);

/** What somebody may do to a chain, and how its first fault is named. */
const ATTACKS: readonly {
  readonly title: string;
  readonly change: (leaves: RecordedLeaf[], place: number) => RecordedLeaf[];
  readonly fault: ChainFault['fault'];
  /** The leaves that this can be done to. */
  readonly from: number;
}[] = [
  ...(
    [
      ['the day', { day: addDays(TODAY, -1) }, 0],
      ['the kind', { kind: 'act' }, 0],
      ['the commitment', { commitment: 'x'.repeat(43) }, 0],
      ['the hash', { hash: 'x'.repeat(43) }, 0],
    ] as const
  ).map(([title, change, from]) => ({
    title: `changes ${title}`,
    change: (leaves: RecordedLeaf[], place: number) =>
      leaves.map((leaf, number) => (number === place ? { ...leaf, ...change } : leaf)),
    fault: 'leaf_changed' as const,
    from,
  })),
  {
    title: 'removes a leaf',
    change: (leaves, place) => leaves.toSpliced(place, 1),
    fault: 'leaf_missing',
    from: 0,
  },
  {
    title: 'removes a leaf, and numbers the others again',
    change: (leaves, place) => leaves.toSpliced(place, 1).map((leaf, number) => ({ ...leaf, number })),
    fault: 'leaf_changed',
    from: 0,
  },
  {
    title: 'exchanges a leaf with the last one',
    change: (leaves, place) => {
      const last = leaves.at(-1)!;
      const moved = leaves.with(place, { ...last, number: place });
      return moved.with(last.number, { ...leaves[place]!, number: last.number });
    },
    fault: 'leaf_changed',
    from: 0,
  },
  ...(
    [
      ['actor', 'terminal:mallory'],
      ['action', 'license issue'],
      ['hour', toHour(499_000)],
      ['license', 'license-other'],
      ['purpose', 'billing'],
      ['reason', 'another'],
      ['id', 'action-other'],
      ['salt', 'salt-other'],
    ] as const
  ).map(([name, value]) => ({
    title: `changes the ${name} of a record`,
    change: (leaves: RecordedLeaf[], place: number) =>
      leaves.map((leaf, number) => (number === place ? { ...leaf, [name]: value } : leaf)),
    fault: 'record_changed' as const,
    from: 4,
  })),
  ...(
    [
      ['its action', { action: 'license issue' }],
      ['its hour', { hour: toHour(499_000) }],
      ['a reason', { reason: 'another' }],
      ['a purpose', { purpose: 'billing' }],
      ['its license', { license: 'license-other' }],
    ] as const
  ).map(([what, change]) => ({
    title: `changes a record so that an erasure seems to have left ${what}`,
    change: (leaves: RecordedLeaf[], place: number) =>
      leaves.map((leaf, number) =>
        number === place
          ? { ...leaf, license: null, purpose: null, reason: null, salt: null, ...change }
          : leaf,
      ),
    fault: 'record_changed' as const,
    from: 4,
  })),
  {
    title: 'deletes a record before its time',
    change: (leaves, place) =>
      leaves.map((leaf, number) =>
        number === place ? { ...leaf, id: null, hour: null, actor: null, action: null, salt: null } : leaf,
      ),
    fault: 'record_missing',
    from: 3,
  },
];

describe('the audit chain', () => {
  it('is whole for every length, also where records were deleted or erased, and after a restore', () => {
    for (let length = 0; length <= 9; length += 1) {
      const window = checkLeaves({ number: 0, previous: '' }, chainOf(length), {
        below: length,
        today: TODAY,
        keptDays: KEPT_DAYS,
        vault,
      });
      expect(window.faults, `${length}`).to.deep.equal([]);
      const { deleted, erased, verified } = window.records;
      expect([deleted, erased, verified]).to.deep.equal([
        Math.min(1, length),
        length > ERASED ? 1 : 0,
        Math.max(0, length - 3),
      ]);
    }
  });

  it('may be verified in parts', () => {
    const leaves = chainOf(9);
    const rules = { today: TODAY, keptDays: KEPT_DAYS, vault };
    const first = checkLeaves({ number: 0, previous: '' }, leaves.slice(0, 4), { below: 4, ...rules });
    expect(first.next).to.deep.equal({ number: 4, previous: leaves[3]!.hash });
    const second = checkLeaves(first.next, leaves.slice(4), { below: 9, ...rules });
    expect([...first.faults, ...second.faults]).to.deep.equal([]);
  });

  for (const { title, change, fault, from } of ATTACKS) {
    it(`names the leaf if somebody ${title}`, () => {
      const places = fc
        .integer({ min: 6, max: 30 })
        .chain((length) =>
          fc.record({ length: fc.constant(length), place: fc.integer({ min: from, max: length - 2 }) }),
        );
      fc.assert(
        fc.property(places, ({ length, place }) => {
          const faults = faultsOf(change(chainOf(length), place), length);
          expect(named(faults), `${length}`).to.include(`${fault} ${place}`);
          expect(Math.min(...faults.map(({ leaf }) => leaf))).to.equal(place);
        }),
        { numRuns: rounds(500) },
      );
    });
  }

  it('names a restored leaf without its signed text, however old it is', () => {
    const bare = chainOf(6).map((leaf) => ({ ...leaf, token: null }));
    const rules = { below: 6, today: addDays(TODAY, 900), keptDays: KEPT_DAYS, vault };
    const { faults } = checkLeaves({ number: 0, previous: '' }, bare, rules);
    expect(named(faults)).to.deep.equal([`record_changed ${RESTORED}`]);
  });

  it('names the leaves that are missing at the end, in one fault', () => {
    expect(faultsOf(chainOf(9).slice(0, 5), 9)).to.deep.equal([
      { fault: 'leaf_missing', leaf: 5, through: 8, day: null },
    ]);
  });

  it('lets a record go on the last day of its time, and not a day before', () => {
    const [leaf] = chainOf(1);
    for (const [days, faults] of [
      [KEPT_DAYS, []],
      [KEPT_DAYS - 1, ['record_missing 0']],
    ] as const) {
      const today = addDays(leaf!.day, days);
      const rules = { below: 1, today, keptDays: KEPT_DAYS, vault };
      expect(named(checkLeaves({ number: 0, previous: '' }, [leaf!], rules).faults)).to.deep.equal(faults);
    }
  });
});

describe('an earlier head of the chain', () => {
  const head = (leaves: number, iat = 500): AuditHead & { iat: number } => ({ leaves, head: 'h', iat });
  const restore = (leaf: number, lost: number | null, iat = 500): RestoredClaims => ({
    iss: 'i',
    iat,
    leaf,
    previous: 'p',
    lost: lost === null ? null : { leaves: lost, head: 'l' },
  });
  const ROWS: readonly [string, ReturnType<typeof head>, string | undefined, RestoredClaims[], string][] = [
    ['is there', head(7), 'h', [], 'kept'],
    ['is of an empty chain', head(0), undefined, [], 'kept'],
    ['is longer than the chain', head(7), undefined, [], 'rolled back'],
    ['has another hash', head(7), 'x', [], 'replaced'],
    ['was lost by a restore', head(7), undefined, [restore(5, 7)], 'restored'],
    ['was lost by a restore, and the chain is longer now', head(7), 'x', [restore(5, 9)], 'restored'],
    ['was lost by a restore that knows no head', head(7), undefined, [restore(5, null)], 'restored'],
    ['is beyond what the restore lost', head(9), undefined, [restore(5, 8)], 'rolled back'],
    ['is below the restored leaf', head(5), 'x', [restore(5, 9)], 'replaced'],
    ['is later than the restore', head(7, 501), undefined, [restore(5, 9, 500)], 'rolled back'],
    ['was lost by one of two restores', head(7), 'x', [restore(2, 3), restore(6, 9)], 'restored'],
  ];
  for (const [title, signed, hash, restores, relation] of ROWS)
    it(`${title}: ${relation}`, () => expect(relationOf(signed, hash, restores)).to.equal(relation));
});
