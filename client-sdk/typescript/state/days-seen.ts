/**
 * The days that a machine has seen: the latest day, and the number of days on which its clock was behind that day or
 * only another machine's hardware was visible. No such day is signed, so `check.ts` decides little by them.
 */
import { DAY_SECONDS, isClockBehind, startOfDay, type Instant } from '../primitives/clock.ts';
import { isCountedDays, type SavedState } from './state.ts';

/**
 * The largest plausible jump of the clock, in seconds. A jump beyond the longest lease is treated as a fault and not
 * stored.
 */
const CLOCK_JUMP_SECONDS_MAX = 400 * DAY_SECONDS;
/** A latest day that the clock has been behind for this number of days counts as a mistake of the clock. */
const DAYS_BEHIND_MAX = 7;

/**
 * Stores the current day of the machine if it is later than the stored day and the jump is plausible. A clock that
 * advances behind the stored day for some days is believed: the stored day was then a mistake of the clock, and a
 * machine that never goes online has no other correction. Returns the same object if nothing changes.
 */
export function withDaySeen(state: SavedState, now: Instant): SavedState {
  const day = startOfDay(now);
  const { latestDay } = state;
  if (latestDay === null || day - latestDay > CLOCK_JUMP_SECONDS_MAX) return state;
  if (day > latestDay) return { ...withoutDaysBehind(state), latestDay: day };
  if (!isClockBehind(now, latestDay)) return withoutDaysBehind(state);
  const counted = isCountedDays(state.daysBehind) ? state.daysBehind : undefined;
  if (day === counted?.lastDay) return state;
  const days = counted && day > counted.lastDay ? counted.days + 1 : 1;
  if (days >= DAYS_BEHIND_MAX) return { ...withoutDaysBehind(state), latestDay: day };
  return { ...state, daysBehind: { days, lastDay: day } };
}

/** Forgets that the clock was behind. Returns the same object if it was not. */
export function withoutDaysBehind(state: SavedState): SavedState {
  if (state.daysBehind === undefined) return state;
  const { daysBehind: _forgotten, ...rest } = state;
  return rest;
}

/**
 * Counts the current day as one on which a check saw only another machine's hardware. Each day is counted once, and
 * only if it is the latest day that this machine has seen, so that days of a wrong clock are not counted. Returns the
 * same object if nothing changes.
 */
export function withOtherMachineSeen(state: SavedState, now: Instant): SavedState {
  const day = startOfDay(now);
  const { lease, latestDay } = state;
  const counted = lease?.otherMachine;
  if (!lease || day !== latestDay || (counted && day <= counted.lastDay)) return state;
  return { ...state, lease: { ...lease, otherMachine: { days: (counted?.days ?? 0) + 1, lastDay: day } } };
}

/** Forgets the days on which another machine's hardware was seen. Returns the same object if there are none. */
export function withThisMachineSeen(state: SavedState): SavedState {
  if (!state.lease?.otherMachine) return state;
  const { otherMachine: _forgotten, ...lease } = state.lease;
  return { ...state, lease };
}
