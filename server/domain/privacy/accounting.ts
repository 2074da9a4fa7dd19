/**
 * Orders for accounting: a vendor who must keep accounts sets in `retention.json` for how many days an order outlives its
 * person, by default 0. The order then keeps its reference, product, day, terms and seats, without license, account or
 * email. Its days count from the day on which its person was erased, or its license purged; nothing else ends it earlier.
 */

import type { Day } from '../kernel/day.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Id } from '../kernel/ports.ts';
import { defineQueries, rowCount } from '../kernel/query.ts';
import { ACCOUNTED_ORDERS } from '../inventory/lives.ts';
import { showLives } from './retention.ts';

export const accountingQueries = defineQueries({
  accountOrders: rowCount<{ license: Id; today: Day }>(),
  /** Of a retired product: instead of their deletion. */
  accountRetired: rowCount<{ after: string; last: string; today: Day }>(),
});

/** Whether orders are kept for accounting now. */
export function* keepsAccounts(): Operation<boolean> {
  const { present } = yield* showLives();
  return (present[ACCOUNTED_ORDERS] ?? 0) > 0;
}

/** Marks the orders of a license as kept for accounting, before they lose the license. A repetition changes nothing. */
export function* accountOrders(license: Id, today: Day): Operation<void> {
  if (yield* keepsAccounts()) yield* ask(accountingQueries.accountOrders({ license, today }));
}
