/**
 * The revision of a license: the sum of a counter of the license and a counter of its product. Every change that a
 * lease would show raises one of the counters. An activation stores the sum as of its latest lease (`leaseRevision`).
 */

import type { License } from '../licensing/license.ts';

/** The revision that a lease depends on. A new lease is due when the revision has changed. */
export function revisionOf({ row, product }: License): number {
  return row.revision + product.revision;
}
