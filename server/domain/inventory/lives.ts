/**
 * How long each class of rows is kept: as the inventory declares by default, or for a period that the vendor sets in
 * `retention.json`. A longer period needs a released policy that states it. Periods are counted in days. A class without
 * a minimum cannot be set, since the program needs its rows for exactly the default.
 */

import { ABANDONED_DAYS, ABANDONED_DAYS_LEAST } from './account-tables.ts';
import type { Rule } from './declaration.ts';
import { RULES } from './inventory.ts';

/** The class under which the purge counts abandoned accounts. */
export const ABANDONED_ACCOUNTS = 'abandoned accounts';
/** The class of orders that outlive their person. */
export const ACCOUNTED_ORDERS = 'orders for accounting';

/** The retention periods of classes that do not have the default, in days. */
export type Lives = Readonly<Record<string, number>>;

/**
 * The longest period that a vendor can state, in days: ten years. Accounting needs no more, and no other class is kept for
 * more than twice its default.
 */
const LONGEST_DAYS = 3_650;

/** A class whose retention period a vendor may set. All periods are in days. */
export interface LifeSetting {
  readonly class: string;
  readonly default: number;
  readonly least: number;
  readonly most: number;
  /** The period is a multiple of this number of days. */
  readonly step: number;
}

/** The number of units in a day; below 1 for a week. */
const PER_DAY: Readonly<Record<Rule['unit'], number>> = { hour: 24, day: 1, week: 1 / 7 };

/** The classes that can be set, in the order of the purge. */
export const LIFE_SETTINGS: readonly LifeSetting[] = [
  settingOf(ABANDONED_ACCOUNTS, { days: ABANDONED_DAYS, least: ABANDONED_DAYS_LEAST, step: 1 }),
  ...RULES.flatMap(({ class: name, unit, keep, least, most }) =>
    least === undefined
      ? []
      : [settingOf(name, { days: keep / PER_DAY[unit], least, most, step: unit === 'week' ? 7 : 1 })],
  ),
];

interface Limits {
  days: number;
  least: number;
  most?: number | undefined;
  step: number;
}

function settingOf(name: string, { days, least, most: stated, step }: Limits): LifeSetting {
  const most = stated ?? Math.max(days, Math.min(2 * days, LONGEST_DAYS));
  return { class: name, default: days, least, most: most - (most % step), step };
}

/** The number of units of its rule for which the rows of a class are kept. */
export function keepOf({ class: name, unit, keep }: Rule, lives: Lives): number {
  const days = lives[name];
  return days === undefined ? keep : Math.round(days * PER_DAY[unit]);
}

/** The retention rules with the current periods. @param rules those of the inventory, unless a test has others */
export function rulesWith(lives: Lives, rules: readonly Rule[] = RULES): readonly Rule[] {
  return rules.map((rule) => ({ ...rule, keep: keepOf(rule, lives) }));
}

/** Whether a rule ends nothing unless the vendor sets its period: by default the rows have another end. */
export function isOff({ keep, most }: Pick<Rule, 'keep' | 'most'>): boolean {
  return keep === 0 && most !== undefined;
}

/** The days without a login after which an account without a live lease is deleted. */
export function abandonedDays(lives: Lives): number {
  return lives[ABANDONED_ACCOUNTS] ?? ABANDONED_DAYS;
}
