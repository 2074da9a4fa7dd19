/** The leases of a floating license, by the rules of the real server. */
import type { Terms } from '../contract/product-terms.ts';
import { DAY_SECONDS } from '../primitives/clock.ts';
import type { FloatingEnd, LeaseDays } from './seat.ts';

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3_600;

/** What a machine asks for. */
interface Wish {
  /** Seconds since 1970. */
  now: number;
  borrowDays: number;
  /** The last day of the license, as days since 1970; null: it is perpetual. */
  endsDay: number | null;
  /** The seat of the machine, if it has one. */
  held: LeaseDays | undefined;
}

/** The days of a new lease; undefined if the terms are not those of a floating license. A seat never ends earlier than before. */
export function floatingDays(terms: Terms, wish: Wish): LeaseDays | undefined {
  const { floatingMinutes: minutes, borrowDays } = terms;
  if (minutes === null) return undefined;
  const { held, now } = wish;
  const leaseDay = Math.floor(now / DAY_SECONDS);
  const days = Math.min(wish.borrowDays, borrowDays);
  const seatEnd = seatEndFrom(terms, wish, minutes);
  const wanted = days > 0 ? borrowed(terms, wish, leaseDay + days) : checkedOut(terms, { seatEnd, minutes });
  const kept = held?.floating?.seatEnd ?? 0;
  if (held?.floating?.kind === 'borrowed' && kept > wanted.seatEnd && held.leaseEndsDay >= leaseDay)
    return { ...held, leaseDay };
  const next = kept > wanted.seatEnd ? checkedOut(terms, { seatEnd: kept, minutes }) : wanted;
  return {
    leaseDay,
    leaseEndsDay: dayBefore(next.exp),
    graceEndsDay: dayBefore(next.seatEnd),
    floating: next,
  };
}

function borrowed({ floatingGraceHours }: Terms, { endsDay }: Wish, until: number): FloatingEnd {
  const exp = (Math.min(until, endsDay ?? until) + 1) * DAY_SECONDS;
  const seatEnd = exp + Math.ceil((floatingGraceHours * HOUR_SECONDS) / DAY_SECONDS) * DAY_SECONDS;
  return { kind: 'borrowed', exp, seatEnd, refreshAfter: exp, renewableFrom: exp };
}

function checkedOut(
  { floatingGraceHours }: Terms,
  { seatEnd: wanted, minutes }: { seatEnd: number; minutes: number },
): FloatingEnd {
  const seatEnd = wanted % DAY_SECONDS === 0 ? wanted + MINUTE_SECONDS : wanted;
  const exp = seatEnd - floatingGraceHours * HOUR_SECONDS;
  const refreshAfter = exp - (minutes * MINUTE_SECONDS) / 2;
  const renewableFrom = refreshAfter - (minutes * MINUTE_SECONDS) / 4;
  return { kind: 'checked_out', exp, seatEnd, refreshAfter, renewableFrom };
}

/** The end of the seat of a lease that begins now. */
function seatEndFrom({ floatingGraceHours }: Terms, { now, endsDay }: Wish, minutes: number): number {
  const end = Math.floor(now / MINUTE_SECONDS + minutes) * MINUTE_SECONDS;
  const exp = Math.min(end, endsDay === null ? end : (endsDay + 1) * DAY_SECONDS);
  return exp + floatingGraceHours * HOUR_SECONDS;
}

const dayBefore = (end: number): number => Math.floor((end - 1) / DAY_SECONDS);
