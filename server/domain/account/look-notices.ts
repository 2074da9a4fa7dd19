/**
 * Notices of operators' looks: the owner of a license that an operator has looked at gets one mail a day, at the
 * address for notices, if there is one. It says on which day, why and what, and not who. The audit chain says what was
 * reported already, so that every look is reported once, also after an interruption. The portal shows the same at once.
 * A look that is held back is in neither until its last day is over.
 */

import { believedDay } from '../kernel/confirmed-day.ts';
import { dayOf, startOfHour, toDay, writeDate, type Day, type Hour } from '../kernel/day.ts';
import { ask, mustAffect, type Operation } from '../kernel/operation.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import {
  defineQueries,
  optionalRow,
  row,
  rowCount,
  rows,
  type NoParams,
  type Query,
} from '../kernel/query.ts';
import { notify, type NoticeSlice, type NoticeSliceAnswer } from './notices.ts';

/** A look at a license whose owner has an address for notices. */
interface UnreportedLook {
  account: Id;
  noticeAddress: string;
  /** The name of the license's product. */
  product: string;
  action: string;
  purpose: string | null;
  /** Of a look that was held back: on which basis, and until when. */
  reason: string | null;
  hour: Hour;
}

export const lookNoticeQueries = defineQueries({
  /** The leaves of the chain, and how many of them were reported. */
  findReported: optionalRow<NoParams, { leaves: number; reported: number }>(),
  listUnreported: rows<{ after: number; last: number }, UnreportedLook>(),
  /** The day up to which the ends of looks that were held back are notified. */
  findHeldReported: optionalRow<NoParams, { heldReported: Day }>(),
  /** The looks whose last day of being held back is in the days from `from` to the one before `today`. */
  listHeldEnded: rows<{ from: Day; today: Day }, UnreportedLook>(),
  noteHeldReported: rowCount<{ today: Day; expected: Day }>(),
  /** The looks that are held back today, and those that no longer are and are still kept. */
  countHeldLooks: row<{ today: Day }, { held: number; ended: number }>(),
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
  const mails = mailsAbout(looks, unsubscribeUrl, call, vault);
  yield* ask(...mails, mustAffect(lookNoticeQueries.noteReported({ reported: through, expected: reported })));
  return { written: mails.length, next: through < leaves ? String(through) : null };
}

/** Writes one mail to each owner of licenses with looks that are no longer held back. */
export function* noticeHeldLooks(
  { unsubscribeUrl }: NoticeSlice,
  call: Call,
  vault: Vault,
): Operation<NoticeSliceAnswer> {
  const today = believedDay(call);
  const [found] = yield* ask(lookNoticeQueries.findHeldReported({}));
  const from = found?.heldReported ?? toDay(0);
  if (from >= today) return { written: 0, next: null };
  const [looks] = yield* ask(lookNoticeQueries.listHeldEnded({ from, today }));
  const mails = mailsAbout(looks, unsubscribeUrl, call, vault);
  yield* ask(...mails, mustAffect(lookNoticeQueries.noteHeldReported({ today, expected: from })));
  return { written: mails.length, next: null };
}

/** How many looks are held back today, and how many no longer are and are still kept. */
export function* countHeldLooks(_input: object, call: Call): Operation<{ held: number; ended: number }> {
  const [counted] = yield* ask(lookNoticeQueries.countHeldLooks({ today: believedDay(call) }));
  return counted;
}

function mailsAbout(
  looks: readonly UnreportedLook[],
  unsubscribeUrl: string,
  call: Call,
  vault: Vault,
): Query<number>[] {
  const owners = [...new Map(looks.map((look) => [look.account, look.noticeAddress]))];
  return owners.map(([id, noticeAddress], nth) => {
    const all = looks.filter(({ account }) => account === id);
    const named = all.slice(0, LOOKS_MAX).map(({ product, action, purpose, reason, hour }) => ({
      product,
      action,
      purpose,
      lookedOn: writeDate(dayOf(startOfHour(hour))),
      ...(reason !== null && { heldBack: reason }),
    }));
    const letter = { kind: 'looks', looks: named, left: all.length - named.length } as const;
    return notify({ id, noticeAddress }, letter, unsubscribeUrl, { call, vault, nth });
  });
}
