/**
 * The revision of a license: the sum of the counters of license and product, which every change raises that a lease would
 * show. The activation keeps the sum of its latest lease (`leaseRevision`).
 */

import type { License } from '../licensing/license.ts';

/** The revision that a lease depends on. A new lease is due when the revision has changed. */
export function revisionOf({ row, product }: License): number {
  return row.revision + product.revision;
}
