/**
 * Notices of retired products: an owner of a license with an address for notices gets one mail that says after which day
 * the data of the product is deleted, and another one if the day changes or the product is reinstated. Each owner's row
 * has the day of which the last mail notified the owner. The portal shows the same at once.
 */

import { writeDate, type Day } from '../kernel/day.ts';
import type { Operation } from '../kernel/operation.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { defineQueries, rowCount, rows } from '../kernel/query.ts';
import {
  noticeWindow,
  type Noticed,
  type NoticeOf,
  type NoticeSlice,
  type NoticeSliceAnswer,
} from './notices.ts';

/** A license whose owner was not notified of the last day of its product's data. */
interface RetiringLicense extends Noticed {
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

/** The maximum number of products that one mail lists. The mail says how many more there are. */
const PRODUCTS_MAX = 20;

const RETIRING: NoticeOf<RetiringLicense> = {
  list: retirementNoticeQueries.listRetiring,
  letter: (own) => {
    const lines = own.map(({ product, lastDay }) => ({
      product,
      keptUntil: lastDay === null ? null : writeDate(lastDay),
    }));
    const all = [...new Map(lines.map((line) => [JSON.stringify(line), line])).values()];
    const products = all.slice(0, PRODUCTS_MAX);
    return { kind: 'retired', products, left: all.length - products.length };
  },
  note: ({ license, lastDay }) => retirementNoticeQueries.noteRetiring({ license, lastDay }),
};

/** Writes one mail to each owner in a window of accounts who was not notified yet. */
export function noticeRetiring(slice: NoticeSlice, call: Call, vault: Vault): Operation<NoticeSliceAnswer> {
  return noticeWindow(slice, RETIRING, call, vault);
}
