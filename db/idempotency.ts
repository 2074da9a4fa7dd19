/**
 * The SQL of idempotency records. A record that has expired is replaced in place, so that the purge need not have run.
 * When a record has expired stands in `server/domain/idempotency.ts`.
 */

import { IDEMPOTENCY_HOURS, type IdempotencyQueries } from '../server/domain/idempotency.ts';
import { columns, insertInto, type SqlFor } from './statements.ts';

export const IDEMPOTENCY: SqlFor<IdempotencyQueries> = {
  findIdempotency: {
    gives: 'one',
    sql: `SELECT ${columns('idempotency')} FROM idempotency WHERE digest = :digest`,
  },
  putIdempotency: {
    gives: 'count',
    sql: `
      ${insertInto('idempotency')}
      ON CONFLICT (digest) DO UPDATE SET
        generation = excluded.generation, request = excluded.request, result = excluded.result, hour = excluded.hour
      WHERE idempotency.hour < excluded.hour - ${IDEMPOTENCY_HOURS}`,
  },
  setIdempotencyResult: {
    gives: 'count',
    sql: 'UPDATE idempotency SET result = :result WHERE digest = :digest',
  },
};
