/** The SQL of the retention periods that the vendor has set, one row for each class. */

import { retentionQueries } from '../../server/domain/privacy/retention.ts';
import { columns, sqlFor } from '../dialect/statements.ts';

export const RETENTION = sqlFor(retentionQueries, {
  listLives: { sql: `SELECT ${columns('retention')} FROM retention ORDER BY class` },
  putNextLife: {
    sql: `
      INSERT INTO retention (class, days, next_days, policy) VALUES (:class, NULL, :nextDays, :policy)
      ON CONFLICT (class) DO UPDATE SET next_days = excluded.next_days, policy = excluded.policy`,
  },
  adoptLives: {
    sql: 'UPDATE retention SET days = next_days, next_days = NULL WHERE next_days IS NOT NULL',
  },
});
