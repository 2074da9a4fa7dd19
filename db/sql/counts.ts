/**
 * The SQL of counters. Every write adds to a sum, so the counts of all nodes are added together; no row belongs to a
 * single request. `server/domain/statistics/request-counts.ts` defines what is counted,
 * `server/domain/statistics/weekly-figures.ts` the SDK's reports.
 */

import { countQueries } from '../../server/domain/statistics/request-counts.ts';
import { pagesOf } from '../dialect/pages.ts';
import { columns, insertInto, sqlFor } from '../dialect/statements.ts';

export const COUNTS = sqlFor(countQueries, {
  raiseCount: {
    sql: `
      ${insertInto('counts')}
      ON CONFLICT (cell, day) DO UPDATE SET n = counts.n + excluded.n`,
  },
  pageCounts: {
    sql: pagesOf({ columns: columns('counts'), from: 'counts', where: 'day >= :from', key: ['day', 'cell'] }),
  },
});
