/**
 * The seat of a demo product: it ends with its lease, whatever the machine does, and there are at most 1,000 whose lease
 * has not ended. The limit is of the product, however many licenses and seats it has.
 */

import type { CallTime } from '../kernel/confirmed-day.ts';
import { dayOf, type Day } from '../kernel/day.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { refuse } from '../kernel/refusal.ts';
import { DEMO_ACTIVATIONS_MAX, isDemo } from '../licensing/demo.ts';
import type { License } from '../licensing/license.ts';
import { productQueries } from '../licensing/product.ts';
import { activationQueries, type ActivationRow } from './activation.ts';

/** Whether an activation is of a demo, and its day is over. */
export function hasDemoEnded({ product }: License, { seatEndsDay }: ActivationRow, today: Day): boolean {
  return isDemo(product) && seatEndsDay < today;
}

/**
 * Refuses an activation beyond the limit of a demo product, whose row is locked first. A machine whose activation counts
 * already may activate again.
 */
export function* requireDemoRoom(
  { product }: License,
  known: ActivationRow | undefined,
  { now }: CallTime,
): Operation<void> {
  const today = dayOf(now);
  if (known !== undefined && known.leaseEndsDay >= today) return;
  yield* ask(productQueries.lockProduct({ product: product.id }));
  const [{ count }] = yield* ask(activationQueries.countDemo({ product: product.id, today }));
  if (count >= DEMO_ACTIVATIONS_MAX) refuse('demo_full');
}
