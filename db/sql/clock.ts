/**
 * The SQL of the confirmed day, which is one row. `server/domain/kernel/confirmed-day.ts` decides which day is confirmed.
 */

import { clockQueries } from '../../server/domain/cluster/clock.ts';
import { sqlFor } from '../dialect/statements.ts';

const WHERE = `FROM confirmed_day WHERE id = 'clock'`;
/** What a database without a row begins with. A migration writes no row, since a copy needs an empty database. */
const FIRST = `(SELECT day FROM tasks WHERE task = 'purge'), (SELECT day FROM schema_migrations WHERE version = 1)`;

export const CLOCK = sqlFor(clockQueries, {
  findConfirmedDay: {
    sql: `
      SELECT
        COALESCE((SELECT day ${WHERE}), ${FIRST}) AS day,
        (SELECT seen_day ${WHERE}) AS "seenDay",
        COALESCE((SELECT steady_days ${WHERE}), 0) AS "steadyDays"`,
  },
  beginConfirmedDay: {
    sql: `
      INSERT INTO confirmed_day (id, day, seen_day, steady_days) VALUES ('clock', COALESCE(${FIRST}), NULL, 0)
      ON CONFLICT (id) DO NOTHING`,
  },
  lockConfirmedDay: {
    lock: true,
    sql: `SELECT day, seen_day AS "seenDay", steady_days AS "steadyDays" ${WHERE}`,
  },
  putConfirmedDay: {
    sql: `
      UPDATE confirmed_day SET day = :day, seen_day = :seenDay, steady_days = :steadyDays
      WHERE id = 'clock'`,
  },
});
