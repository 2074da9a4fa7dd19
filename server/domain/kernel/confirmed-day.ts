/**
 * The confirmed day: the latest day that the database believes. A server's clock is believed while it advances from
 * this day without a jump. After a jump, nothing irreversible is done by the clock's day: no row is purged, no seat
 * lapses, no license ends, and no key is destroyed. If the clock then advances steadily, it is believed after seven
 * days, or at once if an operator confirms it. The decision is a pure function of the stored day and the day of the
 * clock.
 */

import {
  addDays,
  dayOf,
  daysBetween,
  earlier,
  hourOf,
  later,
  startOf,
  toDay,
  type Day,
  type Hour,
  type Instant,
} from './day.ts';

/** A clock is believed if it is at most this many days from the confirmed day. */
const APART_DAYS_MAX = 2;
/** The number of days after which a clock that jumped is believed, if it was steady since. */
const STEADY_DAYS = 7;
/** The longest gap in days between two looks at a steady clock: a server may be off at weekends. */
const STEADY_GAP_DAYS_MAX = 7;

/** What the database remembers of the clock. */
export interface ConfirmedDay {
  day: Day;
  /** The latest day that a clock apart from the confirmed day has shown; null: no clock is apart. */
  seenDay: Day | null;
  /** The number of days by which that clock has advanced since it was first seen. */
  steadyDays: number;
}

export type ClockDecision =
  /** `agree`: the clock is believed, and the confirmed day stays. */
  | { readonly kind: 'agree'; readonly next: ConfirmedDay }
  /** `follow`: the confirmed day moves to the day of the clock, because the two are near or the clock was steady. */
  | { readonly kind: 'follow'; readonly because: 'near' | 'steady'; readonly next: ConfirmedDay }
  /** `hold`: the clock is not believed until it agrees again, is confirmed, or stays steady until `followsOn`. */
  | {
      readonly kind: 'hold';
      readonly reason: 'ahead' | 'behind';
      readonly daysApart: number;
      readonly followsOn: Day;
      readonly next: ConfirmedDay;
    };

/** Decides whether a clock is believed. `next` is `state` itself if nothing changes. */
export function decideClock(state: ConfirmedDay, today: Day): ClockDecision {
  const { day } = state;
  if (!isApart(day, today)) {
    const next = confirmedOn(later(day, today));
    if (today > day) return { kind: 'follow', because: 'near', next };
    // while one server's clock agrees, another server's clock that is ahead cannot become steady
    return { kind: 'agree', next: state.seenDay === null ? state : next };
  }
  const next = lookedOn(state, today);
  if (next.steadyDays >= STEADY_DAYS) return { kind: 'follow', because: 'steady', next: confirmedOn(today) };
  const followsOn = addDays(next.seenDay ?? today, STEADY_DAYS - next.steadyDays);
  const daysApart = Math.abs(daysBetween(day, today));
  return { kind: 'hold', reason: today > day ? 'ahead' : 'behind', daysApart, followsOn, next };
}

/** A day that is confirmed, with no clock apart from it. */
export function confirmedOn(day: Day): ConfirmedDay {
  return { day, seenDay: null, steadyDays: 0 };
}

/** The time of a call, and the confirmed day when the call began. */
export interface CallTime {
  readonly now: Instant;
  readonly confirmedDay: Day;
}

/** Whether the clock is apart from the confirmed day, so that nothing irreversible may be done by its day. */
export function isApart(confirmedDay: Day, today: Day): boolean {
  return Math.abs(daysBetween(confirmedDay, today)) > APART_DAYS_MAX;
}

/** The time by which things end: now, or no later than the confirmed day while the clock is apart from it. */
export function endingTime({ now, confirmedDay }: CallTime): Instant {
  return isApart(confirmedDay, dayOf(now)) ? earlier(now, startOf(confirmedDay)) : now;
}

/** The day by which licenses end: the day of `endingTime`. */
export function endingDay(time: CallTime): Day {
  return dayOf(endingTime(time));
}

/**
 * A seat lapses if its grace ended before this day: today, or a day of 1970 while the clock is apart, so that no seat
 * lapses.
 */
export function lapsingDay({ now, confirmedDay }: CallTime): Day {
  const today = dayOf(now);
  return isApart(confirmedDay, today) ? toDay(0) : today;
}

/** Counts a day of a clock that is apart. A jump or an earlier day restarts the count. */
function lookedOn(state: ConfirmedDay, today: Day): ConfirmedDay {
  const { day, seenDay, steadyDays } = state;
  const step = seenDay === null ? undefined : daysBetween(seenDay, today);
  // the clocks of two servers reach midnight at different moments
  if (step === 0 || step === -1) return state;
  const goesOn = step !== undefined && step > 0 && step <= STEADY_GAP_DAYS_MAX;
  return { day, seenDay: today, steadyDays: goesOn ? steadyDays + 1 : 0 };
}

/** The day by which notice is counted and coupons extend: that of the clock, or the confirmed day while the clock is not believed. */
export function believedDay({ now, confirmedDay }: CallTime): Day {
  const today = dayOf(now);
  return isApart(confirmedDay, today) ? confirmedDay : today;
}

/** The day from which a wait is counted: the later one of the clock's and the confirmed day, so that no wrong clock shortens it. */
export function waitingDay({ now, confirmedDay }: CallTime): Day {
  return later(dayOf(now), confirmedDay);
}

/** The hour from which a wait is counted, like {@link waitingDay}. */
export function waitingHour({ now, confirmedDay }: CallTime): Hour {
  return later(hourOf(now), hourOf(startOf(confirmedDay)));
}
