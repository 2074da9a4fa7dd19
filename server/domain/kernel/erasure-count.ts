/**
 * The counts of erasures. Each data folder has a number in the database. Every erasure, release, purge or published
 * week on a node of that folder raises the number, in the same transaction. The folders remember the numbers outside of
 * the database, so that a restored database is recognised: `server/domain/cluster/restored-database.ts` compares them.
 */

import type { Day } from './day.ts';
import type { Buried, Id, Vault } from './ports.ts';
import { defineQueries, row, rowCount, rows, type NoParams, type Query } from './query.ts';

/** A row of `erasure_counts`. */
export interface ErasureCount {
  /** The random id of a data folder. */
  folder: Id;
  erasures: number;
}

export const erasureCountQueries = defineQueries({
  listErasureCounts: rows<NoParams, ErasureCount>(),
  /** Whether the database has anything that a restore could bring back, as 1 or 0. */
  holdsRows: row<NoParams, { held: number }>(),
  countErasure: rowCount<{ folder: Id }>(),
  /** Sets a count, unless it is higher already. */
  raiseErasureCount: rowCount<ErasureCount>(),
});

/** Counts an erasure. The query must be the last of its transaction, since other erasures wait for the row. */
export function countErasure({ folder }: Vault): Query<number> {
  return erasureCountQueries.countErasure({ folder });
}

/** Writes tombstones, durably, and returns the query that counts the erasure. */
export function bury(vault: Vault, kind: Buried, ids: readonly Id[], day: Day): Query<number> {
  for (const id of ids) vault.bury(kind, id, day);
  return countErasure(vault);
}
