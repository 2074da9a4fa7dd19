/** The terms of one license that a request may name: its seats and its last day. */

import { SEATS_MAX } from '../../../client-sdk/typescript/contract/product-terms.ts';
import { addDays, readDate, type Day } from '../kernel/day.ts';
import { refuse } from '../kernel/refusal.ts';
import type { ProductRow } from './product.ts';

/** What a person types for the last day of a perpetual license. */
const NEVER = 'never';

export function requireSeats(seats: number): number {
  if (Number.isInteger(seats) && seats >= 1 && seats <= SEATS_MAX) return seats;
  return refuse('request_malformed', {
    fields: [{ pointer: '/seats', message: `must be 1 to ${SEATS_MAX}` }],
  });
}

/** The day of a typed date; null stays null. */
export function requireDate(date: string | null, pointer: string): Day | null {
  if (date === null) return null;
  return readDate(date) ?? refuseDate(pointer, 'must be a date YYYY-MM-DD');
}

/** The last day of a license, which may not be in the past; null: perpetual. */
export function requireEnd(endsOn: string | null, today: Day): Day | null {
  const day = requireDate(endsOn, '/endsOn');
  if (day !== null && day < today) refuseDate('/endsOn', 'must be today or later');
  return day;
}

/** The last day of a new license: the requested day, or else the end of its product's duration. */
export function firstEnd(endsOn: string | null | undefined, product: ProductRow, today: Day): Day | null {
  if (endsOn !== undefined) return requireEnd(endsOn, today);
  return product.durationDays === null ? null : addDays(today, product.durationDays);
}

function refuseDate(pointer: string, message: string): never {
  return refuse('request_malformed', { fields: [{ pointer, message, none: NEVER }] });
}
