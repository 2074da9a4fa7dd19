/**
 * What an operator does with coupons: create one, whose code is in the answer and nowhere else; list them with the numbers
 * of their uses; and end one. Who used a coupon is not known. Each change is an action in the audit chain.
 */

import { SEATS_MAX } from '../../../client-sdk/typescript/contract/product-terms.ts';
import { dayOf, readDate, writeDate, type Day } from '../kernel/day.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { mapItems, readPage, type Page, type PageAsked } from '../kernel/page.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { refuse } from '../kernel/refusal.ts';
import { requireProduct } from '../licensing/product.ts';
import { recordAction } from '../operator/action.ts';
import { makeCouponCode, readCouponCode } from './coupon-code.ts';
import {
  couponDigest,
  couponQueries,
  couponStanding,
  type CouponRow,
  type CouponStanding,
} from './coupon.ts';

/** The most months that one use gives, and the most uses of a coupon. */
const MONTHS_MAX = 120;
const USES_MAX = 1_000_000;

export interface CreateCoupon {
  product: string;
  /** How many months it extends a license by; either this or `seats` is given. */
  months?: number | undefined;
  /** How many seats it adds to a license. */
  seats?: number | undefined;
  /** How often it can be used, each time by another license; absent: once. */
  uses?: number | undefined;
  /** The last day on which it can be used, `YYYY-MM-DD`. */
  endsOn: string;
}

/** A coupon as an operator sees it. */
export interface CouponView {
  coupon: Id;
  product: string;
  status: CouponStanding;
  /** How many months one use adds; null: it adds seats. */
  months: number | null;
  /** How many seats one use adds; null: it adds months. */
  seats: number | null;
  uses: number;
  used: number;
  endsOn: string;
  createdOn: string;
}

/** Creates a coupon. The code is shown once: only its keyed digest is stored. */
export function* createCoupon(
  input: CreateCoupon,
  call: Call,
  vault: Vault,
): Operation<CouponView & { code: string }> {
  const today = dayOf(call.now);
  const { id: product } = yield* requireProduct(input.product);
  const given = requireGiven(input);
  const uses = requireWithin('/uses', input.uses ?? 1, USES_MAX);
  const endsDay = requireRun(input.endsOn, today);
  const code = makeCouponCode(call.random);
  const row: CouponRow = {
    id: call.id,
    digest: couponDigest(readCouponCode(code) ?? '', vault.current),
    generation: vault.current.number,
    product,
    ...given,
    uses,
    used: 0,
    endsDay,
    endedDay: null,
    createdDay: today,
  };
  yield* ask(couponQueries.addCoupon(row));
  yield* recordAction(call, vault, { action: 'coupon create', license: null });
  return { ...viewCoupon(row, today), code };
}

/** The coupons, those that end first at the beginning. */
export function* listCoupons(asked: PageAsked, call: Call): Operation<Page<CouponView>> {
  const page = yield* readPage(asked, {
    query: couponQueries.pageCoupons,
    placeOf: ({ endsDay, id }) => ({ order: endsDay, id }),
  });
  return mapItems(page, (row) => viewCoupon(row, dayOf(call.now)));
}

/** Ends a coupon: nobody can use it from now on, and what it gave stays. A repetition changes nothing. */
export function* endCoupon({ coupon: id }: { coupon: Id }, call: Call, vault: Vault): Operation<CouponView> {
  const today = dayOf(call.now);
  const [found] = yield* ask(couponQueries.findCoupon({ id }));
  const row = found ?? refuseField('/coupon', 'names no coupon');
  if (row.endedDay !== null) return viewCoupon(row, today);
  yield* ask(couponQueries.endCoupon({ id, day: today }));
  yield* recordAction(call, vault, { action: 'coupon end', license: null });
  return viewCoupon({ ...row, endedDay: today }, today);
}

function requireGiven({ months, seats }: CreateCoupon): Pick<CouponRow, 'kind' | 'amount'> {
  if (months !== undefined && seats === undefined)
    return { kind: 'months', amount: requireWithin('/months', months, MONTHS_MAX) };
  if (seats !== undefined && months === undefined)
    return { kind: 'seats', amount: requireWithin('/seats', seats, SEATS_MAX) };
  return refuseField('/months', 'or seats are required, and not both');
}

function requireWithin(pointer: string, value: number, most: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  return refuseField(pointer, `must be 1 to ${most}`);
}

function requireRun(endsOn: string, today: Day): Day {
  const day = readDate(endsOn) ?? refuseField('/endsOn', 'must be a date YYYY-MM-DD');
  return day >= today ? day : refuseField('/endsOn', 'must be today or later');
}

function refuseField(pointer: string, message: string): never {
  return refuse('request_malformed', { fields: [{ pointer, message }] });
}

function viewCoupon(row: CouponRow, today: Day): CouponView {
  const { kind, amount, uses, used } = row;
  return {
    coupon: row.id,
    product: row.product,
    status: couponStanding(row, today),
    months: kind === 'months' ? amount : null,
    seats: kind === 'seats' ? amount : null,
    uses,
    used,
    endsOn: writeDate(row.endsDay),
    createdOn: writeDate(row.createdDay),
  };
}
