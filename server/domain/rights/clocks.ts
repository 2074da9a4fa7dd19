/**
 * The clocks of a request about personal data, as pure functions of days. GDPR art. 12(3): one month from receipt, and
 * two more with a reason. CCPA § 1798.130(a)(2): 45 days, and 45 more. A month ends by Regulation 1182/71 art. 3(2)(c): on
 * the same date of the later month, or on its last day. Art. 3(4) would let a period that ends on a weekend or a holiday
 * end on the next working day; holidays differ from country to country, so a period here ends on its own day, which is
 * never later.
 */

import { addDays, addMonths, daysBetween, startOf, type Day } from '../kernel/day.ts';
import type { RequestKind } from '../kernel/rights.ts';

type Regime = 'gdpr' | 'ccpa';

const REGIMES: Readonly<Record<RequestKind, Regime>> = {
  access: 'gdpr',
  portability: 'gdpr',
  rectification: 'gdpr',
  erasure: 'gdpr',
  restriction: 'gdpr',
  objection: 'gdpr',
  withdrawal: 'gdpr',
  know: 'ccpa',
  delete: 'ccpa',
  correct: 'ccpa',
};

type Period = { readonly months: number } | { readonly days: number };

/** The period from receipt, as it is and as it is extended. */
const PERIODS: Readonly<Record<Regime, { readonly plain: Period; readonly extended: Period }>> = {
  gdpr: { plain: { months: 1 }, extended: { months: 3 } },
  ccpa: { plain: { days: 45 }, extended: { days: 90 } },
};

/** The business days within which a request is acknowledged (CCPA regulations § 7021(a)). Holidays count as business days. */
const ACKNOWLEDGE_BUSINESS_DAYS = 10;
/** A request is near its day from this number of days before it. */
export const NEAR_DAYS = 7;
/** The requests to know of one person that are answered in twelve months (CCPA § 1798.130(b)). */
export const KNOWS_A_YEAR = 2;

export function regimeOf(kind: RequestKind): Regime {
  return REGIMES[kind];
}

/** The last day to answer a request. The day of receipt is not counted. */
export function dueDay(kind: RequestKind, received: Day, isExtended = false): Day {
  const { plain, extended } = PERIODS[regimeOf(kind)];
  const period = isExtended ? extended : plain;
  return 'days' in period ? addDays(received, period.days) : addMonths(received, period.months);
}

/** The last day to acknowledge a request. */
export function acknowledgeBy(received: Day): Day {
  let day = received;
  for (let left = ACKNOWLEDGE_BUSINESS_DAYS; left > 0; left -= isWeekend(day) ? 0 : 1) day = addDays(day, 1);
  return day;
}

/** How a request stands on a day. */
export type Standing = 'open' | 'near' | 'overdue' | 'closed';

export function standingOf(
  { dueDay: due, closedDay }: { readonly dueDay: Day; readonly closedDay: Day | null },
  today: Day,
): Standing {
  if (closedDay !== null) return 'closed';
  const left = daysBetween(today, due);
  if (left < 0) return 'overdue';
  return left <= NEAR_DAYS ? 'near' : 'open';
}

function isWeekend(day: Day): boolean {
  return [0, 6].includes(new Date(startOf(day) * 1_000).getUTCDay());
}
