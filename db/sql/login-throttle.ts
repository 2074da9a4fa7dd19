/**
 * The SQL of attempts. One is counted under the guard of the count that was read, so that of two at once both count.
 * What they delay stands in `server/domain/account/login-throttle.ts`.
 */

import { loginThrottleQueries } from '../../server/domain/account/login-throttle.ts';
import { columns, insertInto, sqlFor } from './statements.ts';

export const LOGIN_THROTTLE = sqlFor(loginThrottleQueries, {
  findLoginThrottle: { sql: `SELECT ${columns('attempts')} FROM attempts WHERE digest = :digest` },
  putLoginThrottle: {
    sql: `
      ${insertInto('attempts')}
      ON CONFLICT (digest) DO UPDATE SET
        failures = excluded.failures, retry_second = excluded.retry_second, hour = excluded.hour
      WHERE attempts.failures = :old`,
  },
  dropLoginThrottle: { sql: 'DELETE FROM attempts WHERE digest = :digest' },
});
