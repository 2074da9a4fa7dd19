/**
 * The plan of a purge: what is due by the limits of an hour, class by class, and what is kept without an end. A plan has a
 * name, by which an operator applies exactly what was shown. `purge.ts` deletes.
 */

import { countAbandoned } from './abandoned-accounts.ts';
import { AFTER_FAREWELL, countAfterFarewell } from './farewell-purge.ts';
import { holdQueries } from './hold-record.ts';
import { countPutOff, PUT_OFF } from './put-off-erasures.ts';
import { countRetired, RETIRED_CLASSES } from './retired-purge.ts';
import {
  dayOf,
  hourOf,
  addSeconds,
  addDays,
  DAY_SECONDS,
  earlier,
  startOfHour,
  toHour,
  type Hour,
} from '../kernel/day.ts';
import type { Rule } from '../inventory/declaration.ts';
import { RULES } from '../inventory/inventory.ts';
import { ABANDONED_ACCOUNTS, abandonedDays, keepOf, rulesWith } from '../inventory/lives.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { restrictionQueries } from '../kernel/restriction.ts';
import { dueBefore, LAPSED_SEATS, purgeQueries, type Due } from './purge.ts';
import { receiptQueries } from './receipt.ts';
import { showLives, type KnownLives } from './retention.ts';

export interface PurgeCount extends Due {
  class: string;
  /** How long the rows of the class are kept; null: they end with a lease, with the license checks of a product, or with a product. */
  life: Life | null;
}

/** How many units the rows of a class are kept: as released, as it applies, and from the next purge on. */
export interface Life {
  unit: Rule['unit'];
  default: number;
  present: number;
  next: number;
}

/** Rows that are kept without an end, since they have no date from which a retention rule could count. */
export interface KeptCount {
  class: string;
  count: number;
  /** Why the rows are kept, and what would end them. */
  reason: string;
}

/** What a purge by the limits of an hour would do, class by class. The plan contains no stored value. */
export interface PurgePlan {
  /** Identifies the hour and the due rows of the plan; unchanged while the hour and these rows are unchanged. */
  plan: string;
  classes: PurgeCount[];
  /** What no purge will delete. */
  kept: KeptCount[];
  /** The plan of an interrupted purge; null: no purge was interrupted, or the interrupted purge had no plan. */
  cutShort: string | null;
}

/** The plan of the next purge, with the retention periods that apply from then on. */
export function* planPurge(input: { hour?: Hour }, call: Call, vault: Vault): Operation<PurgePlan> {
  const thisHour = hourOf(call.now);
  const hour = earlier(input.hour ?? thisHour, thisHour);
  const now = startOfHour(hour);
  const yesterday = addDays(dayOf(now), -1);
  const lives = yield* showLives();
  const idle = { today: dayOf(now), days: abandonedDays(lives.next) };
  const [lapsing] = yield* ask(purgeQueries.countLapsing({ today: dayOf(now), yesterday }));
  const classes: PurgeCount[] = [{ class: PUT_OFF, ...(yield* countPutOff()), life: null }];
  for (const name of RETIRED_CLASSES) {
    const counts = yield* countRetired(name, { today: dayOf(now), yesterday });
    classes.push({ class: name, ...counts, life: null });
  }
  classes.push(
    { class: AFTER_FAREWELL, ...(yield* countAfterFarewell()), life: null },
    { class: LAPSED_SEATS, ...lapsing, life: null },
    { class: ABANDONED_ACCOUNTS, ...(yield* countAbandoned(idle)), life: abandonedLife(lives) },
  );
  for (const declared of RULES) {
    const rule = { ...declared, keep: keepOf(declared, lives.next) };
    const [before, overdueBefore] = [dueBefore(rule, now), dueBefore(rule, addSeconds(now, -DAY_SECONDS))];
    const [counted] = yield* ask(purgeQueries.countDue({ rule: rule.class, before, overdueBefore }));
    classes.push({ class: rule.class, ...counted, life: lifeOf(declared, lives) });
  }
  const [perpetual, open, restricted, holds] = yield* ask(
    purgeQueries.countPerpetual({}),
    receiptQueries.findOpenPurge({}),
    restrictionQueries.countRestricted({}),
    holdQueries.countHolds({ overdueBefore: dayOf(now), nearBefore: dayOf(now) }),
  );
  const facts = classes.map(({ class: name, due, life }) => [name, due, life?.next].join(' '));
  return {
    plan: `${hour}-${vault.current.digest('purge plan', facts)}`,
    classes,
    kept: [...keptOf(perpetual, lives), ...restrictedOf(restricted.held), ...heldOf(holds.held)],
    cutShort: open?.plan ?? null,
  };
}

function lifeOf(rule: Rule, { present, next }: KnownLives): Life {
  return { unit: rule.unit, default: rule.keep, present: keepOf(rule, present), next: keepOf(rule, next) };
}

function abandonedLife({ present, next }: KnownLives): Life {
  return {
    unit: 'day',
    default: abandonedDays({}),
    present: abandonedDays(present),
    next: abandonedDays(next),
  };
}

function keptOf(
  { licenses, emailIndexes }: { licenses: number; emailIndexes: number },
  { present }: KnownLives,
): KeptCount[] {
  const revoked = rulesWith(present).find(({ from }) => from === 'revoked_day');
  const reason = `no end date: until ${revoked?.keep} days after a revocation`;
  return [
    { class: 'perpetual licenses', count: licenses, reason },
    {
      class: 'email indexes of these',
      count: emailIndexes,
      reason: 'while a machine uses the license, or until an erasure',
    },
  ];
}

/** What restrictions keep from the purge: nothing is shown where there is none. */
function restrictedOf(count: number): KeptCount[] {
  const reason = 'their records are kept until the person ends the restriction (GDPR Art. 18)';
  return count === 0 ? [] : [{ class: 'restrictions', count, reason }];
}

/** What legal holds keep from the purge: nothing is shown where there is none. */
function heldOf(count: number): KeptCount[] {
  const reason = 'what they keep has no end, until an operator lifts the hold';
  return count === 0 ? [] : [{ class: 'legal holds', count, reason }];
}

/** The hour in the name of a plan; undefined if the name is malformed. */
export function hourOfPlan(plan: string): Hour | undefined {
  const hour = /^(\d{1,9})-[\w-]{22}$/.exec(plan)?.[1];
  return hour === undefined ? undefined : toHour(Number(hour));
}
