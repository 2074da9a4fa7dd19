/**
 * What the terms of a product allow for releases by the customer: a cool-down between two releases, and a limit per
 * calendar year. An operator's release is not counted. Of the releases of a year members use at most a half together, so
 * that no member uses up those of the owner.
 */

import type { Code } from '../../../client-sdk/typescript/contract/codes.ts';
import { writeDate, yearOf, addDays, type Day } from '../kernel/day.ts';
import { type License, licenseQueries, type LicenseRow } from '../licensing/license.ts';
import type { Query } from '../kernel/query.ts';

/** A release that the terms do not allow today. */
export interface LimitReached {
  kind: 'refused';
  code: Code;
  detail: string;
}

/** Who releases: the owner or a manager, or a member its own machine. */
export type Releasing = 'owner' | 'member';

/** The releases that the terms still allow the customer. */
export interface Allowance {
  /** The number of days that must pass between two releases; 0: no cool-down. */
  cooldownDays: number;
  /** The number of releases allowed in a calendar year (UTC); null: no limit. */
  perYear: number | null;
  /** The first day on which the next release is allowed, while the cool-down lasts; otherwise null. */
  nextDay: Day | null;
  /** The number of releases left in this calendar year; null: no limit. */
  left: number | null;
  /** Whether a member has none left, but the owner of the license has. */
  isKept: boolean;
  /** The number of machines that may be released together today; null: any number. */
  atOnce: number | null;
}

export function allowanceOf({ row, product }: License, today: Day, by: Releasing): Allowance {
  const { releaseCooldownDays: cooldownDays, releasesPerYear: perYear } = product;
  const next = row.releasedDay === null ? null : addDays(row.releasedDay, cooldownDays);
  const nextDay = cooldownDays > 0 && next !== null && next > today ? next : null;
  const owners = perYear === null ? null : Math.max(0, perYear - releasesIn(row, today));
  const kept = by === 'member' ? Math.ceil((perYear ?? 0) / 2) : 0;
  const left = owners === null ? null : Math.max(0, owners - kept);
  const isKept = left === 0 && owners !== left;
  // of two releases, the first starts the cool-down for the second
  const atOnce = cooldownDays === 0 ? left : Math.min(nextDay === null ? 1 : 0, left ?? 1);
  return { cooldownDays, perYear, nextDay, left, isKept, atOnce };
}

/** The limit that refuses the release of this many machines today, if any limit does. */
export function releaseLimit(
  license: License,
  today: Day,
  { machines = 1, by }: { machines?: number; by: Releasing },
): LimitReached | undefined {
  const { cooldownDays, perYear, nextDay, left, isKept, atOnce } = allowanceOf(license, today, by);
  if (atOnce === null || machines <= atOnce) return undefined;
  if (nextDay !== null) {
    const detail = `The next release is possible on ${writeDate(nextDay)}.`;
    return { kind: 'refused', code: 'release_too_soon', detail };
  }
  if (isKept) {
    const detail = `The limit is ${perYear} a year, and the rest of them is kept for the owner of the license.`;
    return { kind: 'refused', code: 'release_limit_reached', detail };
  }
  if (left !== null && left < machines) {
    const rest = left === 0 ? '' : ` ${left} of them ${left === 1 ? 'is' : 'are'} left.`;
    return {
      kind: 'refused',
      code: 'release_limit_reached',
      detail: `The limit is ${perYear} a year.${rest}`,
    };
  }
  const detail = `Two releases must be ${cooldownDays} days apart. Release one machine now.`;
  return { kind: 'refused', code: 'release_too_soon', detail };
}

/** Counts releases by the customer against the yearly limit. */
export function countReleases(row: LicenseRow, day: Day, machines: number): Query<number> {
  const count = releasesIn(row, day) + machines;
  return licenseQueries.countRelease({ license: row.id, day, count });
}

function releasesIn(row: LicenseRow, today: Day): number {
  const { releasedDay, releaseCount } = row;
  return releasedDay !== null && yearOf(releasedDay) === yearOf(today) ? releaseCount : 0;
}
