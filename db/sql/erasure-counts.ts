/**
 * The SQL of the counts of erasures, which show that a database was restored; `server/domain/kernel/erasure-count.ts`
 * defines them.
 */

import { erasureCountQueries } from '../../server/domain/kernel/erasure-count.ts';
import { columns, insertInto, sqlFor } from '../dialect/statements.ts';

const HELD = ['licenses', 'accounts', 'telemetry_counts'].map((table) => `EXISTS (SELECT 1 FROM ${table})`);

export const ERASURE_COUNTS = sqlFor(erasureCountQueries, {
  listErasureCounts: { sql: `SELECT ${columns('erasure_counts')} FROM erasure_counts ORDER BY folder` },
  holdsRows: { sql: `SELECT CASE WHEN ${HELD.join(' OR ')} THEN 1 ELSE 0 END AS held` },
  countErasure: {
    sql: `
      INSERT INTO erasure_counts (folder, erasures) VALUES (:folder, 1)
      ON CONFLICT (folder) DO UPDATE SET erasures = erasure_counts.erasures + 1`,
  },
  raiseErasureCount: {
    sql: `
      ${insertInto('erasure_counts')}
      ON CONFLICT (folder) DO UPDATE SET erasures = excluded.erasures
      WHERE erasure_counts.erasures < excluded.erasures`,
  },
});
