/**
 * Decides whether the latest lease of an activation is current and may be signed again. The revision of a license is
 * the sum of a counter of the license and a counter of its product. Every change that a lease would show raises one of
 * the counters. An activation stores the sum as of its latest lease (`leaseRevision`).
 */

import { addSeconds, CLOCKS_APART_SECONDS, startOf, type Day, type Instant } from '../kernel/day.ts';
import type { License } from '../licensing/license.ts';

/** The revision that a lease depends on. A new lease is due when the revision has changed. */
export function revisionOf({ row, product }: License): number {
  return row.revision + product.revision;
}

/**
 * Whether the latest lease shows the license as it is and begins no later than the server's clock. A later lease was
 * made by a clock that ran ahead; a machine with a right clock would doubt its own clock if it got that lease again.
 */
export function isCurrent(
  license: License,
  { leaseRevision, leaseDay }: { readonly leaseRevision: number; readonly leaseDay: Day },
  now: Instant,
): boolean {
  const hasBegun = startOf(leaseDay) <= addSeconds(now, CLOCKS_APART_SECONDS);
  return hasBegun && leaseRevision === revisionOf(license);
}
