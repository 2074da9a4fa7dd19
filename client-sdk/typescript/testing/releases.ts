/** The limits of the terms on releases by the customer: a cool-down between two, and a number for each calendar year. */
import type { Terms } from '../contract/product-terms.ts';
import { DAY_SECONDS, dayName, fromNumericDate } from '../primitives/clock.ts';
import type { LicenseRecord } from './license.ts';
import { refuse } from './problems.ts';

/** Counts a release. @throws RefusedRequest if the terms do not allow it today, given as days since 1970 */
export function requireRelease(
  license: LicenseRecord,
  { releaseCooldownDays, releasesPerYear }: Terms,
  today: number,
): void {
  const { releases } = license;
  const year = Number(nameOf(today).slice(0, 4));
  const next = releases.lastDay === null ? today : releases.lastDay + releaseCooldownDays;
  if (next > today) refuse('release_too_soon', `The next release is possible on ${nameOf(next)}.`);
  const count = releases.year === year ? releases.count : 0;
  if (releasesPerYear !== null && count >= releasesPerYear)
    refuse('release_limit_reached', `The limit is ${releasesPerYear} a year.`);
  license.releases = { lastDay: today, year, count: count + 1 };
}

const nameOf = (day: number): string => dayName(fromNumericDate(day * DAY_SECONDS));
