/** The ends of entitlements in a lease: the seconds around them, and random leases against a rule written otherwise. */

import { expect } from 'chai';
import fc from 'fast-check';
import { endsOfEntitlements, entitlementsAt } from '../../../client-sdk/typescript/lease/entitlements.ts';
import type { Lease } from '../../../client-sdk/typescript/lease/lease.ts';
import { DAY_SECONDS as DAY, fromNumericDate } from '../../../client-sdk/typescript/primitives/clock.ts';

type Granting = Parameters<typeof entitlementsAt>[0];

const START = 20_000 * DAY;
const END = START + 10 * DAY;
const GRACE = 14 * DAY;

/** A lease of 30 days. @param ends - those of `pro`, `cloud` */
const leaseWith = (ends?: (number | null)[]): Granting => ({
  iat: fromNumericDate(START),
  nbf: fromNumericDate(START),
  exp: fromNumericDate(START + 30 * DAY),
  grace: GRACE,
  entitlements: ['pro', 'cloud'],
  ...(ends && { entitlement_ends: ends as Lease['iat'][] }),
});

describe('entitlements with an end of their own', () => {
  const CASES: [what: string, ends: (number | null)[] | undefined, now: number, granted: string[]][] = [
    ['without ends', undefined, START + 999 * DAY, ['pro', 'cloud']],
    ['without an end of its own', [null, null], START + 999 * DAY, ['pro', 'cloud']],
    ['in its last second', [null, END], END - 1, ['pro', 'cloud']],
    ['after its end, as the server could not be asked', [null, END], END, ['pro', 'cloud']],
    ['in the last second of the grace', [null, END], END + GRACE - 1, ['pro', 'cloud']],
    ['after the grace', [null, END], END + GRACE, ['pro']],
    ['at the end of the lease', [null, START + 30 * DAY], START + 30 * DAY + GRACE, ['pro']],
    [
      'after that of the lease: it may have been prolonged',
      [null, START + 31 * DAY],
      START + 99 * DAY,
      ['pro', 'cloud'],
    ],
    ['before the lease, with a clock that is behind it', [END - 40 * DAY, null], 0, ['cloud']],
    ['all of them', [END, END], END + GRACE, []],
  ];
  for (const [what, ends, now, granted] of CASES) {
    it(what, () => {
      expect(entitlementsAt(leaseWith(ends), fromNumericDate(now))).to.deep.equal(granted);
    });
  }

  it('are never taken before their grace is over, never outlive it within the lease, and never come back', () => {
    const days = fc.nat({ max: 60 }).map((day) => START + day * DAY);
    const seconds = fc.tuple(days, fc.constantFrom(-1, 0, 1)).map(([day, second]) => day + second);
    fc.assert(
      fc.property(
        fc.array(fc.option(days), { maxLength: 4 }),
        seconds,
        seconds,
        fc.nat({ max: 20 }),
        (ends, a, b, grace) => {
          const entitlements = ends.map((_end, index) => `e${index}`);
          const given = leaseWith(ends);
          const lease = { ...given, entitlements, grace: grace * DAY };
          const [now, later] = [Math.min(a, b), Math.max(a, b)];
          const granted = entitlementsAt(lease, fromNumericDate(now));
          for (const [index, end] of ends.entries()) {
            const isFinal = end !== null && end < given.exp + 1;
            const isGone = isFinal && Math.max(now, START) - end >= lease.grace;
            expect(granted.includes(`e${index}`)).to.equal(!isGone);
          }
          expect(granted).to.include.members(entitlementsAt(lease, fromNumericDate(later)));
          expect(new Map(endsOfEntitlements(lease)).size).to.equal(ends.filter((end) => end !== null).length);
        },
      ),
    );
  });
});
