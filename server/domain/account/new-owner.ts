/** The beginning of an ownership, which every way to a license shares. No notice to an earlier owner counts for it. */

import type { Query } from '../kernel/query.ts';
import { accountQueries, type OwnerRow } from './account.ts';

/**
 * Queries that make an account the owner of a license. The second returns 0, and nothing changes, if the license has
 * one.
 */
export function beginOwnership(owner: OwnerRow): [Query<number>, Query<number>] {
  return [accountQueries.dropEnding({ license: owner.license }), accountQueries.addOwner(owner)];
}
