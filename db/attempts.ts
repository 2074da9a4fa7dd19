/**
 * The SQL of attempts. One is counted under the guard of the count that was read, so that of two at once both count.
 * What they delay stands in `server/domain/attempt.ts`.
 */

import type { AttemptQueries } from '../server/domain/attempt.ts';
import { columns, insertInto, type SqlFor } from './statements.ts';

export const ATTEMPTS: SqlFor<AttemptQueries> = {
  findAttempt: { gives: 'one', sql: `SELECT ${columns('attempts')} FROM attempts WHERE digest = :digest` },
  putAttempt: {
    gives: 'count',
    sql: `
      ${insertInto('attempts')}
      ON CONFLICT (digest) DO UPDATE SET
        failures = excluded.failures, retry_second = excluded.retry_second, hour = excluded.hour
      WHERE attempts.failures = :old`,
  },
  dropAttempt: { gives: 'count', sql: 'DELETE FROM attempts WHERE digest = :digest' },
};
