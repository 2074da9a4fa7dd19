/**
 * Notices of retired products: an owner of a license with an address for notices gets one mail that says after which day
 * the data of the product is deleted, and another one if the day changes or the product is reinstated. Each owner's row
 * has the day of which the last mail notified the owner. The portal shows the same at once.
 */

import { writeDate, type Day } from '../kernel/day.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { defineQueries, rowCount, rows } from '../kernel/query.ts';
import { accountQueries } from './account.ts';
import { notify, type NoticeSlice, type NoticeSliceAnswer } from './notices.ts';

/** A license whose owner was not notified of the last day of its product's data. */
interface RetiringLicense {
  account: Id;
  noticeAddress: string;
  license: Id;
  /** The name of the license's product. */
  product: string;
  /** Null: the product was reinstated. */
  lastDay: Day | null;
}

export const retirementNoticeQueries = defineQueries({
  /** By account, and by the name of the product. */
  listRetiring: rows<{ after: Id; last: Id }, RetiringLicense>(),
  noteRetiring: rowCount<{ license: Id; lastDay: Day | null }>(),
});

const SLICE_ROWS = 100;
/** The maximum number of products that one mail lists. The mail says how many more there are. */
const PRODUCTS_MAX = 20;

/** Writes one mail to each owner in a window of accounts who was not notified yet. A repeated call writes no second mail. */
export function* noticeRetiring(
  { after, unsubscribeUrl }: NoticeSlice,
  call: Call,
  vault: Vault,
): Operation<NoticeSliceAnswer> {
  const [window] = yield* ask(accountQueries.accountWindow({ after, rows: SLICE_ROWS }));
  if (window === undefined) return { written: 0, next: null };
  const { last } = window;
  const [retiring] = yield* ask(retirementNoticeQueries.listRetiring({ after, last }));
  const owners = [...new Map(retiring.map((license) => [license.account, license.noticeAddress]))];
  yield* ask(
    ...owners.map(([id, noticeAddress], nth) => {
      const own = retiring.filter(({ account }) => account === id);
      const lines = own.map(({ product, lastDay }) => ({
        product,
        keptUntil: lastDay === null ? null : writeDate(lastDay),
      }));
      const all = [...new Map(lines.map((line) => [JSON.stringify(line), line])).values()];
      const products = all.slice(0, PRODUCTS_MAX);
      const letter = { kind: 'retired', products, left: all.length - products.length } as const;
      return notify({ id, noticeAddress }, letter, unsubscribeUrl, { call, vault, nth });
    }),
    ...retiring.map(({ license, lastDay }) => retirementNoticeQueries.noteRetiring({ license, lastDay })),
  );
  return { written: owners.length, next: last };
}
