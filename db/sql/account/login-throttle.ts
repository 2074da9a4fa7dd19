/**
 * The SQL of the login throttle. The count of logins is increased only if it is still the count that was read, so that
 * each of two concurrent logins is counted. `server/domain/account/login-throttle.ts` decides which logins are checked.
 */

import { loginThrottleQueries } from '../../../server/domain/account/login-throttle.ts';
import { columns, insertInto, sqlFor } from '../../dialect/statements.ts';

export const LOGIN_THROTTLE = sqlFor(loginThrottleQueries, {
  findLoginThrottle: { sql: `SELECT ${columns('attempts')} FROM attempts WHERE digest = :digest` },
  putLoginThrottle: {
    sql: `
      ${insertInto('attempts')}
      ON CONFLICT (digest) DO UPDATE SET
        failures = excluded.failures, hour = excluded.hour
      WHERE attempts.failures = :oldFailures AND attempts.hour = :oldHour`,
  },
  dropLoginThrottle: { sql: 'DELETE FROM attempts WHERE digest = :digest' },
});
