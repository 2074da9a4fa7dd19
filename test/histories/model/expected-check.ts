/**
 * What `check()` must show, by the words of the terms, on a day that the machine's clock shows: the end of the lease and
 * its grace, a suspension or revocation and its notice, a clock that was set back, and which hardware is in sight. Days
 * that the machine has noted make an app stale and nothing else.
 */

import type { Sight } from './bodies.ts';
import type { Plan } from './plan.ts';
import { overlap, type Contents, type Step } from './records.ts';

export interface Expected {
  readonly states: readonly string[];
  /** The content of the store after the check. */
  readonly contents: Contents;
}

/** A clock may be behind by this. */
const DAYS_BEHIND_LET_PASS = 1;
/** After so many days that go on behind it, a later day is a mistake. */
const DAYS_UNTIL_BELIEVED = 7;
/** A clock is not believed that is ahead by more. */
const DAYS_AHEAD_MAX = 400;

/** @param today - the day that the machine's clock shows */
export function expectedStates(contents: Contents, sight: Sight, today: number, plan: Plan): Expected {
  const { step, hardware } = contents;
  if (step === null) return { states: ['unlicensed'], contents };
  const place = placeOf(hardware, sight, plan);
  const seen = clockAfter(contents, today);
  const after = { ...seen, daysElsewhere: daysAfter(seen, place, today) };
  const state =
    takenAway(after, step, today, plan) ?? runsOut(after, step, today, { plan, place }) ?? 'licensed';
  return { states: [state], contents: after };
}

/** The last day of a lease. */
export function leaseEndsDay({ day, licenseEndsDay }: Step, { terms }: Plan): number {
  return Math.min(day + terms.leaseDays, licenseEndsDay ?? Number.POSITIVE_INFINITY);
}

/** Whether the license ends with the lease, and the grace of both is over. */
export function hasEnded(step: Step, today: number, plan: Plan): boolean {
  const ends = leaseEndsDay(step, plan);
  return step.licenseEndsDay === ends && today > ends + plan.terms.graceDays;
}

/** `unlicensed`, if a signed fact says so. */
function takenAway({ takenDay }: Contents, step: Step, today: number, plan: Plan): string | undefined {
  const time = Math.max(today, step.day);
  const { noticeDays } = plan.terms;
  if (takenDay !== null && (noticeDays === 0 || time >= takenDay + noticeDays)) return 'unlicensed';
  return hasEnded(step, time, plan) ? 'unlicensed' : undefined;
}

function runsOut(
  { takenDay, daysElsewhere, latestDay }: Contents,
  step: Step,
  today: number,
  { plan, place }: { plan: Plan; place: Place },
): string | undefined {
  const { graceDays, machineGraceDays } = plan.terms;
  const ends = leaseEndsDay(step, plan);
  const isElsewhere = place === 'elsewhere';
  const isLimited = isElsewhere && machineGraceDays > 0 && daysElsewhere.length >= machineGraceDays;
  if (Math.max(today, step.day) > ends + graceDays || isLimited) return 'limited';
  const isBehind = today + DAYS_BEHIND_LET_PASS < Math.max(latestDay, step.day);
  return takenDay !== null || isBehind || today > ends || isElsewhere ? 'stale' : undefined;
}

/** What the machine notes of the day that its clock shows. */
function clockAfter(contents: Contents, today: number): Contents {
  const { latestDay, daysBehind } = contents;
  if (today > latestDay + DAYS_AHEAD_MAX) return contents;
  if (today > latestDay) return { ...contents, latestDay: today, daysBehind: [] };
  if (today + DAYS_BEHIND_LET_PASS >= latestDay) return { ...contents, daysBehind: [] };
  const last = daysBehind.at(-1) ?? -Infinity;
  if (today === last) return contents;
  const days = today > last ? [...daysBehind, today] : [today];
  if (days.length < DAYS_UNTIL_BELIEVED) return { ...contents, daysBehind: days };
  return { ...contents, latestDay: today, daysBehind: [] };
}

type Place = 'same' | 'unseen' | 'elsewhere';

function placeOf(hardware: readonly string[], { own, foreign }: Sight, { identity }: Plan): Place {
  if (identity !== 'adapters' || hardware.length === 0) return 'same';
  if (overlap(hardware, [...own, ...foreign])) return 'same';
  return own.length === 0 ? 'unseen' : 'elsewhere';
}

function daysAfter({ daysElsewhere, latestDay }: Contents, place: Place, today: number): readonly number[] {
  if (place === 'same') return [];
  const isCounted =
    place === 'elsewhere' && today === latestDay && today > (daysElsewhere.at(-1) ?? -Infinity);
  return isCounted ? [...daysElsewhere, today] : daysElsewhere;
}
