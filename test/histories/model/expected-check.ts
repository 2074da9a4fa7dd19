/**
 * What `check()` must show, by the words of the terms: the end of the lease and its grace, a suspension, and which
 * hardware is in sight. A tag of the lease in sight has no effect, no hardware has none, and only another machine's
 * hardware on enough distinct days limits the app.
 */

import type { Sight } from './bodies.ts';
import type { Plan } from './plan.ts';
import { overlap, type Contents } from './records.ts';

export interface Expected {
  readonly states: readonly string[];
  /** The content of the store after the check. */
  readonly contents: Contents;
}

export function expectedStates(contents: Contents, sight: Sight, day: number, plan: Plan): Expected {
  const { step, hardware, isSuspended } = contents;
  if (step === null || isSuspended) return { states: ['unlicensed'], contents };
  const place = placeOf(hardware, sight, plan);
  const daysElsewhere = daysAfter(contents.daysElsewhere, place, day);
  const { leaseDays, graceDays, machineGraceDays } = plan.terms;
  const ended = step.day + leaseDays < day;
  const graceEnded = step.day + leaseDays + graceDays < day;
  const isLimited = place === 'elsewhere' && machineGraceDays > 0 && daysElsewhere.length >= machineGraceDays;
  const after = { ...contents, daysElsewhere };
  if (graceEnded || isLimited) return { states: ['limited'], contents: after };
  if (ended || place === 'elsewhere') return { states: ['stale'], contents: after };
  return { states: ['licensed'], contents: after };
}

type Place = 'same' | 'unseen' | 'elsewhere';

function placeOf(hardware: readonly string[], { own, foreign }: Sight, { identity }: Plan): Place {
  if (identity !== 'adapters' || hardware.length === 0) return 'same';
  if (overlap(hardware, [...own, ...foreign])) return 'same';
  return own.length === 0 ? 'unseen' : 'elsewhere';
}

function daysAfter(days: readonly number[], place: Place, day: number): readonly number[] {
  if (place === 'same') return [];
  return place === 'unseen' || days.includes(day) ? days : [...days, day];
}
