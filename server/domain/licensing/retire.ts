/**
 * Retiring a product: no new license and no new trial from now on, and a day after which the purge deletes everything
 * of the product. Until then its licenses work as before, and new machines can be activated. Owners read the day in the
 * portal and, if they have an address for notices, in a mail. Until the day has passed the product can be reinstated.
 */

import type { Day } from '../kernel/day.ts';
import { waitingDay } from '../kernel/confirmed-day.ts';
import { addDays, readDate, writeDate } from '../kernel/day.ts';
import { write } from '../kernel/named-operation.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import { defineQueries, row, rowCount } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { recordAction } from '../operator/action.ts';
import { productQueries, requireProduct, type ProductRow } from './product.ts';

/**
 * The fewest days between the command and the last day of a product's data. Backups are kept for 35 days: when the
 * product is purged, no backup is left in which it is not retired.
 */
export const RETIRE_DAYS_LEAST = 42;
/** The most such days: five years. */
export const RETIRE_DAYS_MOST = 1_826;

/** What a product has, as a person sees it before it is retired. */
interface Extent {
  licenses: number;
  /** Activations, with their device tags. */
  machines: number;
  /** Accounts that own a license of the product. */
  owners: number;
}

export const retireQueries = defineQueries({
  putLastDataDay: rowCount<{ product: string; day: Day | null }>(),
  countExtent: row<{ product: string }, Extent>(),
});

export interface Retirement extends Extent {
  product: string;
  /** The last day on which data of the product is kept, `YYYY-MM-DD`. */
  keptUntil: string;
  /** Whether a farewell of the product is published, so that its apps run without a server. */
  farewell: boolean;
}

interface RetireProduct {
  product: string;
  /** The last day on which its data is kept, `YYYY-MM-DD`. */
  until: string;
  /** Whether it is only judged, and nothing is changed. */
  isTrial: boolean;
}

/** Retires a product, or moves the last day of a retired one. */
function* retireProduct(input: RetireProduct, call: Call, vault: Vault): Operation<Retirement> {
  const product = yield* lockProduct(input.product);
  requireTime(product, call);
  const day = requireDay(input.until, waitingDay(call));
  const [extent] = yield* ask(retireQueries.countExtent({ product: product.id }));
  if (!input.isTrial) {
    yield* ask(retireQueries.putLastDataDay({ product: product.id, day }));
    yield* recordAction(call, vault, { action: 'product retire', license: null });
  }
  return { product: product.id, keptUntil: writeDate(day), farewell: product.farewell !== null, ...extent };
}

/** Takes the retirement of a product back. */
function* reinstateProduct(
  input: { product: string },
  call: Call,
  vault: Vault,
): Operation<{ product: string }> {
  const product = yield* lockProduct(input.product);
  if (product.lastDataDay === null) refuseField('/product', 'is not retired');
  requireTime(product, call);
  yield* ask(retireQueries.putLastDataDay({ product: product.id, day: null }));
  yield* recordAction(call, vault, { action: 'product reinstate', license: null });
  return { product: product.id };
}

export const retireOperations = {
  retireProduct: write(retireProduct),
  reinstateProduct: write(reinstateProduct),
};

function* lockProduct(id: string): Operation<ProductRow> {
  const known = yield* requireProduct(id);
  const [locked] = yield* ask(productQueries.lockProduct({ product: known.id }));
  return locked ?? known;
}

/** Refuses a product whose purge may have begun. */
function requireTime({ lastDataDay: day }: ProductRow, call: Call): void {
  if (day !== null && day < waitingDay(call))
    refuseField('/product', `was retired, and is purged since ${writeDate(day)} is over`);
}

function requireDay(date: string, today: Day): Day {
  const [first, last] = [addDays(today, RETIRE_DAYS_LEAST), addDays(today, RETIRE_DAYS_MOST)];
  const day = readDate(date);
  if (day === undefined || day < first || day > last)
    return refuseField('/until', `must be a date from ${writeDate(first)} to ${writeDate(last)}`);
  return day;
}

function refuseField(pointer: string, message: string): never {
  return refuse('request_malformed', { fields: [{ pointer, message }] });
}
