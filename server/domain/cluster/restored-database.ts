/**
 * Whether a database was restored since the data folder of a node last saw it. Such a database contains again what was
 * erased in between. Each data folder has its own tombstones and its own count of erasures, and remembers the counts of
 * all folders. A node refuses the database until every folder whose count fell has replayed its tombstones. A database
 * without customers brings nothing back.
 */

import { erasureCountQueries, type ErasureCount } from '../kernel/erasure-count.ts';
import { ask, type Operation } from '../kernel/operation.ts';

/** The erasures that a database has counted. */
export interface ErasuresFound {
  readonly counts: readonly ErasureCount[];
  /** Whether the database has a license, an account or telemetry. */
  readonly holdsRows: boolean;
}

/** The counts that a data folder remembers and that are higher than those of the database. */
export function lostErasures(
  { counts, holdsRows }: ErasuresFound,
  remembered: readonly ErasureCount[],
): ErasureCount[] {
  if (!holdsRows) return [];
  return remembered.filter(({ folder, erasures }) => erasures > countOf(counts, folder));
}

/** The count of a folder; 0 if it has none. */
export function countOf(counts: readonly ErasureCount[], folder: string): number {
  return counts.find((count) => count.folder === folder)?.erasures ?? 0;
}

/** Merges lists of counts: for each folder the highest count, in the order of the folders. */
export function highestCounts(...lists: readonly (readonly ErasureCount[])[]): ErasureCount[] {
  const folders = [...new Set(lists.flat().map(({ folder }) => folder))].toSorted();
  return folders.map((folder) => {
    return { folder, erasures: Math.max(...lists.map((counts) => countOf(counts, folder))) };
  });
}

export function* findErasures(): Operation<ErasuresFound> {
  const [counts, rows] = yield* ask(
    erasureCountQueries.listErasureCounts({}),
    erasureCountQueries.holdsRows({}),
  );
  return { counts, holdsRows: rows.held === 1 };
}

/** Raises the counts of the database to those that a folder remembers, after the tombstones were replayed. */
export function* raiseErasures({ counts }: { counts: readonly ErasureCount[] }): Operation<number> {
  // one fixed order, so that two nodes cannot deadlock
  const raised = highestCounts(counts).map((count) => erasureCountQueries.raiseErasureCount({ ...count }));
  return (yield* ask(...raised)).reduce((sum: number, rows) => sum + rows, 0);
}
