/**
 * Notices of operators' looks: the owner of a license that an operator has looked at gets one mail a day, at the address
 * for notices, if there is one. It says on which day, why and what, and not who. The audit chain says what was reported
 * already, so that every look is reported once, also after an interruption. The portal shows the same at once.
 */

import { dayOf, startOfHour, writeDate, type Hour } from '../kernel/day.ts';
import { ask, mustAffect, type Operation } from '../kernel/operation.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { defineQueries, optionalRow, rowCount, rows, type NoParams } from '../kernel/query.ts';
import { notify, type NoticeSlice, type NoticeSliceAnswer } from './notices.ts';

/** A look at a license whose owner has an address for notices. */
interface UnreportedLook {
  account: Id;
  noticeAddress: string;
  /** The name of the license's product. */
  product: string;
  action: string;
  purpose: string | null;
  hour: Hour;
}

export const lookNoticeQueries = defineQueries({
  /** The leaves of the chain, and how many of them were reported. */
  findReported: optionalRow<NoParams, { leaves: number; reported: number }>(),
  listUnreported: rows<{ after: number; last: number }, UnreportedLook>(),
  /** Notes that leaves were reported; returns 0 if another run came first. */
  noteReported: rowCount<{ reported: number; expected: number }>(),
});

/** The leaves of the chain that one slice reads. */
const SLICE_LEAVES = 1_000;
/** The maximum number of looks that one mail lists. The mail says how many more there were. */
const LOOKS_MAX = 20;

/** Writes one mail to each owner of licenses at which operators have looked, for one slice of the chain. */
export function* noticeLooks(
  { unsubscribeUrl }: NoticeSlice,
  call: Call,
  vault: Vault,
): Operation<NoticeSliceAnswer> {
  const [found] = yield* ask(lookNoticeQueries.findReported({}));
  const { leaves, reported } = found ?? { leaves: 0, reported: 0 };
  if (reported >= leaves) return { written: 0, next: null };
  const through = Math.min(leaves, reported + SLICE_LEAVES);
  const [looks] = yield* ask(lookNoticeQueries.listUnreported({ after: reported - 1, last: through - 1 }));
  const owners = [...new Map(looks.map((look) => [look.account, look.noticeAddress]))];
  yield* ask(
    ...owners.map(([id, noticeAddress], nth) => {
      const all = looks.filter(({ account }) => account === id);
      const named = all.slice(0, LOOKS_MAX).map(({ product, action, purpose, hour }) => ({
        product,
        action,
        purpose,
        lookedOn: writeDate(dayOf(startOfHour(hour))),
      }));
      const letter = { kind: 'looks', looks: named, left: all.length - named.length } as const;
      return notify({ id, noticeAddress }, letter, unsubscribeUrl, { call, vault, nth });
    }),
    mustAffect(lookNoticeQueries.noteReported({ reported: through, expected: reported })),
  );
  return { written: owners.length, next: through < leaves ? String(through) : null };
}
