/**
 * Honest clients beside what is done to a server: what they do in a second, stretches of time in which it is counted, and
 * the measures of a list of stretches.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { startChild, type Child } from '../bench/child.ts';
import { percentile } from '../bench/figures.ts';
import type { Deed, Rates } from './deeds.ts';
import type { HonestAnswers, HonestGiven } from './honest.ts';
import { atLeast, percent, type Measure } from './measure.ts';
import type { Tally } from './pace.ts';

export const STRETCH_MS = 2_500;
/** The highest ratio of a p99 beside something to the quiet one. */
export const RATIO_MAX = 2;
/** What honest clients do in a second. */
export const HONEST: Rates = {
  activation: 100,
  renewal: 10,
  token: 10,
  session: 0.5,
  knownBrowser: 0.5,
  newBrowser: 0.5,
};
const LOGIN_MS_MAX = 2_000;
const NEVER_REFUSED = { least: 100, msMax: Infinity };
const AT_ONCE = { least: 99, msMax: LOGIN_MS_MAX };
/** The percentage of each deed that must succeed, within some milliseconds. */
const REQUIRED: Readonly<Record<Deed, { readonly least: number; readonly msMax: number }>> = {
  activation: NEVER_REFUSED,
  renewal: NEVER_REFUSED,
  token: NEVER_REFUSED,
  session: AT_ONCE,
  knownBrowser: AT_ONCE,
  newBrowser: AT_ONCE,
};

export type Honest = Child<HonestAnswers>;
export type Taken = Record<Deed, Tally>;

export const startHonest = (given: HonestGiven): Promise<Honest> =>
  startChild('../attack/honest.js', { given });

/** What was done in the next seconds. */
export async function stretch(honest: Honest): Promise<Taken> {
  await sleep(STRETCH_MS);
  return honest.ask('take');
}

/** The p99 of activations, in milliseconds. */
export function p99Of({ activation }: Taken): number {
  return percentile(activation.times, 99);
}

/** How many answers were not the right one. */
export function othersOf({ others }: Tally): number {
  return Object.values(others).reduce((sum, count) => sum + count, 0);
}

/** Whether a deed succeeded as often as it must. */
export function success(deed: Deed, stretches: readonly Taken[]): Measure {
  const { least, msMax } = REQUIRED[deed];
  const tallies = stretches.map((taken) => taken[deed]);
  const right = tallies.flatMap(({ times }) => times).filter((time) => time <= msMax).length;
  const tried = tallies.reduce((sum, tally) => sum + tally.done + othersOf(tally), 0);
  const slow = tallies.reduce((sum, { done }) => sum + done, 0) - right;
  const others = tallies.flatMap((tally) => Object.keys(tally.others));
  const why = [...(slow > 0 ? ['slow'] : []), ...new Set(others)];
  const name = `${deed}: ${right} of ${tried}${why.length > 0 ? ` (${why.join(', ')})` : ''}`;
  return atLeast(name, percent(right, tried), least, '%');
}
