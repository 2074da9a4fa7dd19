/**
 * How long each class of rows is kept: as the inventory declares by default, or for a shorter period that the vendor
 * sets in `retention.json`. Periods are counted in days. A class without a minimum cannot be set, since the program
 * needs its rows for exactly the default.
 */

import { ABANDONED_DAYS, ABANDONED_DAYS_LEAST } from './account-tables.ts';
import type { Rule } from './declaration.ts';
import { RULES } from './inventory.ts';

/** The class under which the purge counts abandoned accounts. */
export const ABANDONED_ACCOUNTS = 'abandoned accounts';

/** The retention periods of classes that do not have the default, in days. */
export type Lives = Readonly<Record<string, number>>;

/** A class whose retention period a vendor may shorten. All periods are in days. */
export interface LifeSetting {
  readonly class: string;
  readonly default: number;
  readonly least: number;
  /** The period is a multiple of this number of days. */
  readonly step: number;
}

/** The number of units in a day; below 1 for a week. */
const PER_DAY: Readonly<Record<Rule['unit'], number>> = { hour: 24, day: 1, week: 1 / 7 };

/** The classes that can be set, in the order of the purge. */
export const LIFE_SETTINGS: readonly LifeSetting[] = [
  { class: ABANDONED_ACCOUNTS, default: ABANDONED_DAYS, least: ABANDONED_DAYS_LEAST, step: 1 },
  ...RULES.flatMap(({ class: name, unit, keep, least }) =>
    least === undefined
      ? []
      : [{ class: name, default: keep / PER_DAY[unit], least, step: unit === 'week' ? 7 : 1 }],
  ),
];

/** The number of units of its rule for which the rows of a class are kept. */
export function keepOf({ class: name, unit, keep }: Rule, lives: Lives): number {
  const days = lives[name];
  return days === undefined ? keep : Math.round(days * PER_DAY[unit]);
}

/** The retention rules with the current periods. */
export function rulesWith(lives: Lives): readonly Rule[] {
  return RULES.map((rule) => ({ ...rule, keep: keepOf(rule, lives) }));
}

/** The days without a login after which an account without a live lease is deleted. */
export function abandonedDays(lives: Lives): number {
  return lives[ABANDONED_ACCOUNTS] ?? ABANDONED_DAYS;
}
