/** Entitlements of the fake server, with ends of their own, by the rules of the real server. */
import { splitEntitlement } from '../contract/entitlement.ts';
import type { LeaseClaims } from '../contract/wire.ts';
import { DAY_SECONDS } from '../primitives/clock.ts';
import { readDay } from './day.ts';

/** An entitlement and its last day, in days since 1970; null: that of the license. */
export interface TimedEntitlement {
  readonly name: string;
  readonly endsDay: number | null;
}

/** Reads names, each alone, with a last day, or with the number of days from a first one. */
export function readEntitlements(words: readonly string[], firstDay: number): TimedEntitlement[] {
  return words.map((word) => {
    const { name, end } = splitEntitlement(word);
    if (end === undefined) return { name, endsDay: null };
    return { name, endsDay: /^\d{1,5}$/.test(end) ? firstDay + Number(end) : readDay(end) };
  });
}

/** The claims of a lease that begins on a day: what has not ended before it. */
export function entitlementClaims(
  entitlements: readonly TimedEntitlement[],
  leaseDay: number,
): Pick<LeaseClaims, 'entitlements' | 'entitlement_ends'> {
  const lasting = entitlements.filter(({ endsDay }) => endsDay === null || endsDay >= leaseDay);
  const ends = lasting.map(({ endsDay }) => (endsDay === null ? null : endOf(endsDay)));
  return {
    entitlements: lasting.map(({ name }) => name),
    ...(ends.some((end) => end !== null) && { entitlement_ends: ends }),
  };
}

/** The end of the first entitlement that ends after the first day of a lease; Infinity: none does. */
export function firstEnd(entitlements: readonly TimedEntitlement[], leaseDay: number): number {
  const lasting = entitlements.flatMap(({ endsDay }) => endsDay ?? []).filter((day) => day >= leaseDay);
  return Math.min(...lasting.map(endOf));
}

const endOf = (day: number): number => (day + 1) * DAY_SECONDS;
