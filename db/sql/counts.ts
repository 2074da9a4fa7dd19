/**
 * The SQL of what is counted. Every write adds to a sum, so that many nodes add up; nothing here is a row for one
 * request. What is counted stands in `server/domain/statistics/request-counts.ts`, the SDK's reports in `server/domain/statistics/telemetry.ts`.
 */

import { countQueries } from '../../server/domain/statistics/request-counts.ts';
import { columns, insertInto, sqlFor } from './statements.ts';

export const COUNTS = sqlFor(countQueries, {
  raiseCount: {
    sql: `
      ${insertInto('counts')}
      ON CONFLICT (cell, day) DO UPDATE SET n = counts.n + excluded.n`,
  },
  listCounts: {
    sql: `SELECT ${columns('counts')} FROM counts WHERE day >= :from ORDER BY day, cell`,
  },
});
