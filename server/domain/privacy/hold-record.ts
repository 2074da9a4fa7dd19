/**
 * The stored form of legal holds, and which data they keep. A hold names one license or one account, and a class of its
 * data. `hold.ts` places, reviews and lifts holds; the purge, erasures and the replay of tombstones ask here.
 */

import type { HoldGroup } from '../inventory/declaration.ts';
import { INVENTORY } from '../inventory/inventory.ts';
import type { Day } from '../kernel/day.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { InPage, PageParams } from '../kernel/page.ts';
import type { Id } from '../kernel/ports.ts';
import { defineQueries, optionalRow, row, rowCount, rows, type NoParams } from '../kernel/query.ts';

/** What a hold keeps: everything of its subject, or the rows of one group of tables. */
export const HOLD_CLASSES = ['all', 'license', 'machines', 'account'] as const;
export type HoldClass = (typeof HOLD_CLASSES)[number];

/** An erasure that a hold has put off: with `end`, the owner also ended the licenses. */
export type PutOff = 'erase' | 'end';

/** A row of `holds`. It names a license or an account; neither, after it was lifted and its subject deleted. */
export interface HoldRow {
  hold: Id;
  heldLicense: Id | null;
  heldAccount: Id | null;
  heldClass: HoldClass;
  why: string;
  authority: string;
  placedDay: Day;
  reviewedDay: Day;
  /** Null: the hold is in force. It has no end of its own. */
  liftedDay: Day | null;
  putOff: PutOff | null;
}

export const holdQueries = defineQueries({
  addHold: rowCount<HoldRow>(),
  findHold: optionalRow<{ hold: Id }, HoldRow>(),
  reviewHold: rowCount<{ hold: Id; day: Day }>(),
  liftHold: rowCount<{ hold: Id; day: Day }>(),
  pageHolds: rows<PageParams, InPage<HoldRow>>(),
  countHolds: row<{ overdueBefore: Day; nearBefore: Day }, { held: number; overdue: number; near: number }>(),
  countHoldsOf: row<{ account: Id }, { holds: number }>(),
  /** The classes of the holds in force on a license, and of those on the account that owns it. */
  listLicenseHolds: rows<{ license: Id }, { heldClass: HoldClass; heldAccount: Id | null }>(),
  /** A hold in force that keeps an account: one of everything first. */
  findAccountHold: optionalRow<{ account: Id }, { hold: Id; heldClass: HoldClass }>(),
  /** Notes the put-off erasure with each hold in force on a license, or on its owner. */
  putOffLicense: rowCount<{ license: Id; putOff: PutOff }>(),
  putOffAccount: rowCount<{ account: Id; putOff: PutOff }>(),
  /** The first lifted hold with an erasure that it has put off. */
  findPutOff: optionalRow<NoParams, HoldRow>(),
  countPutOff: row<NoParams, { due: number }>(),
  dropPutOff: rowCount<{ hold: Id }>(),
});

/** The groups of tables that holds in force keep of a license. */
export function* heldGroupsOf(license: Id): Operation<ReadonlySet<HoldGroup>> {
  const [found] = yield* ask(holdQueries.listLicenseHolds({ license }));
  return groupsOf(found);
}

/** @param found the holds on a license, and those on its owner's account */
function groupsOf(
  found: readonly { heldClass: HoldClass; heldAccount: Id | null }[],
): ReadonlySet<HoldGroup> {
  return new Set(
    found.flatMap(({ heldClass, heldAccount }): HoldGroup[] => {
      if (heldClass === 'all')
        return heldAccount === null ? ['license', 'machines'] : ['license', 'machines', 'account'];
      return [heldClass];
    }),
  );
}

/** Whether a hold keeps the rows of a table. */
export function isHeld(table: string, groups: ReadonlySet<HoldGroup>): boolean {
  const group = INVENTORY[table]?.held;
  return group !== undefined && groups.has(group);
}

/** Whether a hold in force keeps an account. */
export function* isAccountHeld(account: Id): Operation<boolean> {
  return (yield* accountHold(account)) !== undefined;
}

/** What a hold in force keeps of an account: `all` has its memberships and their machines too; undefined: nothing. */
export function* accountHold(account: Id): Operation<HoldClass | undefined> {
  const [found] = yield* ask(holdQueries.findAccountHold({ account }));
  return found?.heldClass;
}
