/**
 * Trials: a machine runs a product for some days without account, email address or license key, once in twelve months.
 * Stored are a keyed tag for each of its adapters, or one for its installation, and the first day of the trial. So a
 * machine that asks again, after a lost answer or a reinstall, gets the same trial until its end, and nothing can be
 * renewed, released or found by a person. The lease lasts as long as the trial.
 */

import {
  TRIAL_AGAIN_DAYS,
  type TrialAnswer,
  type TrialRequest,
} from '../../../client-sdk/typescript/contract/trial.ts';
import type { TrialPer } from '../../../client-sdk/typescript/contract/wire.ts';
import { endingDay } from '../kernel/confirmed-day.ts';
import { addDays, daysBetween, earlier, endOf, startOf, writeDate, type Day } from '../kernel/day.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Call, Signer, Vault } from '../kernel/ports.ts';
import { defineQueries, rowCount, rows } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { entitlementClaims, firstEntitlements } from '../licensing/entitlements.ts';
import { requireProduct, type ProductRow } from '../licensing/product.ts';
import type { FourTags } from './activation.ts';
import { fourTags } from './device-tags.ts';
import { signLease, type Decided } from './lease.ts';

/** A row of `trials`. */
export interface TrialRow {
  tag: string;
  /** The first day of the trial. */
  day: Day;
}

export const trialQueries = defineQueries({
  /** The rows of up to four tags. */
  listTrials: rows<FourTags, TrialRow>(),
  /** Stores a tag with the first day of its trial, unless the tag has a day that is not before `since`. */
  putTrial: rowCount<TrialRow & { since: Day }>(),
});

interface TrialTime {
  readonly today: Day;
  /** The earliest first day of a trial that still counts. */
  readonly since: Day;
  /** The number of days after its first day on which a trial still runs. */
  readonly trialDays: number;
}

/** `runs`: the machine has this trial, and these of its tags are not stored yet. `over`: its trial has ended. */
export type TrialDecision =
  | { readonly kind: 'runs'; readonly day: Day; readonly missing: readonly string[] }
  | { readonly kind: 'over' };

/**
 * Decides about a machine. Its trial is the earliest one of its tags, so an adapter brings no second trial with it to
 * another machine. A machine without one starts today.
 */
export function decideTrial(
  tags: readonly string[],
  found: readonly TrialRow[],
  { today, since, trialDays }: TrialTime,
): TrialDecision {
  const counted = found.filter(({ day }) => day >= since);
  // to another server midnight may have come already; any later day was stored by a clock that was wrong
  const latest = addDays(today, counted.length === 0 ? 0 : 1);
  const day = counted.reduce((first, row) => earlier(first, row.day), latest);
  if (addDays(day, trialDays) < today) return { kind: 'over' };
  return { kind: 'runs', day, missing: tags.filter((tag) => !counted.some((row) => row.tag === tag)) };
}

/** A trial that is decided and stored, and whose lease is not signed yet. */
export interface StartedTrial {
  readonly lease: Decided & { kind: 'lease' };
  readonly per: TrialPer;
  readonly endsDay: Day;
}

export function* startTrial(input: TrialRequest, call: Call, vault: Vault): Operation<StartedTrial> {
  const product = yield* requireProduct(input.product);
  const { id, trialDays } = product;
  if (trialDays === 0) refuse('trial_not_offered');
  const today = endingDay(call);
  const time = { today, since: addDays(today, -TRIAL_AGAIN_DAYS), trialDays };
  // one fixed order, so that two requests with the same tags do not deadlock
  const tags = input.trialTags.map((tag) => vault.trialDigest('tag', [id, tag])).toSorted();
  const day = yield* storeTrial(tags, product, time);
  const trial = vault.trialDigest('id', [id, String(day), tags[0] ?? '']);
  const endsDay = addDays(day, trialDays);
  const per = input.identity === 'adapters' ? 'machine' : 'install';
  return {
    lease: leaseOfTrial(product, { ...time, trial, day, endsDay, per, tags: input.tags }),
    per,
    endsDay,
  };
}

export function concludeTrial(
  { lease, per, endsDay }: StartedTrial,
  signer: Signer,
  vault: Vault,
): TrialAnswer {
  return { ...signLease(lease, signer, vault), per, endsOn: writeDate(endsDay) };
}

/** Stores the tags that are missing, and returns the first day of the trial. No trial of a retired product begins. */
function* storeTrial(tags: readonly string[], product: ProductRow, time: TrialTime): Operation<Day> {
  const { since } = time;
  const { day, missing } = yield* findTrial(tags, time);
  if (missing.length === 0) return day;
  const isNew = missing.length === tags.length;
  if (isNew && product.lastDataDay !== null) refuse('trial_not_offered');
  yield* ask(...missing.map((tag) => trialQueries.putTrial({ tag, day, since })));
  // another request of this machine may have stored a tag first
  return (yield* findTrial(tags, time)).day;
}

/** @throws Refusal `trial_over` */
function* findTrial(
  tags: readonly string[],
  time: TrialTime,
): Operation<TrialDecision & { readonly kind: 'runs' }> {
  const [found] = yield* ask(trialQueries.listTrials(fourTags(tags)));
  const decision = decideTrial(tags, found, time);
  return decision.kind === 'over' ? refuse('trial_over') : decision;
}

interface TrialLease {
  readonly trial: string;
  readonly today: Day;
  readonly day: Day;
  readonly endsDay: Day;
  readonly per: TrialPer;
  readonly tags: readonly string[];
}

/** The lease of a trial. A later request has the sequence of its day, so its lease replaces an earlier one. */
function leaseOfTrial(
  product: ProductRow,
  { trial, today, day, endsDay, per, tags }: TrialLease,
): Decided & { kind: 'lease' } {
  const sequence = Math.max(1, daysBetween(day, today) + 1);
  const exp = endOf(endsDay);
  return {
    kind: 'lease',
    activation: trial,
    epoch: 1,
    sequence,
    farewell: product.farewell,
    claims: {
      aud: product.id,
      sub: trial,
      jti: `${trial}.${sequence}`,
      iat: startOf(today),
      nbf: startOf(today),
      exp,
      tags: [...tags],
      ...entitlementClaims(firstEntitlements(product.entitlements, day), today),
      license_end: exp,
      updates_until: null,
      refresh_after: exp,
      grace: 0,
      machine_days: product.machineGraceDays,
      trial: per,
    },
  };
}
