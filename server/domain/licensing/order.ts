/**
 * A license's order: the payment processor's reference, and what was ordered. A repeated order is compared with the
 * order as it was placed and with its license as it is now: a shop may repeat its request after a correction, and may
 * repeat a correction. A value that differs from both is refused, and the refusal names it.
 */

import { contentFault, FREE_TEXTS } from '../kernel/free-text.ts';
import { readDate, toDay, writeDate, type Day } from '../kernel/day.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Query } from '../kernel/query.ts';
import { refuse, type FieldFault } from '../kernel/refusal.ts';
import { licenseQueries, type LicenseRow, type OrderRow } from './license.ts';

/** The terms that a request may name. A later change of the license may have replaced them. */
interface OrderedTerms {
  readonly seats: number;
  /** The last day; null: perpetual. */
  readonly endsDay: Day | null;
}

/** What a repeated request asks for; an absent term is not compared. */
export interface AskedOrder {
  readonly product: string;
  readonly seats?: number | undefined;
  readonly endsOn?: string | null | undefined;
  /** Whether the request's email is the email of the license, now or when the license was ordered. */
  readonly isEmail: boolean;
}

const ORDER = /^[\x21-\x3f\x41-\x7e]+$/;
const NEVER = 'never';

/** Why a text cannot be the reference of a new order; undefined: it can. */
export function orderFault(text: string): string | undefined {
  const { charactersMax } = FREE_TEXTS.order;
  if (!ORDER.test(text) || text.length > charactersMax)
    return `must have 1 to ${charactersMax} printable ASCII characters, without @ or spaces`;
  return contentFault('order', text);
}

/**
 * The order with a reference, if it was placed before. A reference names one order of one product. A database may have
 * older references that name several orders, one for each product.
 */
export function* findOrder(reference: string, product: string): Operation<OrderRow | undefined> {
  const rows = yield* findOrders(reference);
  return rows.find((row) => row.product === product) ?? rows[0];
}

export function* findOrders(reference: string): Operation<OrderRow[]> {
  // PostgreSQL accepts no text with a NUL
  if (!ORDER.test(reference)) return [];
  const [rows] = yield* ask(licenseQueries.listOrdersOf({ reference }));
  return rows;
}

/** Keeps what was ordered, before a change of the license replaces it. */
export function keepOrdered({ id, seats, endsDay }: LicenseRow): Query<number> {
  return licenseQueries.keepOrderedTerms({ license: id, terms: `${seats} ${endsDay ?? NEVER}` });
}

/** The ordered terms: the kept ones, or else those of the license, which no later change replaced. */
function orderedTerms({ terms }: OrderRow, license: LicenseRow): OrderedTerms {
  if (terms === null) return license;
  const [seats = '', end = ''] = terms.split(' ');
  return { seats: Number(seats), endsDay: end === NEVER ? null : toDay(Number(end)) };
}

/** Refuses a repeated request that differs from its order, and names each field that differs. */
export function requireSameOrder(asked: AskedOrder, order: OrderRow | undefined, license: LicenseRow): void {
  const faults = orderFaults(asked, order, license);
  if (faults.length > 0) refuse('order_mismatch', { fields: faults });
}

/** @param order undefined if the request is known by its idempotency key, so that only the email can differ */
export function orderFaults(
  asked: AskedOrder,
  order: OrderRow | undefined,
  license: LicenseRow,
): FieldFault[] {
  const faults: FieldFault[] = [];
  const compare = (pointer: string, isSame: boolean, message: string): void => {
    if (!isSame) faults.push({ pointer, message });
  };
  compare('/email', asked.isEmail, 'is not the email of this order');
  if (order === undefined) return faults;
  const was = orderedTerms(order, license);
  compare(
    '/product',
    [order.product, license.product].includes(asked.product),
    `is ${order.product} in this order`,
  );
  if (asked.seats !== undefined) {
    compare('/seats', [was.seats, license.seats].includes(asked.seats), `is ${was.seats} in this order`);
  }
  if (asked.endsOn !== undefined) {
    const end = asked.endsOn === null ? null : readDate(asked.endsOn);
    const isSame = end !== undefined && [was.endsDay, license.endsDay].includes(end);
    compare(
      '/endsOn',
      isSame,
      `is ${was.endsDay === null ? 'perpetual' : writeDate(was.endsDay)} in this order`,
    );
  }
  return faults;
}
